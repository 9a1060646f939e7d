"""The channels of the client for threads."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import grpc

from ._gate import Gate
from ._token_interceptor import TokenInterceptor
from .v1.complaint_service_pb2_grpc import ComplaintServiceStub
from .v1.reply_admin_service_pb2_grpc import ReplyAdminServiceStub

if TYPE_CHECKING:
    from ._connection import Connection


class Line:
    """Channels by the certificates and keys of one moment, and the stubs on them."""

    def __init__(self, connection: Connection, *, retries: bool) -> None:
        self.channel = _open(connection, retries=retries)
        # What a channel retries on its own is not seen here, and a reply must know of every attempt
        # that may have been sent.
        self.reply_channel = _open(connection, retries=False) if retries else self.channel
        self.gate = Gate(self.reply_channel)
        self.stub = ComplaintServiceStub(self.channel)
        self.admin = ReplyAdminServiceStub(self.channel)
        self.reply_stub = ComplaintServiceStub(self.reply_channel)

    def close(self) -> None:
        self.gate.close()
        self.channel.close()
        self.reply_channel.close()


class Lines:
    """The line by the certificates and keys as they are now: gRPC reads none of them twice, so a
    line is made anew where their files changed. Calls under way end where they began."""

    def __init__(self, connection: Connection, *, retries: bool) -> None:
        self._connection = connection
        self._retries = retries
        self._lock = threading.Lock()
        self._closed = False
        self._looks = connection.looks()
        self._line = Line(connection, retries=retries)

    def now(self) -> Line:
        with self._lock:
            looks = self._connection.looks()
            if looks != self._looks and not self._closed:
                self._looks = looks
                self._renew()
            return self._line

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._line.close()

    def _renew(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # then those before count on
            self._line = Line(self._connection, retries=self._retries)


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
