"""How the channels of both clients are set up."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from ._address import fault_of_address
from ._loopback import is_loopback
from ._tls import Tls, looks_of, to_credentials

if TYPE_CHECKING:
    import grpc

    from ._token import Token

DEADLINE_SECONDS = 30.0
SETTLE_SECONDS = 120.0
CLOSED = "this client is closed"

# Servers with gRPC's own limits end a connection that is pinged more often than every 5 minutes, or
# while no call is under way ("too_many_pings"). A dead connection is found sooner all the same:
# where keepalive is on, Linux ends a connection whose bytes stay unacknowledged for the timeout.
KEEPALIVE_SECONDS = 360.0
_KEEPALIVE_TIMEOUT_MS = 20_000

# By default a channel would look for a server that went away after 2 minutes only.
_RECONNECT_FIRST_MS = 200
_RECONNECT_MAX_MS = 5_000


def positive(timeout: float) -> float:
    """Raises ValueError where no call could end well within it."""
    if timeout <= 0:
        raise ValueError(f"timeout must be longer than nothing: {timeout:g}")
    return timeout


@dataclass(frozen=True)
class Connection:
    """Where the server is and how to speak to it. Raises ValueError for what is no address, for TLS
    and plaintext at once, and for a token that may not be sent there so; and what Token.read raises
    where there is none.

    target: in gRPC's syntax: "host:port", "dns:///host:port", "unix:/path".
    keepalive: seconds.
    token: absent: nothing says who calls.
    """

    target: str
    tls: Tls | None
    plaintext: bool
    keepalive: float
    token: Token | None = None

    def __post_init__(self) -> None:
        if fault := fault_of_address(self.target):
            raise ValueError(fault)
        if self.plaintext and self.tls is not None:
            raise ValueError("give tls or plaintext=True, not both")
        if self.token is None:
            return
        if self.plaintext and not is_loopback(self.target):
            raise ValueError("a token is sent over TLS, or to this machine, alone")
        self.token.read()

    def credentials(self) -> grpc.ChannelCredentials | None:
        """Absent: plaintext."""
        return None if self.plaintext else to_credentials(self.tls or Tls())

    def looks(self) -> object:
        """Changes when a file of a certificate or key does."""
        return None if self.tls is None else looks_of(self.tls)

    def options(self, *, retries: bool) -> list[tuple[str, str | int]]:
        """retries: whether the channel asks again after UNAVAILABLE, by service_config.json."""
        options: list[tuple[str, str | int]] = [
            ("grpc.service_config", service_config()),
            ("grpc.enable_retries", int(retries)),
            ("grpc.keepalive_time_ms", int(self.keepalive * 1000)),
            ("grpc.keepalive_timeout_ms", _KEEPALIVE_TIMEOUT_MS),
            ("grpc.keepalive_permit_without_calls", 0),
            ("grpc.initial_reconnect_backoff_ms", _RECONNECT_FIRST_MS),
            ("grpc.max_reconnect_backoff_ms", _RECONNECT_MAX_MS),
        ]
        if is_loopback(self.target):  # which no proxy reaches
            options.append(("grpc.enable_http_proxy", 0))
        if self.tls is not None and self.tls.server_name is not None:
            options.append(("grpc.ssl_target_name_override", self.tls.server_name))
        return options


def service_config() -> str:
    """round_robin, health check, retry of UNAVAILABLE alone: the same for every language."""
    return (resources.files(__package__) / "service_config.json").read_text(encoding="utf-8")
