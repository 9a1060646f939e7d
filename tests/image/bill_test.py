"""The bill of materials of an image."""

import json
import os
import pathlib
import re
import subprocess
import unittest

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from container import output
from images import OfBridge, OfSandbox, bill, made, unpacked


def linked(program: pathlib.Path) -> set[str]:
    """The files that the loader takes for it on this machine."""
    return {os.path.realpath(path) for path in re.findall(r"(/\S+) \(", output("ldd", program))}


def owners(files: set[str]) -> dict[str, str]:
    """The name of the package of each of the files."""
    known_as = files | {file.removeprefix("/usr") for file in files}  # packages may be older than that
    lines = subprocess.run(["dpkg-query", "--search", *known_as], capture_output=True, text=True).stdout
    return {os.path.realpath(path): name for name, path in re.findall(r"^([^:]+).*: (.*)$", lines, re.M)}


class Bill:
    def setUp(self):
        self.image = unpacked(self.name)
        self.components = bill(self.name)["components"]
        self.packages = {(c["name"], c["version"]) for c in self.components if c["type"] == "library"}

    def test_keeps_to_its_schema(self):
        text = made(self.name, "cdx.json").read_text()
        self.assertIsNone(JsonStrictValidator(SchemaVersion.V1_5).validate_str(text))

    def test_stands_in_the_image_too(self):
        inside = self.image.root / f"var/lib/db/sbom/{self.name}.cdx.json"
        self.assertEqual(inside.read_text(), made(self.name, "cdx.json").read_text())

    def test_names_the_programs_with_their_digests(self):
        said = {c["name"]: c["hashes"][0]["content"] for c in self.components if c["type"] == "application"}
        is_so = {p: output("sha256sum", self.image.root / "usr/bin" / p).split()[0] for p in self.programs}
        self.assertEqual(said, is_so)

    def test_names_the_package_of_whatever_is_linked(self):
        files = set().union(*(linked(self.image.root / "usr/bin" / p) for p in self.programs))
        self.assertIn("libcrypto.so.3", {pathlib.Path(f).name for f in files})
        packages = owners(files)
        self.assertEqual(set(packages), files)
        versions = output("dpkg-query", "--show", "--showformat=${Package} ${Version}\n", *set(packages.values()))
        self.assertLessEqual({tuple(line.split()) for line in versions.splitlines()}, self.packages)

    def test_names_each_library_that_is_there(self):
        said = {place["location"] for c in self.components for place in c["evidence"]["occurrences"]}
        there = {f"/{f.relative_to(self.image.root)}" for f in self.image.files() if ".so" in f.name}
        self.assertIn("GBK.so", {pathlib.Path(f).name for f in there})
        self.assertLessEqual(there, said)

    def test_is_what_a_scanner_finds(self):
        found = json.loads(output("syft", "scan", f"dir:{self.image.root}", "--output", "json"))
        self.assertEqual({(a["name"], a["version"]) for a in found["artifacts"] if a["type"] == "deb"},
                         self.packages)
        self.assertEqual((found["distro"]["id"], found["distro"]["versionID"]), ("debian", "12"))


class BridgesBill(Bill, OfBridge, unittest.TestCase):
    pass


class SandboxsBill(Bill, OfSandbox, unittest.TestCase):
    pass
