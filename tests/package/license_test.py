#!/usr/bin/env python3
"""Every package names the licence of the repository, and holds its text.

What is packed from a folder of its own has a copy there, since no packer looks above it. That the
copies come into the packages, their own tests look at.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAME = "Apache-2.0"
COPIES = ["clients/go", "clients/python", "clients/typescript", "helm/complaint-bridge"]
# A file, and how it names the licence.
NAMED = [
    ("clients/java/pom.xml", "<name>{}</name>"),
    ("clients/python/pyproject.toml", 'license = "{}"'),
    ("clients/typescript/package.json", '"license": "{}"'),
    ("clients/typescript/package-lock.json", '      "license": "{}"'),
    ("helm/complaint-bridge/Chart.yaml", "artifacthub.io/license: {}"),
    ("Dockerfile", 'org.opencontainers.image.licenses="{}"'),
    ("cmake/image/image.sh", "$LABEL.licenses={}"),
    ("cmake/image/sbom.py", '{{"license": {{"id": "{}"}}}}'),
    ("cmake/debian/copyright", "License: {}"),
    ("README.md", "[{}](LICENSE)"),
    ("README.zh-CN.md", "[{}](LICENSE)"),
]


def read(path):
    return (ROOT / path).read_text()


def faults():
    for folder in COPIES:
        if read(f"{folder}/LICENSE") != read("LICENSE"):
            yield f"{folder}/LICENSE is not the repository's"
    for path, form in NAMED:
        if form.format(NAME) not in read(path):
            yield f"{path} does not name {NAME}"


found = list(faults())
print(*found, sep="\n")
sys.exit(1 if found else 0)
