"""Every call shows the token. Where there is none now, no call is made.

These are the innermost interceptors of their channels, so that others do not see the token. Health
checking, which asks nobody who they are, goes without: it does not pass by here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import grpc

if TYPE_CHECKING:
    from ._token import Token

_METADATA_KEY = "authorization"


class TokenInterceptor(grpc.UnaryUnaryClientInterceptor):
    """For threads."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        shown = _Details(
            details.method,
            details.timeout,
            (*(details.metadata or ()), _metadata(self._token)),
            details.credentials,
            details.wait_for_ready,
            details.compression,
        )
        return continuation(shown, request)


class AioTokenInterceptor(grpc.aio.UnaryUnaryClientInterceptor):
    """For asyncio. The file is read in the event loop: it is short, and of this machine."""

    def __init__(self, token: Token) -> None:
        self._token = token

    async def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        metadata = grpc.aio.Metadata(*(details.metadata or ()), _metadata(self._token))
        return await continuation(details._replace(metadata=metadata), request)


@dataclass(frozen=True)
class _Details(grpc.ClientCallDetails):
    method: str
    timeout: float | None
    metadata: Any
    credentials: grpc.CallCredentials | None
    wait_for_ready: bool | None
    compression: grpc.Compression | None


def _metadata(token: Token) -> tuple[str, str]:
    try:
        return _METADATA_KEY, f"Bearer {token.read()}"
    except OSError as error:
        raise _unauthenticated(f"token_file: {error}") from None
    except ValueError as error:
        raise _unauthenticated(str(error)) from None


def _unauthenticated(message: str) -> grpc.RpcError:
    """The one RpcError of gRPC's that others may make; it serves threads as well."""
    none = grpc.aio.Metadata()
    return grpc.aio.AioRpcError(grpc.StatusCode.UNAUTHENTICATED, none, none, details=message)
