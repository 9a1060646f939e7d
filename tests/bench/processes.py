"""Processes that the bench starts. Each ends with the bench."""

import ctypes
import json
import os
import pathlib
import re
import signal
import subprocess
import time

PATIENCE = 30  # seconds, for what comes soon or never
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None)


class DidNotStart(Exception):
    """With what it said."""


def _at_start(cores, end_by):
    """What a child does before it becomes its program."""
    def prepare():
        _libc.prctl(PR_SET_PDEATHSIG, end_by)
        if cores:
            os.sched_setaffinity(0, cores)
    return prepare


class Process:
    """A program that serves, on these cores or on all. What it writes stands in the file `log`."""

    def __init__(self, command, log, cores=(), end_by=signal.SIGKILL, **options):
        self.log = pathlib.Path(log)
        self.end_by = end_by
        with open(log, "wb") as output:
            self.popen = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, preexec_fn=_at_start(cores, end_by), **options)

    @property
    def pid(self):
        return self.popen.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.popen.send_signal(self.end_by)
        self.popen.wait()

    def wait_for(self, pattern):
        """The groups of what it says once it is ready."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            ended = self.popen.poll() is not None
            said = self.log.read_text(errors="replace")
            if match := re.search(pattern, said):
                return match.groups()
            if ended:
                break
            time.sleep(0.02)
        raise DidNotStart(f"{self.popen.args[0]}: {said[-2000:]}")


def run_json(command, seconds, cores=()):
    """What a program prints as JSON, which ends within `seconds`."""
    ran = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                         timeout=seconds, check=False,
                         preexec_fn=_at_start(cores, signal.SIGKILL))
    if ran.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {ran.returncode}: {ran.stderr}")
    return json.loads(ran.stdout)
