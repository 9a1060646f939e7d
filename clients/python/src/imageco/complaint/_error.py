"""The error of every call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import grpc

from ._error_details import GatewayResult, Violation, decode
from ._gate import no_connection
from ._reason import NO_TIME, Reason, Sent, conclusion, sent_by_reply
from .v1.complaint_service_pb2 import ReplyRequest

if TYPE_CHECKING:
    from google.protobuf.message import Message

__all__ = ["ComplaintError", "GatewayResult", "Reason", "Sent", "Violation"]

_NO_CONNECTION = (
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.CANCELLED,
)


@dataclass(eq=False, repr=False)
class ComplaintError(Exception):
    """A call that failed. Its text is for people, and holds nothing of the reply's text.

    code: of gRPC.
    message: the server's or gRPC's explanation.
    reason: the name of a Reason. A newer bridge may give one that Reason does not have yet. Empty:
        the bridge gave none, so the failure comes from in between.
    sent: whether anything was sent, by any attempt of the call. Without a word of the bridge mostly
        PERHAPS. Of a raw stub's call, of the last of the attempts that its channel made.
    transaction_id: the caller's, or the one that was made; for another attempt of the same reply.
    retry_delay: seconds to wait before another attempt; absent: none were named.
    violations: every field at fault, with INVALID_REQUEST.
    gateway_result: the gateway's words, with GATEWAY_REJECTED where it gave any.
    metadata: all that the bridge says besides, e.g. "http_status".
    request: what was asked, with its transaction_id; it can be asked again as it is.
    """

    code: grpc.StatusCode = grpc.StatusCode.UNKNOWN
    message: str = ""
    reason: str = ""
    sent: Sent = Sent.PERHAPS
    transaction_id: str = ""
    retry_delay: float | None = None
    violations: tuple[Violation, ...] = ()
    gateway_result: GatewayResult | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    request: Message | None = None

    @classmethod
    def from_rpc_error(cls, error: grpc.RpcError, request: Message | None = None) -> ComplaintError:
        """Of what a stub of this package raised, grpc.aio.AioRpcError included.

        request: what the stub was given. Only a ReplyRequest sends anything; without a request the
        error is read as if it came of one.
        """
        code, message = error.code(), error.details() or ""
        details = decode(error.trailing_metadata())
        return cls(
            code=code,
            message=message,
            reason=details.reason,
            sent=_sent(details.reason, code, message, request),
            transaction_id=getattr(request, "transaction_id", ""),
            retry_delay=details.retry_delay,
            violations=details.violations,
            gateway_result=details.gateway_result,
            metadata=details.metadata,
            request=request,
        )

    @classmethod
    def not_reached(cls, error: grpc.RpcError, request: Message) -> ComplaintError | None:
        """Of a call that was not made, as none could be: error is that of one that asks for
        nothing. Absent where that one had a connection."""
        found = cls.from_rpc_error(error, request)
        if found.reason or found.code not in _NO_CONNECTION:
            return None
        return replace(found, message=no_connection(found.message), sent=Sent.NOTHING)

    @classmethod
    def ended(
        cls, request: Message, code: grpc.StatusCode, message: str, sent: Sent
    ) -> ComplaintError:
        """Of a call that this side ended."""
        transaction_id = getattr(request, "transaction_id", "")
        return cls(code, message, sent=sent, transaction_id=transaction_id, request=request)

    @classmethod
    def too_late(cls, request: Message) -> ComplaintError:
        """Of a call that had no time to begin."""
        return cls.ended(request, grpc.StatusCode.DEADLINE_EXCEEDED, NO_TIME, Sent.NOTHING)

    @classmethod
    def cancelled(cls, request: Message, message: str, sent: Sent | None = None) -> ComplaintError:
        """Of a call that its caller ended."""
        code = grpc.StatusCode.CANCELLED
        sent = _sent("", code, message, request) if sent is None else sent
        return cls.ended(request, code, message, sent)

    def __str__(self) -> str:
        name = f"{self.reason} ({self.code.name})" if self.reason else self.code.name
        facts = [f"{name}: {self.message}" if self.message else name]
        facts += [fault for fault in map(": ".join, self.violations) if fault not in self.message]
        if self.gateway_result is not None:
            facts.append(f"the gateway said {' '.join(self.gateway_result)}")
        todo = conclusion(self.reason, self.code, self.sent, self.message)
        if self.retry_delay is not None:
            todo += f", in {self.retry_delay:g} s"
        known = f" (transaction_id {self.transaction_id})" if self.transaction_id else ""
        return f"{'; '.join(facts)}. {todo}{known}"

    def __repr__(self) -> str:
        return f"ComplaintError({self})"


def _sent(reason: str, code: grpc.StatusCode, message: str, request: Message | None) -> Sent:
    sends = request is None or (isinstance(request, ReplyRequest) and not request.validate_only)
    size = None if request is None else request.ByteSize()
    return sent_by_reply(reason, code, message, size) if sends else Sent.NOTHING
