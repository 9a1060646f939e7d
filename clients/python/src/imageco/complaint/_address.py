"""What is wrong with a gRPC target by its looks, in the words of every client."""

from __future__ import annotations

import re

_URL = re.compile("https?://", re.IGNORECASE)
_OF_GRPC = re.compile("(unix|unix-abstract|ipv4|ipv6|vsock):")
_DNS = re.compile("dns:(//[^/]*/)?")
_PORT = re.compile(r"([^\[\]:]*|\[[^\]]*\]):([^:]*)")


def fault_of_address(target: str) -> str:
    """Empty: nothing. Only what is, or may be, a host and a port is looked at: any other scheme
    than "dns" is gRPC's affair."""
    if not target:
        return "the address is empty: give HOST:PORT"
    fault = "is a URL: give HOST:PORT" if _URL.match(target) else ""
    if not fault and not _OF_GRPC.match(target):
        fault = _fault(_DNS.sub("", target, count=1) if target.startswith("dns:") else target)
    return fault and f'the address "{target}" {fault}'


def _fault(address: str) -> str:
    if "://" in address:
        return ""
    if any(blank in address for blank in " \t\r\n"):
        return "holds a blank: give HOST:PORT"
    if "," in address:
        return "is a list: give HOST:PORT"
    found = _PORT.fullmatch(address)
    if found is not None and not _is_port(found[2]):
        return "has no port of 1 to 65535"
    no_host = not address if found is None else not found[1]
    return "has no host: give HOST:PORT" if no_host else ""


def _is_port(text: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,5}", text)) and 1 <= int(text) <= 65535
