"""The demo with --stay, as ./dev up runs it."""

import os
import pathlib
import re
import signal
import subprocess

DEMO = pathlib.Path(__file__).with_name("demo.sh")
LAST_LINE = "log of the server:"


class Up:
    def __init__(self, build: pathlib.Path, ports: list[int]) -> None:
        self._process = subprocess.Popen(
            [DEMO, build, "--stay"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "DEMO_PORTS": " ".join(map(str, ports))},
            # What is started in the background of a script ignores it, and so would the demo.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        lines = []
        for line in self._process.stdout:
            lines.append(line)
            if line.startswith(LAST_LINE):
                break
        self.printed = "".join(lines)
        if LAST_LINE not in self.printed:
            self.end()
            raise RuntimeError(f"it did not stay up:\n{self.printed}")

    def address(self, name: str) -> str:
        """As it is printed at last behind this name."""
        return re.search(rf"^{re.escape(name)}: +(\S+)$", self.printed, re.M)[1]

    def commands(self, first_words: str) -> str:
        """The printed command that begins so, with all of its lines."""
        found = re.search(
            rf"^{re.escape(first_words)} .*?[^\\]$(?=\n(?!  |\}}))", self.printed, re.M | re.S
        )
        return found[0]

    def end(self) -> int:
        """By Ctrl-C, unless it has ended; the exit status."""
        if self._process.returncode is not None:
            return self._process.returncode
        self._process.send_signal(signal.SIGINT)
        self._process.stdout.read()
        self._process.stdout.close()
        return self._process.wait()
