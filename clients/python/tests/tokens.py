"""A server that takes every call, and keeps what each shows."""

from __future__ import annotations

import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc

if TYPE_CHECKING:
    import pathlib

    from typing_extensions import Self

_SERVING = b"\x08\x01"
_HEALTH = "/grpc.health.v1.Health/Watch"


class TokenKeeper(grpc.GenericRpcHandler):
    """On a free port of 127.0.0.1; in plaintext, or with the credentials given."""

    def __init__(self, credentials: grpc.ServerCredentials | None = None) -> None:
        self.health_asked = threading.Event()
        self._kept: list[str] = []
        self._stopped = threading.Event()
        self._server = grpc.server(ThreadPoolExecutor(16), handlers=[self])
        if credentials is None:
            port = self._server.add_insecure_port("127.0.0.1:0")
        else:
            port = self._server.add_secure_port("127.0.0.1:0", credentials)
        self.target = f"127.0.0.1:{port}"
        self._server.start()

    def service(self, call: grpc.HandlerCallDetails) -> Any:
        shown = [value for key, value in call.invocation_metadata if key == "authorization"]
        self._kept += shown
        if call.method != _HEALTH:
            return grpc.unary_unary_rpc_method_handler(lambda *_: b"")
        self.health_asked.set()
        return grpc.unary_stream_rpc_method_handler(self._watch)

    def take(self) -> list[str]:
        """What was shown since the last look, by health checks too."""
        kept, self._kept = self._kept, []
        return kept

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._server.stop(grace=None).wait()

    def _watch(self, _: bytes, context: grpc.ServicerContext) -> Any:
        context.add_callback(self._stopped.set)
        yield _SERVING
        self._stopped.wait()


class Certificate:
    """Of 127.0.0.1, signed by itself."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.path, key = folder / "server.pem", folder / "server.key"
        words = (
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=test"
        )
        files = ["-keyout", str(key), "-out", str(self.path)]
        name = ["-addext", "subjectAltName=IP:127.0.0.1"]
        subprocess.run([*words.split(), *name, *files], check=True, capture_output=True)  # noqa: S603
        self.server = grpc.ssl_server_credentials([(key.read_bytes(), self.path.read_bytes())])
