"""The bill of materials of an image, in CycloneDX's JSON."""

import datetime
import hashlib
import json
import os
import pathlib
import urllib.parse

import debian


def purl(package: debian.Package, distribution: str) -> str:
    source, source_version = package.source
    told = {"arch": package.field("Architecture"), "distro": distribution,
            "upstream": f"{source}@{source_version}"}
    quoted = "&".join(f"{name}={urllib.parse.quote(value, safe='')}" for name, value in told.items())
    name, version = (urllib.parse.quote(value, safe="") for value in (package.name, package.version))
    return f"pkg:deb/debian/{name}@{version}?{quoted}"


def of_package(package: debian.Package, files: list[pathlib.Path], distribution: str) -> dict:
    identity = purl(package, distribution)
    return {
        "type": "library",
        "bom-ref": identity,
        "name": package.name,
        "version": package.version,
        "supplier": {"name": package.field("Maintainer")},
        "purl": identity,
        "evidence": {"occurrences": [{"location": str(file)} for file in sorted(files)]},
    }


def of_program(file: pathlib.Path, version: str) -> dict:
    return {
        "type": "application",
        "bom-ref": file.name,
        "name": file.name,
        "version": version,
        "licenses": [{"license": {"id": "Apache-2.0"}}],
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}],
        "evidence": {"occurrences": [{"location": f"/usr/bin/{file.name}"}]},
    }


def written(name: str, version: str, programs: list[pathlib.Path],
            packages: dict[debian.Package, list[pathlib.Path]], distribution: str) -> str:
    made = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    components = [of_program(program, version) for program in programs]
    components += [of_package(p, packages[p], distribution) for p in sorted(packages)]
    return json.dumps({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": made.isoformat(),
            "component": {"type": "container", "bom-ref": name, "name": name, "version": version},
        },
        "components": components,
        "dependencies": [{"ref": name, "dependsOn": [c["bom-ref"] for c in components]}],
    }, indent=1, ensure_ascii=False) + "\n"
