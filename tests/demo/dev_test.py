#!/usr/bin/env python3
"""dev_test.py DEV: what ./dev says where it does nothing, and what the demo leaves out."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

DEV = pathlib.Path(sys.argv.pop(1))
# Programs that say that nobody is root, and that nothing is installed.
FAKES = {"id": "echo 1000", "dpkg-query": "exit 1"}
TOOLS = ("bash", "dirname", "cat", "awk")
COMMANDS = re.findall(r"^    ([a-z]+)\) ", DEV.read_text().split("\nmain()")[1], re.M)


class DevTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)
        for name, does in FAKES.items():
            (self.path / name).write_text(f"#!/bin/sh\n{does}\n")
            (self.path / name).chmod(0o755)
        for name in TOOLS:
            (self.path / name).symlink_to(f"/usr/bin/{name}")

    def run_dev(self, *arguments: str) -> subprocess.CompletedProcess:
        """Where there is nothing to build or install with."""
        return subprocess.run(
            ["/bin/bash", DEV, *arguments],
            env={**os.environ, "PATH": str(self.path)},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_says_one_line_where_it_may_not_install(self) -> None:
        for command in ("demo", "up", "build", "lint"):
            done = self.run_dev(command)
            self.assertEqual(done.returncode, 1, command)
            self.assertEqual(done.stdout, "")
            self.assertRegex(done.stderr, r"\A\./dev: wants root or sudo to install: .*g\+\+.*\n\Z")

    def test_demo_installs_no_database(self) -> None:
        wanted = self.run_dev("demo").stderr
        self.assertIn(" libpq-dev ", wanted)
        self.assertNotRegex(wanted, r"postgresql|pgbouncer|valgrind|prometheus |gtest")
        self.assertIn(" postgresql-15 ", self.run_dev("build").stderr)

    def test_tells_what_a_command_does_and_does_nothing(self) -> None:
        self.assertGreater(len(COMMANDS), 12)
        for command in set(COMMANDS) - {"help"}:
            for arguments in (["--help"], ["-h"], ["--more", "--help"]):
                done = self.run_dev(command, *arguments)
                self.assertEqual((done.returncode, done.stderr), (0, ""), command)
                self.assertRegex(done.stdout, rf"\A\./dev {command}\b")
                self.assertEqual(done.stdout.count("./dev "), 1 + (command == "test"))

    def test_refuses_what_is_no_command(self) -> None:
        for arguments in (["other"], ["other", "--help"]):
            done = self.run_dev(*arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn("./dev demo ", done.stderr)


if __name__ == "__main__":
    unittest.main()
