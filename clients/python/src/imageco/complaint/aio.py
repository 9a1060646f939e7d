"""The client for asyncio: the calls of imageco.complaint.ComplaintClient, awaited.

async with ComplaintClient("complaint-server:50051") as client:
    response = await client.reply_until_settled(request)
"""

from __future__ import annotations

import asyncio
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
from ._gate import IN_TIME, await_connection
from ._reason import Sent
from ._repeating import once, until_settled
from ._request import to_request
from ._settling import Settling
from ._token import to_token
from ._token_interceptor import AioTokenInterceptor
from .v1.complaint_service_pb2 import GetReplyRequest, GetReplyResponse, ReplyRequest, ReplyResponse
from .v1.complaint_service_pb2_grpc import ComplaintServiceStub
from .v1.reply_admin_service_pb2_grpc import ReplyAdminServiceStub

if TYPE_CHECKING:
    import os

    from google.protobuf.message import Message
    from typing_extensions import Self, Unpack

    from ._repeating import Repeating
    from ._request import ReplyFields
    from ._tls import Tls
    from .v1.complaint_service_pb2_grpc import ComplaintServiceAsyncStub
    from .v1.reply_admin_service_pb2_grpc import ReplyAdminServiceAsyncStub

__all__ = ["ComplaintClient"]

_CANCELLED = "the task was cancelled"

Request = TypeVar("Request", bound="Message")
Response = TypeVar("Response")


class ComplaintClient:
    """Speaks to a complaint bridge. Any number of tasks of one event loop may share one.

    The arguments are those of imageco.complaint.ComplaintClient. It connects at the first call, in
    the loop that makes it.

    Every call raises ComplaintError where it fails. Cancelling its task cancels the call, which
    then raises CancelledError from a ComplaintError: that tells the transaction_id, and whether
    anything was sent.
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
        self._connection = Connection(
            target, tls, plaintext, keepalive, to_token(token, token_file)
        )
        self._credentials = self._connection.credentials()
        self._looks = self._connection.looks()
        self._timeout = positive(timeout)
        self._retries = retries
        self._closed = False
        self._once = once(retries=retries)
        # By whether the channel retries on its own. What it retries is not seen here, and a reply
        # must know of every attempt that may have been sent.
        self._channels: dict[bool, grpc.aio.Channel] = {}
        self._retiring: set[asyncio.Task[None]] = set()

    @property
    def channel(self) -> grpc.aio.Channel:
        """The connection, for stubs of the caller's own. Of the running loop; another one where a
        certificate changed."""
        return self._channel(self._retries)

    @property
    def stub(self) -> ComplaintServiceAsyncStub:
        """The generated stub. It raises grpc.RpcError: see ComplaintError.from_rpc_error."""
        return ComplaintServiceStub(self.channel)

    @property
    def admin(self) -> ReplyAdminServiceAsyncStub:
        """The generated stub for operators, likewise."""
        return ReplyAdminServiceStub(self.channel)

    @takes_fields
    async def reply(
        self,
        request: ReplyRequest | None = None,
        /,
        *,
        timeout: float | None = None,
        **fields: Unpack[ReplyFields],
    ) -> ReplyResponse:
        """Shows a reply to the consumer who complained: one question, one answer.

        Takes a ReplyRequest, or its fields. An empty transaction_id is made first and written into
        the request, so that asking again with the same object asks for the same reply. It asks
        again after UNAVAILABLE alone, unless the client has retries=False.
        """
        request = to_request(request, fields)
        timeout = self._timeout if timeout is None else timeout
        return await self._reply(self._once, request, timeout)

    @takes_fields
    async def reply_until_settled(
        self,
        request: ReplyRequest | None = None,
        /,
        *,
        timeout: float = SETTLE_SECONDS,
        **fields: Unpack[ReplyFields],
    ) -> ReplyResponse:
        """As reply, and asks again under the same transaction_id until there is an answer.

        It asks again where a connection was lost, where another replica is sending the reply, and
        where nothing was sent and a retry may work; at once it ends with an answer that a repeat
        does not change, OUTCOME_UNKNOWN among them. timeout: seconds for it all.
        """
        request = to_request(request, fields)
        return await self._reply(until_settled(), request, timeout)

    async def get_reply(
        self, isspid: str, transaction_id: str, *, timeout: float | None = None
    ) -> GetReplyResponse:
        """Tells what the bridge knows of a reply. It sends nothing."""
        request = GetReplyRequest(isspid=isspid, transaction_id=transaction_id)
        timeout = self._timeout if timeout is None else timeout
        if timeout <= 0:
            raise ComplaintError.too_late(request)
        return await _ask(self.stub.GetReply, request, timeout)

    async def close(self) -> None:
        """Ends the connection, and what is under way on it."""
        self._closed = True
        for channel in self._channels.values():
            await channel.close()
        for task in self._retiring:
            task.cancel()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _reply(
        self, repeating: Repeating, request: ReplyRequest, timeout: float
    ) -> ReplyResponse:
        settling = Settling(repeating, time.monotonic(), timeout)
        while True:
            attempt_timeout = settling.attempt_timeout(time.monotonic())
            try:
                return await self._attempt(request, attempt_timeout)
            except ComplaintError as error:
                if self._closed:
                    raise settling.ended(error) from error.__cause__
                step = settling.after(error, time.monotonic())
                if isinstance(step, ComplaintError):
                    raise step from step.__cause__
            try:
                await asyncio.sleep(step)
            except asyncio.CancelledError as cancelled:
                raise cancelled from settling.ended(_not_asked(request))

    async def _attempt(self, request: ReplyRequest, timeout: float) -> ReplyResponse:
        """Only where a connection stands: see Gate."""
        if timeout <= 0:
            raise ComplaintError.too_late(request)
        end = time.monotonic() + timeout
        channel = self._channel(retries=False)
        stub = ComplaintServiceStub(channel)
        try:
            state = await await_connection(channel, end)
        except asyncio.CancelledError as cancelled:
            raise cancelled from _not_asked(request)
        if state is not grpc.ChannelConnectivity.READY:
            await _raise_not_reached(stub, request, state, end - time.monotonic())
        return await _ask(stub.Reply, request, end - time.monotonic())

    def _channel(self, retries: bool) -> grpc.aio.Channel:
        if self._closed:
            raise ValueError(CLOSED)
        looks = self._connection.looks()
        if looks != self._looks:
            self._looks = looks
            self._renew()
        if retries not in self._channels:
            self._channels[retries] = self._open(retries)
        return self._channels[retries]

    def _renew(self) -> None:
        """Reads the files again, as gRPC does not. Channels that were open end with their calls."""
        try:
            self._credentials = self._connection.credentials()
        except (OSError, ValueError):
            return  # those before count on
        for channel in self._channels.values():
            task = asyncio.ensure_future(channel.close(grace=SETTLE_SECONDS))
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)
        self._channels = {}

    def _open(self, retries: bool) -> grpc.aio.Channel:
        options = self._connection.options(retries=retries)
        target, token = self._connection.target, self._connection.token
        interceptors = None if token is None else [AioTokenInterceptor(token)]
        if self._credentials is None:
            return grpc.aio.insecure_channel(target, options, interceptors=interceptors)
        return grpc.aio.secure_channel(
            target, self._credentials, options, interceptors=interceptors
        )


async def _raise_not_reached(
    stub: ComplaintServiceAsyncStub,
    request: ReplyRequest,
    state: grpc.ChannelConnectivity | None,
    timeout: float,
) -> None:
    """Not where there is a connection after all."""
    if state is None:
        late = grpc.StatusCode.DEADLINE_EXCEEDED
        raise ComplaintError.ended(request, late, IN_TIME, Sent.NOTHING)
    try:
        # Why there is none, gRPC tells a call alone.
        await stub.GetReply(GetReplyRequest(), timeout=timeout)
    except grpc.RpcError as error:
        if (not_reached := ComplaintError.not_reached(error, request)) is not None:
            raise not_reached from error
    except asyncio.CancelledError as cancelled:
        raise cancelled from _not_asked(request)


def _not_asked(request: Message) -> ComplaintError:
    return ComplaintError.cancelled(request, _CANCELLED, Sent.NOTHING)


async def _ask(
    method: grpc.aio.UnaryUnaryMultiCallable[Request, Response], request: Request, timeout: float
) -> Response:
    try:
        return await method(request, timeout=timeout)
    except grpc.RpcError as error:
        raise ComplaintError.from_rpc_error(error, request) from error
    except asyncio.CancelledError as cancelled:
        raise cancelled from ComplaintError.cancelled(request, _CANCELLED)
