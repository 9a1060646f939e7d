"""What contenders run in: a folder, the programs of the build, gateways, a PostgreSQL."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess

from processes import Process, run_json

KEY = "TESTKEY0123456789abcdef"  # reply-bench signs with the same
LISTENING = r'"listening":"([^"]+)"'


class World:
    """`folder` is for what is gone with the bench, `tools` for what the next one uses again."""

    def __init__(self, build, folder, tools):
        self.build = pathlib.Path(build).resolve()
        self.folder = pathlib.Path(folder)
        self.tools = pathlib.Path(tools)
        self.program = self.build / "tests/bench/reply-bench"
        self.server = self.build / "server/complaint-server"
        self.sync_counter = self.build / "tests/bench/libsync_counter.so"
        self.postgres = None
        self.server_cores = ()
        self.load_cores = ()
        self._names = 0

    @contextlib.contextmanager
    def cores_apart(self):
        """Half of the cores are the server's meanwhile, the rest the load's and the gateway's."""
        cores = sorted(os.sched_getaffinity(0))
        half = (len(cores) + 1) // 2
        self.server_cores, self.load_cores = cores[:half], cores[half:] or cores
        try:
            yield
        finally:
            self.server_cores = self.load_cores = ()

    def path(self, name):
        """A new one, of a file or folder that is not there yet."""
        self._names += 1
        return self.folder / f"{self._names}-{name}"

    @contextlib.contextmanager
    def gateway(self, latency=0, silent=False, plain=False):
        """Gives its port."""
        command = [self.program, "gateway", "--latency", latency, "--silent", int(silent),
                   "--plain", int(plain)]
        with Process(command, self.path("gateway.log"), self.load_cores) as process:
            address, = process.wait_for(LISTENING)
            yield int(address.rpartition(":")[2])

    def load(self, target, seconds, **flags):
        """Puts a load on a target: load.h says what the flags mean."""
        words = [word for name, value in flags.items()
                 for word in (f"--{name.replace('_', '-')}", value)]
        command = [self.program, "load", "--target", target.address, "--pid", target.pid,
                   "--seconds", seconds, *words]
        return run_json(command, seconds + 120, self.load_cores)

    def raw(self, port, callers, seconds, warm_up):
        return run_json([self.program, "raw", "--url", f"http://127.0.0.1:{port}/json", "--callers",
                         callers, "--seconds", seconds, "--warm-up", warm_up], seconds + 60)


def closed_port():
    """A port on which nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


class Postgres:
    """A database server with the settings that it comes with."""

    def __init__(self, folder):
        self.folder = folder
        self.options = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            self.options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(folder, user.pw_uid, user.pw_gid)
        self.databases = 0

    @staticmethod
    def programs():
        """The folder of its programs; None where there is none."""
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if found:
            return found[-1].parent
        path = shutil.which("initdb")
        return pathlib.Path(path).parent if path else None

    @contextlib.contextmanager
    def running(self):
        programs = self.programs()
        data = self.folder / "data"
        subprocess.run([programs / "initdb", "--pgdata", data, "--username", "postgres", "--auth",
                        "trust", "--encoding", "UTF8", "--locale", "C"], check=True,
                       capture_output=True, cwd="/", **self.options)
        command = [programs / "postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses="]
        log = self.folder / "postgres.log"
        with Process(command, log, end_by=signal.SIGQUIT, cwd="/", **self.options) as process:
            process.wait_for("ready to accept connections")
            yield self

    @contextlib.contextmanager
    def database(self):
        """Gives the connection string of one that is new."""
        self.databases += 1
        name = f"bench{self.databases}"
        self._run(f"CREATE DATABASE {name}")
        try:
            yield f"host={self.folder} user=postgres dbname={name}"
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement):
        subprocess.run([self.programs() / "psql", "-q", "-h", self.folder, "-U", "postgres", "-c",
                        statement], check=True, capture_output=True)
