"""A certificate authority, the server's certificate and those of callers, in PEM."""

import subprocess

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]


def _make(folder, name, *options):
    subprocess.run(
        ["openssl", "req", "-x509", *KEY, "-subj", f"/CN={name}"]
        + ["-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem", *options],
        check=True,
        capture_output=True,
    )


def make_authority(folder, name="ca"):
    _make(folder, name)


def make_certificate(folder, name, *options):
    """NAME.pem and NAME.key, signed by the authority."""
    authority = ["-CA", folder / "ca.pem", "-CAkey", folder / "ca.key"]
    _make(folder, name, *authority, "-addext", "basicConstraints=critical,CA:FALSE", *options)


def make_revocation_list(folder, *options):
    """ca.crl, of the authority, with nothing on it."""
    (folder / "index.txt").touch()
    (folder / "ca.cnf").write_text(
        f"[ca]\ndefault_ca = ours\n[ours]\ndatabase = {folder}/index.txt\ndefault_md = sha256\n"
    )
    authority = ["-cert", folder / "ca.pem", "-keyfile", folder / "ca.key"]
    subprocess.run(
        ["openssl", "ca", "-gencrl", "-config", folder / "ca.cnf", *authority]
        + ["-out", folder / "ca.crl", *options],
        check=True,
        capture_output=True,
    )


def make_server_certificate(folder):
    make_certificate(
        folder, "server", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"
    )
