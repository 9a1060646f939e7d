"""A network and mounts of this process's own, as a node has them: nobody outside sees them, and
they go with it."""

import ctypes
import itertools
import os
import pathlib
import subprocess

CLONE_NEWNS, CLONE_NEWNET = 0x20000, 0x40000000
NODE = "10.77.0.1"
_numbers = itertools.count(2)


def run(*command) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def enter(folder: pathlib.Path) -> None:
    """Before the process has any thread. `folder` is for files of its own."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS | CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "namespaces want root")
    run("mount", "--make-rprivate", "/")
    pathlib.Path("/run/netns").mkdir(exist_ok=True)
    run("mount", "--types", "tmpfs", "none", "/run/netns")
    Names.mount(folder)
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "node", "type", "bridge")
    run("ip", "address", "add", f"{NODE}/16", "dev", "node")
    run("ip", "link", "set", "node", "up")


class Names:
    """What names resolve to, for processes of here and for pods: /etc/hosts in place of DNS."""

    file: pathlib.Path
    _SIZE = 8192  # always the same, so that nobody reads half of two versions

    @classmethod
    def mount(cls, folder: pathlib.Path) -> None:
        cls.file = folder / "hosts"
        cls.write({})
        run("mount", "--bind", cls.file, "/etc/hosts")

    @classmethod
    def write(cls, addresses: dict[str, list[str]]) -> None:
        lines = ["127.0.0.1 localhost\n"]
        lines += [f"{one} {name}\n" for name, all_ in addresses.items() for one in all_]
        text = "".join(lines).encode().ljust(cls._SIZE, b"\n")
        assert len(text) == cls._SIZE
        descriptor = os.open(cls.file, os.O_WRONLY | os.O_CREAT, 0o644)
        os.pwrite(descriptor, text, 0)
        os.close(descriptor)


class PodNetwork:
    """A namespace with an address on the node's bridge."""

    def __init__(self) -> None:
        number = next(_numbers)
        self.name = f"pod-{number}"
        self._cable = f"cable-{number}"
        self.path = f"/run/netns/{self.name}"
        self.address = f"10.77.{number // 250}.{number % 250 + 2}"
        run("ip", "netns", "add", self.name)
        peer = ["peer", "name", "eth0", "netns", self.name]
        run("ip", "link", "add", self._cable, "type", "veth", *peer)
        run("ip", "link", "set", self._cable, "master", "node", "up")
        run("ip", "-n", self.name, "address", "add", f"{self.address}/16", "dev", "eth0")
        for device in ("lo", "eth0"):
            run("ip", "-n", self.name, "link", "set", device, "up")

    def cut(self) -> None:
        """What is sent to it is lost, as when the machine is."""
        run("ip", "link", "set", self._cable, "down")

    def close(self) -> None:
        run("ip", "netns", "delete", self.name)
