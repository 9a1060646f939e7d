#!/usr/bin/env python3
"""stage.py --build DIR -- COMMAND...: runs a command against the real server and the sandbox.

Starts the world of tests/clients/README.md on free ports of 127.0.0.1, hands its description to the
command as JSON in IMAGECO_STAGE and the path of the shared cases in IMAGECO_VECTORS, and ends as the
command did. Without a command it prints the description and stays until its standard input ends.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from world.control import Control
from world.stage import Stage

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def run(command, description):
    environment = dict(
        os.environ,
        IMAGECO_STAGE=description,
        IMAGECO_VECTORS=str(REPOSITORY / "tests/vectors/clients.json"),
    )
    return subprocess.run(command, env=environment, check=False).returncode


def stay(description):
    print(description, flush=True)
    sys.stdin.read()
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("command", nargs="*")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="imageco-stage-") as folder,
        Stage(arguments.build.resolve(), pathlib.Path(folder)) as stage,
        Control(stage) as control,
    ):
        description = json.dumps({"control": control.url, "servers": stage.connections()})
        if arguments.command:
            return run(arguments.command, description)
        return stay(description)


if __name__ == "__main__":
    sys.exit(main())
