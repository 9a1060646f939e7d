"""What is wrong with a gRPC target by its looks, in the words of every client."""

from __future__ import annotations

import re

_URL = re.compile("https?://", re.IGNORECASE)
_OF_GRPC = re.compile("(unix|unix-abstract|ipv4|ipv6|vsock):")
_DNS = re.compile("dns:(//[^/]*/)?")
_PORT = re.compile(r"(?:[^\[\]:]*|\[[^\]]*\]):([^:]*)")


def fault_of_address(target: str) -> str:
    """Empty: nothing. Only what is, or may be, a host and a port is looked at: any other scheme
    than "dns" is gRPC's affair."""
    if not target:
        return "the address is empty: give HOST:PORT"
    if _URL.match(target):
        return f'the address "{target}" is a URL: give HOST:PORT'
    if _OF_GRPC.match(target):
        return ""
    address = _DNS.sub("", target, count=1) if target.startswith("dns:") else target
    port = _PORT.fullmatch(address)
    if port is None or "://" in address or _is_port(port[1]):
        return ""
    return f'the address "{target}" has no port of 1 to 65535'


def _is_port(text: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,5}", text)) and 1 <= int(text) <= 65535
