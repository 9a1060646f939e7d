"""The client for threads."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import grpc

from ._connection import (
    CLOSED,
    DEADLINE_SECONDS,
    KEEPALIVE_SECONDS,
    SETTLE_SECONDS,
    Connection,
    positive,
)
from ._error import ComplaintError
from ._fields import takes_fields
from ._gate import IN_TIME
from ._line import Lines
from ._reason import Sent
from ._repeating import once, until_settled
from ._request import to_request
from ._settling import Settling
from ._token import to_token
from .v1.complaint_service_pb2 import GetReplyRequest, GetReplyResponse, ReplyRequest, ReplyResponse

if TYPE_CHECKING:
    import os
    import threading

    from google.protobuf.message import Message
    from typing_extensions import Self, Unpack

    from ._line import Line
    from ._repeating import Repeating
    from ._request import ReplyFields
    from ._tls import Tls
    from .v1.complaint_service_pb2_grpc import ComplaintServiceStub
    from .v1.reply_admin_service_pb2_grpc import ReplyAdminServiceStub

# How often a call that can be cancelled looks whether it is.
_CANCEL_POLL_SECONDS = 0.05
_CANCELLED = "cancelled by the caller"

Request = TypeVar("Request", bound="Message")
Response = TypeVar("Response")


class ComplaintClient:
    """Speaks to a complaint bridge. Any number of threads may share one; close it after the last.

    target: in gRPC's syntax: "host:port", "dns:///host:port", "unix:/path".
    tls: absent: TLS by the roots that this system trusts. plaintext: no TLS at all.
    token_file: holds what says who calls, where the bridge knows its callers by tokens. It is read
        for each call, so that the next token counts as soon as it is written: the kubelet does so
        with a service account's. White space around the token does not count. A call for which
        there is none fails with UNAUTHENTICATED, and nothing is sent. A token is sent over TLS, or
        to this machine, alone.
    token: the same, as text.
    timeout: seconds, of calls that name none.
    retries: whether a call asks again after UNAVAILABLE, up to 4 times in all.
    keepalive: seconds without a byte after which a connection with calls under way is probed.
        Servers with gRPC's own limits end connections that are probed more often than every 300 s.

    It raises ValueError for what is no address, for arguments that exclude each other, for what is
    no token or no certificate, for a private key that does not fit its certificate, for a timeout
    of nothing and for a token that would be sent to another machine without TLS, and OSError for a
    file that cannot be read.

    Every call raises ComplaintError where it fails. cancel: a threading.Event by which another
    thread, or a signal handler, ends the call with code CANCELLED.
    """

    def __init__(
        self,
        target: str,
        *,
        tls: Tls | None = None,
        plaintext: bool = False,
        token: str | None = None,
        token_file: str | os.PathLike[str] | None = None,
        timeout: float = DEADLINE_SECONDS,
        retries: bool = True,
        keepalive: float = KEEPALIVE_SECONDS,
    ) -> None:
        connection = Connection(target, tls, plaintext, keepalive, to_token(token, token_file))
        self._timeout = positive(timeout)
        self._closed = False
        self._once = once(retries=retries)
        self._lines = Lines(connection, retries=retries)

    @property
    def channel(self) -> grpc.Channel:
        """The connection, for stubs of the caller's own; another where a certificate changed."""
        return self._lines.now().channel

    @property
    def stub(self) -> ComplaintServiceStub:
        """The generated stub. It raises grpc.RpcError: see ComplaintError.from_rpc_error."""
        return self._lines.now().stub

    @property
    def admin(self) -> ReplyAdminServiceStub:
        """The generated stub for operators, likewise."""
        return self._lines.now().admin

    @takes_fields
    def reply(
        self,
        request: ReplyRequest | None = None,
        /,
        *,
        timeout: float | None = None,
        cancel: threading.Event | None = None,
        **fields: Unpack[ReplyFields],
    ) -> ReplyResponse:
        """Shows a reply to the consumer who complained: one question, one answer.

        Takes a ReplyRequest, or its fields. An empty transaction_id is made first and written into
        the request, so that asking again with the same object asks for the same reply. It asks
        again after UNAVAILABLE alone, unless the client has retries=False.
        """
        request = to_request(request, fields)
        timeout = self._timeout if timeout is None else timeout
        return self._reply(self._once, request, timeout, cancel)

    @takes_fields
    def reply_until_settled(
        self,
        request: ReplyRequest | None = None,
        /,
        *,
        timeout: float = SETTLE_SECONDS,
        cancel: threading.Event | None = None,
        **fields: Unpack[ReplyFields],
    ) -> ReplyResponse:
        """As reply, and asks again under the same transaction_id until there is an answer.

        It asks again where a connection was lost, where another replica is sending the reply, and
        where nothing was sent and a retry may work; at once it ends with an answer that a repeat
        does not change, OUTCOME_UNKNOWN among them. timeout: seconds for it all.
        """
        request = to_request(request, fields)
        return self._reply(until_settled(), request, timeout, cancel)

    def get_reply(
        self,
        isspid: str,
        transaction_id: str,
        *,
        timeout: float | None = None,
        cancel: threading.Event | None = None,
    ) -> GetReplyResponse:
        """Tells what the bridge knows of a reply. It sends nothing."""
        request = GetReplyRequest(isspid=isspid, transaction_id=transaction_id)
        timeout = self._timeout if timeout is None else timeout
        if self._closed:
            raise ValueError(CLOSED)
        if timeout <= 0:
            raise ComplaintError.too_late(request)
        return self._ask(self.stub.GetReply, request, timeout, cancel)

    def close(self) -> None:
        """Ends the connection, and what is under way on it with CANCELLED."""
        self._closed = True
        self._lines.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _reply(
        self,
        repeating: Repeating,
        request: ReplyRequest,
        timeout: float,
        cancel: threading.Event | None,
    ) -> ReplyResponse:
        settling = Settling(repeating, time.monotonic(), timeout)
        while True:
            attempt_timeout = settling.attempt_timeout(time.monotonic())
            try:
                return self._attempt(request, attempt_timeout, cancel)
            except ComplaintError as error:
                if self._is_over(cancel):
                    raise settling.ended(error) from error.__cause__
                step = settling.after(error, time.monotonic())
                if isinstance(step, ComplaintError):
                    raise step from step.__cause__
            self._wait(step, cancel)
            if self._is_over(cancel):
                raise settling.ended(_not_asked(request))

    def _attempt(
        self, request: ReplyRequest, timeout: float, cancel: threading.Event | None
    ) -> ReplyResponse:
        """Only where a connection stands: see Gate."""
        if self._closed:
            raise ValueError(CLOSED)
        if timeout <= 0:
            raise ComplaintError.too_late(request)
        end = time.monotonic() + timeout
        line = self._lines.now()
        state = line.gate.wait(end, lambda: self._is_over(cancel))
        if state is not grpc.ChannelConnectivity.READY:
            self._raise_not_reached(line, request, state, end - time.monotonic(), cancel)
        return self._ask(line.reply_stub.Reply, request, end - time.monotonic(), cancel)

    def _raise_not_reached(
        self,
        line: Line,
        request: ReplyRequest,
        state: grpc.ChannelConnectivity | None,
        timeout: float,
        cancel: threading.Event | None,
    ) -> None:
        """Not where there is a connection after all."""
        if self._is_over(cancel):
            raise _not_asked(request)
        if state is None:
            late = grpc.StatusCode.DEADLINE_EXCEEDED
            raise ComplaintError.ended(request, late, IN_TIME, Sent.NOTHING)
        try:
            # Why there is none, gRPC tells a call alone.
            line.reply_stub.GetReply(GetReplyRequest(), timeout=timeout)
        except grpc.RpcError as error:
            if (not_reached := ComplaintError.not_reached(error, request)) is not None:
                raise not_reached from error

    def _wait(self, seconds: float, cancel: threading.Event | None) -> None:
        if cancel is None:
            time.sleep(seconds)
        else:
            cancel.wait(seconds)

    def _is_over(self, cancel: threading.Event | None) -> bool:
        return self._closed or (cancel is not None and cancel.is_set())

    def _ask(
        self,
        method: grpc.UnaryUnaryMultiCallable[Request, Response],
        request: Request,
        timeout: float,
        cancel: threading.Event | None,
    ) -> Response:
        try:
            if cancel is None:
                return method(request, timeout=timeout)
            if cancel.is_set():
                raise _not_asked(request)
            return _result(method.future(request, timeout=timeout), request, cancel)
        except grpc.RpcError as error:
            raise ComplaintError.from_rpc_error(error, request) from error


def _not_asked(request: Message) -> ComplaintError:
    return ComplaintError.cancelled(request, _CANCELLED, Sent.NOTHING)


def _result(call: grpc.Future[Response], request: Message, cancel: threading.Event) -> Response:
    try:
        while True:
            try:
                return call.result(timeout=_CANCEL_POLL_SECONDS)
            except grpc.FutureTimeoutError:
                if cancel.is_set():
                    call.cancel()
            except grpc.FutureCancelledError:
                raise ComplaintError.cancelled(request, _CANCELLED) from None
    finally:
        call.cancel()
