"""Which targets are this machine."""

from __future__ import annotations

import ipaddress
import re

_UNIX = ("unix:", "unix-abstract:")
_SCHEMES = ("dns:///", "dns:", "ipv4:", "ipv6:")
_PORT = re.compile(r"\[(.*)\](?::[0-9]*)?|([^:]*):[0-9]*")


def is_loopback(target: str) -> bool:
    """Whether a gRPC target is an address of this machine alone: 127.0.0.0/8, ::1, localhost, a
    Unix socket. No name is looked up."""
    if target.startswith(_UNIX):
        return True
    scheme = next(filter(target.startswith, _SCHEMES), "")
    host = _host(target[len(scheme) :])
    return host == "localhost" or _is_loopback_address(host)


def _host(address: str) -> str:
    """Of "HOST:PORT", "[HOST]:PORT", or a host alone, which may be an IPv6 address."""
    found = _PORT.fullmatch(address)
    return address if found is None else found[1] or found[2] or ""


def _is_loopback_address(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_loopback
    return "%" not in host and (address.ipv4_mapped or address).is_loopback
