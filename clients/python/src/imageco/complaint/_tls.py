"""How a client knows the server, and what it shows of itself."""

from __future__ import annotations

import contextlib
import os
import re
import ssl
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Union

import grpc

Pem = Union[bytes, str, "os.PathLike[str]"]

_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.[0-9]+")


@dataclass(frozen=True)
class Tls:
    """TLS, and mTLS where certificate and private_key are given.

    ca: who may have signed the server's certificate; absent: the roots that this system trusts.
    certificate, private_key: the caller's own, both or neither; the certificate may be a chain.
    server_name: expected in the server's certificate; absent: the host of the target.

    Each of the three is PEM as bytes, or the path of a PEM file. Files are read when the client is
    made, which raises OSError where one cannot be read and ValueError where one holds no
    certificate or the private key does not fit, and again when they change; where they are not good
    then, those before count on.
    """

    ca: Pem | None = None
    certificate: Pem | None = None
    private_key: Pem | None = None
    server_name: str | None = None

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.private_key is None):
            raise ValueError("certificate and private_key come both or not at all")

    def __repr__(self) -> str:
        return f"Tls(mtls={self.certificate is not None}, server_name={self.server_name!r})"


def to_credentials(tls: Tls) -> grpc.ChannelCredentials:
    ca = None if tls.ca is None else _read(tls.ca)
    certificate = None if tls.certificate is None else _read(tls.certificate)
    private_key = None if tls.private_key is None else _read(tls.private_key)
    if tls.ca is not None and ca is not None:
        _check_authorities(ca, _where(tls.ca))
    if certificate is not None and private_key is not None:
        _check_pair(certificate, private_key)
    return grpc.ssl_channel_credentials(
        root_certificates=system_roots() if ca is None else ca,
        private_key=private_key,
        certificate_chain=certificate,
    )


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers("ALL:@SECLEVEL=0")  # how strong they are is gRPC's affair
    return context


def _check_authorities(pem: bytes, where: str) -> None:
    """gRPC itself would say so with the first call, and of the connection."""
    try:
        _context().load_verify_locations(cadata=pem.decode("ascii", "ignore"))
    except ssl.SSLError as error:
        raise ValueError(f"tls: {where} holds no certificate in PEM") from error


def _check_pair(certificate: bytes, private_key: bytes) -> None:
    """Python reads them of files alone: of some that nobody else sees, where there are such."""
    if sys.platform != "linux" or not os.path.isdir("/proc/self/fd"):
        return
    with contextlib.ExitStack() as files:
        paths = []
        for pem in (certificate, private_key):
            file = files.enter_context(os.fdopen(os.memfd_create("pem"), "wb", buffering=0))
            file.write(pem)
            paths.append(f"/proc/self/fd/{file.fileno()}")
        try:
            certificate_path, key_path = paths
            _context().load_cert_chain(certificate_path, key_path, lambda: "")  # or it asks for one
        except ssl.SSLError as error:
            raise ValueError(_why_no_pair(error.reason or "")) from error


def _why_no_pair(reason: str) -> str:
    if "MISMATCH" in reason:
        return "tls: the private key does not fit the certificate"
    return "tls: a certificate or its private key cannot be read: both are to be PEM, not encrypted"


def system_roots() -> bytes | None:
    """The roots that this system trusts, as PEM; absent: those that gRPC brings along or is told.

    gRPC by itself would trust the list in its own package, which no company's own CA is in.
    """
    if "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH" in os.environ:
        return None
    return _roots_of_openssl() or _roots_of_store() or None


def _roots_of_openssl() -> bytes:
    paths = ssl.get_default_verify_paths()
    if paths.cafile:
        return Path(paths.cafile).read_bytes()
    if not paths.capath:
        return b""
    files = sorted(Path(paths.capath).iterdir())
    return b"\n".join(f.read_bytes() for f in files if _HASHED_NAME.fullmatch(f.name))


def _roots_of_store() -> bytes:
    roots = ssl.create_default_context().get_ca_certs(binary_form=True)
    return "".join(map(ssl.DER_cert_to_PEM_cert, roots)).encode()


def looks_of(tls: Tls) -> object:
    """Changes when one of the files does."""
    return tuple(_looks(pem) for pem in (tls.ca, tls.certificate, tls.private_key))


def _looks(pem: Pem | None) -> object:
    if pem is None or isinstance(pem, bytes):
        return None
    try:
        found = os.stat(pem)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _read(pem: Pem) -> bytes:
    text = pem if isinstance(pem, bytes) else Path(pem).read_bytes()
    if b"-----BEGIN " not in text:
        raise ValueError(f"tls: {_where(pem)} holds no PEM")
    return text


def _where(pem: Pem) -> str:
    return "a text" if isinstance(pem, bytes) else os.fspath(pem)
