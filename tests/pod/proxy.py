"""Envoy beside a caller, as a mesh puts it there."""

import json
import pathlib
import subprocess

from container import await_that

# What Istio does with a call that failed, unless it is told otherwise.
OF_ISTIO = {
    "retry_on": "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes",
    "num_retries": 2,
    "retriable_status_codes": [503],
}
FILTERS = "type.googleapis.com/envoy.extensions.filters"
MANAGER = f"{FILTERS}.network.http_connection_manager.v3.HttpConnectionManager"
ROUTER = f"{FILTERS}.http.router.v3.Router"
PROTOCOL = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"


def endpoint(host: str, port: int) -> dict:
    return {"address": {"socket_address": {"address": host, "port_value": port}}}


class Proxy:
    """Listens on 127.0.0.1:PORT and speaks HTTP/2 in plaintext to host:50051."""

    PORT = 15001

    def __init__(
        self, program: pathlib.Path, folder: pathlib.Path, host: str, retries: dict | None
    ) -> None:
        folder.mkdir()
        config = folder / "envoy.json"
        config.write_text(json.dumps(self._config(host, retries)))
        self._log = folder / "log"
        with self._log.open("wb") as log:
            command = [
                program,
                "--config-path",
                config,
                "--use-dynamic-base-id",
                "--concurrency",
                "1",
            ]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        await_that(lambda: "starting main dispatch loop" in self._log.read_text(), "Envoy")

    def _config(self, host: str, retries: dict | None) -> dict:
        to = {
            "cluster": "bridge",
            "timeout": "30s",
            **({"retry_policy": retries} if retries else {}),
        }
        routes = [{"match": {"prefix": "/"}, "route": to}]
        manager = {
            "@type": MANAGER,
            "stat_prefix": "callers",
            "codec_type": "HTTP2",
            "route_config": {
                "virtual_hosts": [{"name": "bridge", "domains": ["*"], "routes": routes}]
            },
            "http_filters": [{"name": "router", "typed_config": {"@type": ROUTER}}],
        }
        listener = {
            **endpoint("127.0.0.1", self.PORT),
            "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
        }
        protocol = {
            "@type": f"type.googleapis.com/{PROTOCOL}",
            "explicit_http_config": {"http2_protocol_options": {}},
        }
        cluster = {
            "name": "bridge",
            "type": "STRICT_DNS",
            "connect_timeout": "5s",
            "typed_extension_protocol_options": {PROTOCOL: protocol},
            "load_assignment": {
                "cluster_name": "bridge",
                "endpoints": [{"lb_endpoints": [{"endpoint": endpoint(host, 50051)}]}],
            },
        }
        return {"static_resources": {"listeners": [listener], "clusters": [cluster]}}

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
