"""PostgreSQL outside of the cluster, as docs/kubernetes.md wants it: reached by name, over TLS, by
a password."""

import shutil
import subprocess

from namespaces import NODE
from pod_files import Authority
from world.postgres import PROGRAMS, Postgres, unprivileged

NAME, PASSWORD = "complaints-db", "geheim"


class Database:
    """Of the authority's folder."""

    def __init__(self, authority: Authority) -> None:
        folder = authority.folder
        authority.make(NAME, f"DNS:{NAME}")
        certificate, key = folder / f"{NAME}.crt", folder / f"{NAME}.key"
        for file in (certificate, key):
            shutil.chown(file, "postgres", "postgres")
            file.chmod(0o600)
        self._postgres = Postgres(
            folder, listen_addresses=NODE, ssl="on", ssl_cert_file=certificate, ssl_key_file=key
        )
        self._sql(
            f"CREATE USER bridge PASSWORD '{PASSWORD}'", "CREATE DATABASE complaints OWNER bridge"
        )
        self._postgres.let_in("hostssl complaints bridge 10.77.0.0/16 scram-sha-256")

    def _sql(self, *statements: str) -> None:
        for statement in statements:
            command = [f"{PROGRAMS}/psql", "-qX", "-c", statement, self._postgres.conninfo]
            subprocess.run(unprivileged(command), check=True, capture_output=True, cwd="/")

    def stop(self) -> None:
        self._postgres.stop()
