#!/usr/bin/env python3
"""up_test.py BUILD_DIR [TEST...]: what ./dev demo and ./dev up print is so. The one of grpcurl
wants it in PATH, and runs where it is named alone."""

import pathlib
import re
import socket
import subprocess
import sys
import unittest
import urllib.request

from up import DEMO, Up

BUILD = pathlib.Path(sys.argv.pop(1))
READMES = [DEMO.parents[2] / name for name in ("README.md", "README.zh-CN.md")]
CTL = str(BUILD / "clients/complaintctl/complaintctl")


def listener() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def free_ports(count: int) -> list[int]:
    sockets = [listener() for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def complaintctl_commands(page: pathlib.Path) -> list[str]:
    """All that the page tells to ask of the bridge."""
    shell = "\n".join(re.findall(r"^```sh\n(.*?)^```$", page.read_text(), re.M | re.S))
    joined = shell.replace("\\\n", " ")
    return re.findall(r"^complaintctl .*--server .*$", joined, re.M)


def run(command: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, shell=True, capture_output=True, text=True, check=False)


class UpTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.other_program = listener()
        cls.taken = cls.other_program.getsockname()[1]
        cls.server, cls.gateway, cls.page = free_ports(3)
        cls.up = Up(BUILD, [cls.server, cls.taken, cls.gateway, cls.page])

    @classmethod
    def tearDownClass(cls) -> None:
        cls.other_program.close()
        cls.up.end()

    def test_uses_the_ports_that_are_free(self) -> None:
        self.assertEqual(self.up.address("complaint-server"), f"127.0.0.1:{self.server}")
        self.assertEqual(self.up.address("emulated gateway"), f"https://127.0.0.1:{self.gateway}")
        self.assertEqual(
            self.up.address("What the consumer sees"), f"http://127.0.0.1:{self.page}/"
        )
        self.assertEqual(self.up.printed.count("is taken"), 1)

    def test_says_that_another_port_stands_for_one_that_is_taken(self) -> None:
        self.assertIn(f"Port {self.taken} is taken by another program", self.up.printed)
        operations = self.up.address("its operations port")
        self.assertNotIn(f":{self.taken}/", operations)
        with urllib.request.urlopen(operations, timeout=10) as answer:
            self.assertEqual(answer.status, 200)

    def test_serves_the_page(self) -> None:
        with urllib.request.urlopen(self.up.address("What the consumer sees"), timeout=10) as page:
            self.assertIn("<!doctype html>", page.read().decode())

    def test_leaves_an_unknown_outcome_that_is_settled_as_printed(self) -> None:
        listed = run(self.up.commands(f"{CTL} list"))
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertIn("resp202406170000000003", listed.stdout)
        settled = run(self.up.commands(f"{CTL} settle"))
        self.assertEqual(settled.returncode, 0, settled.stderr)
        listed = run(self.up.commands(f"{CTL} list"))
        self.assertNotIn("resp202406170000000003", listed.stdout)

    def test_plays_the_readme(self) -> None:
        up = Up(BUILD, [0, 0, 0, 0])
        self.addCleanup(up.end)
        operations = up.address("its operations port").split("/")[2]
        commands = complaintctl_commands(READMES[0])
        self.assertGreater(len(commands), 4)
        self.assertIn("settle", commands[-1])
        for command in commands:
            here = command.replace("127.0.0.1:50051", up.address("complaint-server"))
            here = here.replace("127.0.0.1:9464", operations).replace("complaintctl", CTL, 1)
            done = run(here)
            self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")

    def test_has_the_same_commands_in_both_readmes(self) -> None:
        english, chinese = map(complaintctl_commands, READMES)
        untranslated = [re.sub(r"(--by|--reason) .*", "", command) for command in english]
        self.assertEqual(
            untranslated, [re.sub(r"(--by|--reason) .*", "", command) for command in chinese]
        )

    def test_ends_by_ctrl_c_and_leaves_nothing(self) -> None:
        up = Up(BUILD, [0, 0, 0, 0])
        log = pathlib.Path(up.address("log of the server"))
        self.assertTrue(log.exists())
        page = up.address("What the consumer sees")
        self.assertEqual(up.end(), 130)
        self.assertFalse(log.parent.exists())
        with self.assertRaises(OSError):
            urllib.request.urlopen(page, timeout=10)


class GrpcurlTest(unittest.TestCase):
    def test_the_printed_line_works(self) -> None:
        up = Up(BUILD, [0, 0, 0, 0])
        self.addCleanup(up.end)
        done = run(up.commands("grpcurl"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"replayed": true', done.stdout)


class DemoTest(unittest.TestCase):
    def test_prints_no_address_that_is_closed(self) -> None:
        demo = subprocess.run([DEMO, BUILD], capture_output=True, text=True, check=True)
        self.assertEqual(re.findall(r"127\.0\.0\.1|localhost", demo.stdout + demo.stderr), [])
        self.assertEqual(demo.stdout.count("The complaint is now 处理中."), 2)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.argv += ["UpTest", "DemoTest"]
    unittest.main()
