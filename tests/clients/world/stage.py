"""The world that the clients' cases run in."""

import pathlib

from world import certificates
from world.postgres import Postgres
from world.program import free_port
from world.sandbox import KEY, Sandbox
from world.server import Server

CONFIGS = pathlib.Path(__file__).resolve().parent
CALLERS = {"mtls": "orders", "mtls_admin": "operator", "mtls_stranger": "stranger"}
# Server by server, and the configuration that each has.
SERVERS = {
    "plain": "plain.txtpb",
    "tls": "tls.txtpb",
    "mtls": "mtls.txtpb",
    "replica_a": "replica.txtpb",
    "replica_b": "replica.txtpb",
}


class Stage:
    def __init__(self, build, folder):
        self._folder = folder
        self.servers = {}
        (folder / "merchant.key").write_text(KEY + "\n")
        certificates.make_authority(folder)
        certificates.make_server_certificate(folder)
        for caller in CALLERS.values():
            certificates.make_certificate(folder, caller)
        self.database = Postgres(folder)
        self.sandbox = Sandbox(build, folder)
        values = {
            "gateway": self.sandbox.url,
            "nobody": f"http://127.0.0.1:{free_port()}",
            "conninfo": self.database.conninfo,
        }
        for name, config in SERVERS.items():
            text = (CONFIGS / config).read_text()
            self.servers[name] = Server(build, folder, name, text, {**values, "name": name})

    def connections(self):
        """How to connect to each server, and as whom."""
        found = {name: {"address": server.address} for name, server in self.servers.items()}
        found["tls"]["ca_file"] = self._file("ca.pem")
        for name, caller in CALLERS.items():
            found[name] = {
                "address": self.servers["mtls"].address,
                "ca_file": self._file("ca.pem"),
                "certificate_file": self._file(f"{caller}.pem"),
                "private_key_file": self._file(f"{caller}.key"),
            }
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.servers.values():
            server.kill()
        self.sandbox.stop()
        self.database.stop()

    def _file(self, name):
        return str(self._folder / name)
