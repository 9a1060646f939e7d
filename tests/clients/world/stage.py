"""The world that the clients' cases run in."""

import pathlib

from world import certificates
from world.postgres import Postgres
from world.program import free_port
from world.sandbox import KEY, Sandbox
from world.server import Server
from world.silence import Silence

CONFIGS = pathlib.Path(__file__).resolve().parent
CALLERS = {"mtls": "orders", "mtls_admin": "operator", "mtls_stranger": "stranger"}
TOKEN = "orders-token"
# Server by server, and the configuration that each has.
SERVERS = {
    "plain": "plain.txtpb",
    "tls": "tls.txtpb",
    "mtls": "mtls.txtpb",
    "tokens": "tokens.txtpb",
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
        certificates.make_authority(folder, "other_ca")
        self.silence = Silence()
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
        found["tokens"]["token"] = TOKEN
        return {**found, **self._mistakes()}

    def _mistakes(self):
        """What a caller connects to, or how, by mistake."""
        plain, tls = self.servers["plain"].address, self.servers["tls"].address
        authority = {"ca_file": self._file("ca.pem")}
        return {
            "refused": {"address": f"127.0.0.1:{free_port()}"},
            "unresolved": {"address": "bridge.invalid:50051"},
            "silent": {"address": self.silence.address},
            "silent_tls": {"address": self.silence.address, **authority},
            "tls_to_plaintext": {"address": plain, **authority},
            "plaintext_to_tls": {"address": tls},
            "other_ca": {"address": tls, "ca_file": self._file("other_ca.pem")},
            "other_name": {"address": tls, **authority, "server_name": "bridge.example"},
            "without_certificate": {"address": self.servers["mtls"].address, **authority},
            "other_token": {"address": self.servers["tokens"].address, "token": "another"},
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.servers.values():
            server.kill()
        self.sandbox.stop()
        self.silence.close()
        self.database.stop()

    def _file(self, name):
        return str(self._folder / name)
