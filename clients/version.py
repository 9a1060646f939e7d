#!/usr/bin/env python3
"""version.py check | set X.Y.Z: the one version of contract, server and clients.

`check` names every place that differs from the version in CMakeLists.txt; `set` writes them all.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCE = "CMakeLists.txt"
JAVA = r"<artifactId>complaint-client</artifactId>\s*<version>"
# The commands of READMEs that take a client from the tag of a release, by what stands before the version.
FROM_A_TAG = [
    ("clients/cpp/README", "GIT_TAG v"),
    ("clients/go/README", r"complaint\.imageco/go@v"),
    ("clients/go/README", "clients/go@v"),
    ("clients/java/README", "--branch v"),
    ("clients/python/README", r"complaint-bridge\.git@v"),
    ("clients/typescript/README", "--branch v"),
    ("clients/typescript/README", "npm install .*imageco-complaint-"),
]
# Where the version stands: a file, and what stands in front of it.
PLACES = [
    (SOURCE, r"project\(imageco_complaint_bridge VERSION "),
    ("Dockerfile", "^ARG VERSION="),
    ("helm/complaint-bridge/Chart.yaml", "^version: "),
    ("helm/complaint-bridge/Chart.yaml", '^appVersion: "'),
    ("clients/go/complaint/version.go", r'const Version = "'),
    ("clients/java/pom.xml", JAVA),
    ("clients/java/examples/pom.xml", JAVA),
    ("clients/java/README.md", JAVA),
    ("clients/java/README.md", "complaint-client:"),
    ("clients/java/README.zh-CN.md", JAVA),
    ("clients/java/README.zh-CN.md", "complaint-client:"),
    ("clients/python/pyproject.toml", r'^version = "'),
    ("clients/typescript/package.json", r'^  "version": "'),
    ("clients/typescript/package-lock.json", r'^  "version": "'),
    ("clients/typescript/package-lock.json", r'"": \{\n +"name": "@imageco/complaint",\n +"version": "'),
    *((f"{readme}{suffix}", before) for readme, before in FROM_A_TAG for suffix in (".md", ".zh-CN.md")),
]


def pattern(before):
    return re.compile(f"({before})" + r"(\d+\.\d+\.\d+)", re.M)


def found(file, before):
    match = pattern(before).search((ROOT / file).read_text())
    return match.group(2) if match else "no version"


def check():
    version = found(*PLACES[0])
    versions = [(file, found(file, before)) for file, before in PLACES]
    faults = [f"{file}: {given}, not {version}" for file, given in versions if given != version]
    print("\n".join(faults) or f"{version}, in {len(PLACES)} places")
    return 1 if faults else 0


def write(version):
    for file, before in PLACES:
        text, count = pattern(before).subn(rf"\g<1>{version}", (ROOT / file).read_text(), count=1)
        if count == 0:
            print(f"{file}: no version")
            return 1
        (ROOT / file).write_text(text)
    return check()


def main(arguments):
    if arguments == ["check"]:
        return check()
    if len(arguments) == 2 and arguments[0] == "set" and re.fullmatch(r"\d+\.\d+\.\d+", arguments[1]):
        return write(arguments[1])
    print(__doc__.splitlines()[0])
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
