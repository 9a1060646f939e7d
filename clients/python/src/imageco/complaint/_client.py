"""The client for threads."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import grpc

from ._connection import DEADLINE_SECONDS, KEEPALIVE_SECONDS, SETTLE_SECONDS, Connection
from ._error import ComplaintError
from ._reason import Sent
from ._repeating import once, until_settled
from ._request import to_request
from ._settling import Settling
from ._token import to_token
from ._token_interceptor import TokenInterceptor
from .v1.complaint_service_pb2 import GetReplyRequest, GetReplyResponse, ReplyRequest, ReplyResponse
from .v1.complaint_service_pb2_grpc import ComplaintServiceStub
from .v1.reply_admin_service_pb2_grpc import ReplyAdminServiceStub

if TYPE_CHECKING:
    import os
    import threading

    from google.protobuf.message import Message
    from typing_extensions import Self, Unpack

    from ._repeating import Repeating
    from ._request import ReplyFields
    from ._tls import Tls

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

    It raises ValueError for arguments that exclude each other, for what is no token and for a token
    that would be sent to another machine without TLS, and OSError for a file that cannot be read.

    Every call raises ComplaintError where it fails. cancel: a threading.Event by which another
    thread, or a signal handler, ends the call with code CANCELLED.
    """

    channel: grpc.Channel
    """The connection, for stubs of the caller's own."""
    stub: ComplaintServiceStub
    """The generated stub. It raises grpc.RpcError: see ComplaintError.from_rpc_error."""
    admin: ReplyAdminServiceStub
    """The generated stub for operators, likewise."""

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
        self._timeout = timeout
        self._closed = False
        self.channel = _open(connection, retries=retries)
        # What a channel retries on its own is not seen here, and a reply must know of every attempt
        # that may have been sent.
        self._reply_channel = _open(connection, retries=False) if retries else self.channel
        self._once = once(retries=retries)
        self.stub = ComplaintServiceStub(self.channel)
        self.admin = ReplyAdminServiceStub(self.channel)
        self._reply_stub = ComplaintServiceStub(self._reply_channel)

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
        return self._ask(self.stub.GetReply, request, timeout, cancel)

    def close(self) -> None:
        """Ends the connection, and what is under way on it with CANCELLED."""
        self._closed = True
        self.channel.close()
        self._reply_channel.close()

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
                return self._ask(self._reply_stub.Reply, request, attempt_timeout, cancel)
            except ComplaintError as error:
                if self._is_over(cancel):
                    raise settling.ended(error) from error.__cause__
                step = settling.after(error, time.monotonic())
                if isinstance(step, ComplaintError):
                    raise step from step.__cause__
            self._wait(step, cancel)
            if self._is_over(cancel):
                raise settling.ended(_not_asked(request))

    def _wait(self, seconds: float, cancel: threading.Event | None) -> None:
        """Older gRPC connects only while a thread waits on the channel: a subscription is one."""
        self._reply_channel.subscribe(_ignore)
        try:
            if cancel is None:
                time.sleep(seconds)
            else:
                cancel.wait(seconds)
        finally:
            self._reply_channel.unsubscribe(_ignore)

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


def _open(connection: Connection, *, retries: bool) -> grpc.Channel:
    credentials = connection.credentials()
    options = connection.options(retries=retries)
    if credentials is None:
        channel = grpc.insecure_channel(connection.target, options)
    else:
        channel = grpc.secure_channel(connection.target, credentials, options)
    if connection.token is None:
        return channel
    return grpc.intercept_channel(channel, TokenInterceptor(connection.token))


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


def _ignore(_: grpc.ChannelConnectivity) -> None:
    pass
