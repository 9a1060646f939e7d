"""The images that are tried, unpacked once."""

import atexit
import functools
import json
import pathlib
import shutil
import tempfile

from container import Image

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BUILD = REPOSITORY / "build/release"
MADE = REPOSITORY / "build/image"
WORK = pathlib.Path(tempfile.mkdtemp(prefix="image-test-"))
atexit.register(shutil.rmtree, WORK)
NONROOT = 65532


def made(name: str, ending: str) -> pathlib.Path:
    (file,) = MADE.glob(f"{name}-[0-9]*.{ending}")
    return file


@functools.cache
def unpacked(name: str) -> Image:
    return Image(made(name, "oci.tar"), WORK / name)


def bill(name: str) -> dict:
    return json.loads(made(name, "cdx.json").read_text())


class OfBridge:
    name = "complaint-bridge"
    title = "Complaint bridge"
    programs = ["complaint-server", "complaintctl"]


class OfSandbox:
    name = "gateway-sandbox"
    title = "Emulator of the gateway"
    programs = ["gateway-sandbox"]
