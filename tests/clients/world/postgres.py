"""A PostgreSQL server, on a Unix socket unless its settings say more."""

import os
import shutil
import subprocess

PROGRAMS = "/usr/lib/postgresql/15/bin"


def unprivileged(command):
    """PostgreSQL will not run as root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", *command]


class Postgres:
    def __init__(self, folder, **settings):
        self._settings = {"listen_addresses": "", "fsync": "off", **settings}
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
        options = [f"-k {self._folder}"]
        options += [f"-c {name}={value}" for name, value in self._settings.items()]
        self._run("pg_ctl", "-w", "-l", self._folder / "log", "-o", " ".join(options), "start")

    def stop(self):
        self._run("pg_ctl", "-m", "immediate", "stop")

    def let_in(self, rule):
        """One more line of pg_hba.conf."""
        with (self._folder / "pg_hba.conf").open("a") as rules:
            rules.write(f"{rule}\n")
        self._run("pg_ctl", "reload")

    def _run(self, program, *options):
        command = [f"{PROGRAMS}/{program}", *options, "-D", self._folder]
        with self._log.open("ab") as log:
            subprocess.run(
                unprivileged([str(word) for word in command]),
                check=True,
                cwd="/",
                stdout=log,
                stderr=log,
            )
