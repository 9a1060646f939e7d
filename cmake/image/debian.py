"""What dpkg knows of the packages of this machine, on which the programs were built and tried."""

import dataclasses
import functools
import hashlib
import pathlib
import re
import subprocess

INFO = pathlib.Path("/var/lib/dpkg/info")


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@dataclasses.dataclass(frozen=True, order=True)
class Package:
    name: str
    status: str  # its paragraph, as in /var/lib/dpkg/status

    def field(self, name: str) -> str:
        found = re.search(rf"^{name}: (.*)$", self.status, re.M)
        return found.group(1) if found else ""

    @property
    def version(self) -> str:
        return self.field("Version")

    @property
    def source(self) -> tuple[str, str]:
        """Name and version of what it is built from."""
        name, _, version = (self.field("Source") or self.name).partition(" ")
        return name, version.strip("()") or self.version

    @functools.cached_property
    def digests(self) -> dict[str, str]:
        """The MD5 of its files as it was packed, by path."""
        qualified = INFO / f"{self.name}:{self.field('Architecture')}.md5sums"
        file = qualified if qualified.exists() else INFO / f"{self.name}.md5sums"
        lines = (line.split("  ", 1) for line in file.read_text().splitlines())
        return {merged("/" + path): digest for digest, path in lines}

    def check(self, path: pathlib.Path) -> None:
        """Exits where the file is not as it was packed."""
        if hashlib.md5(path.read_bytes()).hexdigest() != self.digests.get(merged(str(path))):
            raise SystemExit(f"{path} is not as the package {self.name} has it")


def merged(path: str) -> str:
    """Where a file of a package stands since /lib is a link to /usr/lib."""
    return re.sub(r"^/(bin|sbin|lib|lib64)/", r"/usr/\1/", path)


@functools.cache
def package(name: str) -> Package:
    return Package(name, output("dpkg-query", "--status", name))


@functools.cache
def owners() -> dict[str, str]:
    """The name of the package of each file, by its path."""
    return {merged(path): file.name.removesuffix(".list").split(":")[0]
            for file in INFO.glob("*.list") for path in file.read_text().splitlines()}


def owner(path: pathlib.Path) -> Package:
    if str(path) not in owners():
        raise SystemExit(f"no package has {path}")
    return package(owners()[str(path)])


def libraries(program: pathlib.Path) -> list[pathlib.Path]:
    """What the loader takes for it, itself included, by the names that it looks for."""
    found = output("ldd", str(program))
    if "not found" in found:
        raise SystemExit(f"{program} lacks libraries:\n{found}")
    return [pathlib.Path(path) for path in re.findall(r"(/\S+) \(0x", found)]
