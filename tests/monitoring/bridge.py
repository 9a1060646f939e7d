"""One complaint-server with ports and a configuration of its own."""

import json
import os
import resource
import signal
import subprocess
import threading

from caller import MERCHANT
from world.program import Program, die_with_parent, free_port

KEY = "MONITORINGKEY0123456789"


def path_of(name):
    """Where the gateway takes a bridge's messages."""
    return f"/{name}"


def merchant(url, tls="", admission="breaker_failures: 1000000"):
    return f"""
merchants {{
  isspid: "{MERCHANT}"
  system_id: "8888"
  gateway {{ url: "{url}" tls {{ ca_file: "gateway.pem" {tls} }} }}
  signature {{ key_file: "merchant.key" }}
  admission {{ {admission} }}
}}
"""


class Bridge:
    labels = {}  # of what Prometheus scrapes

    def __init__(self, world, name):
        self.name = name
        self.gateway_url = world.sandbox.https_url + path_of(name)
        self.folder = world.folder / name
        self.folder.mkdir()
        self.address = f"127.0.0.1:{free_port()}"
        self.operations_address = f"127.0.0.1:{free_port()}"
        (self.folder / "merchant.key").write_text(KEY)
        (self.folder / "gateway.pem").write_bytes((world.folder / "cert.pem").read_bytes())
        self._command = [world.build / "server/complaint-server", "--config"]
        self._command.append(self.folder / "config.txtpb")
        self.tls = ""

    def configure(self, settings):
        """All but the addresses. A running server takes it over by itself."""
        text = (
            f'listener {{ address: "{self.address}" {self.tls} }}\n'
            f'operations_address: "{self.operations_address}"\n{settings}'
        )
        new = self.folder / "config.new"
        new.write_text(text)
        new.rename(self.folder / "config.txtpb")
        return self

    def start(self):
        self._program = Program(self._command, self.folder / "log")
        self._program.await_json("address")
        return self

    def kill(self):
        self._program.kill()

    @property
    def pid(self):
        return self._program.pid

    def descriptor_limits(self):
        return resource.prlimit(self.pid, resource.RLIMIT_NOFILE)

    def limit_descriptors(self, limits):
        resource.prlimit(self.pid, resource.RLIMIT_NOFILE, limits)

    def open_descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))


class StoppedBridge(Bridge):
    """A scrape waits half a second, twice, for a loop that stands still."""

    labels = {"__scrape_interval__": "2s", "__scrape_timeout__": "2s"}


class UnreadBridge(Bridge):
    """Nobody reads its log once it listens."""

    def start(self):
        # pylint: disable-next=consider-using-with
        self._process = subprocess.Popen(
            [str(word) for word in self._command],
            stderr=subprocess.PIPE,
            preexec_fn=die_with_parent,
        )
        for line in self._process.stderr:
            if json.loads(line)["message"] == "listening":
                return self
        raise RuntimeError(f"{self.name} did not start")

    def read_log(self):
        threading.Thread(target=self._process.stderr.read, daemon=True).start()

    def kill(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
