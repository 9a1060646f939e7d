#!/usr/bin/env python3
"""root.py BUILD_DIR ROOT DEBUG NAME PROGRAM...: lays the file system of the image NAME into the new folder ROOT:
those programs, as an install strips them, the libraries that they link, what the C library and TLS read
while they run, and what a scanner wants to know. No shell, and nothing else. What a debugger wants goes into the
new folder DEBUG. The same programs and packages give the same files."""

import os
import pathlib
import platform
import re
import shutil
import sys

import debian
import sbom

USER = 65532
FILES = {
    "etc/passwd": f"root:x:0:0:::\nnonroot:x:{USER}:{USER}:::\n",
    "etc/group": f"root:x:0:\nnonroot:x:{USER}:\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}
CERTIFICATES = pathlib.Path("/usr/share/ca-certificates/mozilla")
BUNDLE = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
LICENSE = pathlib.Path(__file__).resolve().parents[2] / "LICENSE"


class Root:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.packages: dict[debian.Package, list[pathlib.Path]] = {}

    def inside(self, path: pathlib.Path | str) -> pathlib.Path:
        """Where `path` stands in it; the folder for it is made."""
        here = self.folder / str(path).lstrip("/")
        here.parent.mkdir(parents=True, exist_ok=True)
        return here

    def write(self, path: pathlib.Path | str, content: bytes, mode: int = 0o644) -> None:
        self.inside(path).write_bytes(content)
        self.inside(path).chmod(mode)

    def take(self, path: pathlib.Path) -> None:
        """A file of a package, as it was packed, and the link by which it is known."""
        file, link = path.resolve(), pathlib.Path(debian.merged(str(path)))
        if not self.inside(file).exists():
            package = debian.owner(file)
            package.check(file)
            self.packages.setdefault(package, []).append(file)
            self.write(file, file.read_bytes(), 0o755 if os.access(file, os.X_OK) else 0o644)
        if not self.inside(link).exists():
            self.inside(link).symlink_to(os.path.relpath(file, link.parent))


def lay_skeleton(root: Root) -> None:
    root.folder.mkdir(parents=True)
    for folder in ("usr/bin", "usr/lib", "usr/lib64", "etc", "proc", "sys", "dev", "tmp"):
        (root.folder / folder).mkdir(parents=True)
    for link in ("bin", "lib", "lib64"):
        (root.folder / link).symlink_to(f"usr/{link}")
    (root.folder / "tmp").chmod(0o1777)
    for path, content in FILES.items():
        root.write(path, content.encode())


def install_programs(root: Root, build: str, programs: list[str], debug: str) -> None:
    for program in programs:
        debian.output("cmake", "--install", build, "--component", program, "--prefix",
                      str(root.folder / "usr"))
    shutil.copytree(root.folder / "usr/bin/.debug", debug)
    shutil.rmtree(root.folder / "usr/bin/.debug")


def take_libraries(root: Root, programs: list[str]) -> None:
    for program in programs:
        for library in debian.libraries(root.folder / "usr/bin" / program):
            root.take(library)


def take_converters(root: Root) -> None:
    libc = next(root.folder.glob("usr/lib/*/libc.so.6"))
    folder = pathlib.Path("/") / libc.parent.relative_to(root.folder) / "gconv"
    for file in ("GBK.so", "GB18030.so", "gconv-modules", "gconv-modules.d/gconv-modules-extra.conf"):
        root.take(folder / file)


def assemble_authorities(root: Root) -> None:
    """Those that Mozilla trusts, and none that this machine has of its own."""
    package = debian.package("ca-certificates")
    certificates = sorted(CERTIFICATES.glob("*.crt"))
    for certificate in certificates:
        package.check(certificate)
    root.write(BUNDLE, b"".join(certificate.read_bytes() for certificate in certificates))
    root.packages[package] = [BUNDLE]


def take_system(root: Root) -> None:
    """Which Debian this is, and the licences that its packages refer to."""
    root.take(pathlib.Path("/etc/os-release"))
    for licence in sorted(pathlib.Path("/usr/share/common-licenses").iterdir()):
        root.take(licence)


def tell_scanners(root: Root) -> None:
    """What dpkg knows of each package, of the files that are here, and its copyright."""
    for package, files in root.packages.items():
        known = f"var/lib/dpkg/status.d/{package.name}"
        digests = [f"{package.digests[str(f)]}  {str(f)[1:]}\n" for f in sorted(files) if f != BUNDLE]
        root.write(known, package.status.encode())
        root.write(f"{known}.md5sums", "".join(digests).encode())
        copyright = pathlib.Path("/usr/share/doc", package.name, "copyright")
        root.write(copyright, copyright.read_bytes())


def version_of(build: str) -> str:
    cache = pathlib.Path(build, "CMakeCache.txt").read_text()
    return re.search(r"^CMAKE_PROJECT_VERSION:STATIC=(.+)$", cache, re.M).group(1)


def main(build: str, folder: str, debug: str, name: str, *programs: str) -> None:
    os.umask(0o022)
    root = Root(pathlib.Path(folder).absolute())
    lay_skeleton(root)
    install_programs(root, build, programs, debug)
    take_libraries(root, programs)
    take_converters(root)
    assemble_authorities(root)
    take_system(root)
    root.write(f"usr/share/doc/{name}/LICENSE", LICENSE.read_bytes())
    tell_scanners(root)
    bill = sbom.written(name, version_of(build), [root.folder / "usr/bin" / p for p in programs],
                        root.packages, "{ID}-{VERSION_ID}".format(**platform.freedesktop_os_release()))
    root.write(f"var/lib/db/sbom/{name}.cdx.json", bill.encode())
    # A volume for the ledger takes this over: for the user, and for any other of the group 0.
    state = root.folder / "var/lib" / name
    state.mkdir()
    state.chmod(0o770)


main(*sys.argv[1:])
