"""A program that ends with this one."""

import contextlib
import ctypes
import json
import random
import signal
import socket
import subprocess
import time

START_SECONDS_MAX = 60
PR_SET_PDEATHSIG = 1


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


# Below those that the system gives to connections, of which one could have it when it is wanted.
_ports = random.sample(range(20000, 32768), 12768)


def free_port():
    while True:
        port = _ports.pop()
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


class Program:
    """Runs a command, its output in a file, until stop or kill."""

    def __init__(self, command, log):
        self._log = log
        with log.open("ab") as output:
            self._begin = output.tell()
            self._process = subprocess.Popen(  # pylint: disable=consider-using-with
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=die_with_parent,
            )

    def await_json(self, member):
        """The first line of its output that is a JSON object with this member."""
        give_up = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < give_up:
            ended = self._process.poll() is not None
            for line in self._output().splitlines():
                found = _json_object(line)
                if member in found:
                    return found
            if ended:
                break
            time.sleep(0.02)
        raise RuntimeError(f"{self._process.args[0]} did not start:\n{self._output()}")

    @property
    def pid(self):
        return self._process.pid

    def kill(self):
        self._process.kill()
        self._process.wait()

    def terminate(self):
        """Asks it to end, and does not wait."""
        self._process.terminate()

    def wait(self):
        return self._process.wait(START_SECONDS_MAX)

    def _output(self):
        with self._log.open("rb") as output:
            output.seek(self._begin)
            return output.read().decode(errors="replace")


def _json_object(line):
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
