"""What a test tells the fake to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import grpc
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from .._error_details import DOMAIN, METADATA_KEY, PUSHBACK_KEY
from .._reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CODES: dict[str, grpc.StatusCode] = {
    Reason.INVALID_REQUEST: grpc.StatusCode.INVALID_ARGUMENT,
    Reason.MERCHANT_NOT_CONFIGURED: grpc.StatusCode.NOT_FOUND,
    Reason.REPLY_NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Reason.CALLER_NOT_ALLOWED: grpc.StatusCode.PERMISSION_DENIED,
    Reason.TRANSACTION_ID_REUSED: grpc.StatusCode.ALREADY_EXISTS,
    Reason.GATEWAY_REJECTED: grpc.StatusCode.FAILED_PRECONDITION,
    Reason.OUTCOME_UNKNOWN: grpc.StatusCode.UNKNOWN,
    Reason.REPLY_IN_PROGRESS: grpc.StatusCode.ABORTED,
    Reason.GATEWAY_UNREACHABLE: grpc.StatusCode.UNAVAILABLE,
    Reason.CIRCUIT_OPEN: grpc.StatusCode.UNAVAILABLE,
    Reason.LEDGER_UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
    Reason.DRAINING: grpc.StatusCode.UNAVAILABLE,
    Reason.RATE_LIMITED: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Reason.OVERLOADED: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Reason.DEADLINE_TOO_SHORT: grpc.StatusCode.DEADLINE_EXCEEDED,
    Reason.REPLY_NOT_UNKNOWN: grpc.StatusCode.FAILED_PRECONDITION,
}


@dataclass(frozen=True)
class Failure:
    """A status, its details as bytes, and whether reply, or a client's channel, may repeat it."""

    code: grpc.StatusCode
    message: str
    details: bytes = b""
    may_repeat: bool = False
    reason: str = ""
    gateway_result: tuple[str, str] | None = None

    def end(self, context: grpc.ServicerContext) -> NoReturn:
        metadata: list[tuple[str, str | bytes]] = []
        if self.details:
            metadata.append((METADATA_KEY, self.details))
        if not self.may_repeat:
            metadata.append((PUSHBACK_KEY, "-1"))
        context.set_trailing_metadata(tuple(metadata))
        context.abort(self.code, self.message)


def bridge_failure(
    reason: str,
    message: str = "",
    *,
    code: grpc.StatusCode | None = None,
    retry_delay: float | None = None,
    violations: Iterable[tuple[str, str]] = (),
    gateway_result: tuple[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Failure:
    """A failure in the bridge's words."""
    code = code or CODES.get(reason, grpc.StatusCode.UNKNOWN)
    info = error_details_pb2.ErrorInfo(domain=DOMAIN, reason=reason, metadata=metadata or {})
    if gateway_result is not None:
        info.metadata["result_id"], info.metadata["result_comment"] = gateway_result
    status = status_pb2.Status(code=code.value[0], message=message)
    status.details.add().Pack(info)
    if retry_delay is not None:
        status.details.add().Pack(error_details_pb2.RetryInfo(retry_delay=_duration(retry_delay)))
    bad_request = error_details_pb2.BadRequest()
    for field, description in violations:
        bad_request.field_violations.add(field=field, description=description)
    if bad_request.field_violations:
        status.details.add().Pack(bad_request)
    return Failure(
        code,
        message,
        status.SerializeToString(),
        reason=reason,
        gateway_result=gateway_result,
    )


def _duration(seconds: float) -> Duration:
    return Duration(seconds=int(seconds), nanos=round(seconds % 1 * 1e9))
