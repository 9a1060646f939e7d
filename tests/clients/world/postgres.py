"""A PostgreSQL server on a Unix socket alone."""

import os
import shutil
import subprocess

PROGRAMS = "/usr/lib/postgresql/15/bin"


def _unprivileged(command):
    """PostgreSQL will not run as root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", *command]


class Postgres:
    def __init__(self, folder):
        self._folder = folder / "postgres"
        self._log = folder / "postgres.log"
        self._folder.mkdir()
        folder.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "-N")
        self.start()

    @property
    def conninfo(self):
        return f"host={self._folder} dbname=postgres user=postgres"

    def start(self):
        options = f"-k {self._folder} -c listen_addresses= -c fsync=off"
        self._run("pg_ctl", "-w", "-l", self._folder / "log", "-o", options, "start")

    def stop(self):
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program, *options):
        command = [f"{PROGRAMS}/{program}", *options, "-D", self._folder]
        with self._log.open("ab") as log:
            subprocess.run(
                _unprivileged([str(word) for word in command]),
                check=True,
                cwd="/",
                stdout=log,
                stderr=log,
            )
