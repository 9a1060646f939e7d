"""grpc.health.v1.Health of the fake, which the client's channel asks before it sends anything."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import grpc

if TYPE_CHECKING:
    from collections.abc import Iterator

# HealthCheckResponse, encoded.
_SERVING = b"\x08\x01"
_NOT_SERVING = b"\x08\x02"


class Health:
    """Tells every watcher whether the service is served."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._serving = True

    def handler(self) -> grpc.GenericRpcHandler:
        watch: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_stream_rpc_method_handler(
            self._watch
        )
        return grpc.method_handlers_generic_handler("grpc.health.v1.Health", {"Watch": watch})

    def set_serving(self, serving: bool) -> None:
        with self._changed:
            self._serving = serving
            self._changed.notify_all()

    def _watch(self, _: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        context.add_callback(self._wake)
        told: bool | None = None
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: not context.is_active() or self._serving is not told  # noqa: B023
                )
                if not context.is_active():
                    return
                told = self._serving
            yield _SERVING if told else _NOT_SERVING

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
