import os
import pathlib
import shutil
import subprocess
import sys

import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "helm"))


def pytest_addoption(parser):
    parser.addoption("--build", type=pathlib.Path, default=REPOSITORY / "build/dev")
    parser.addoption("--tools", type=pathlib.Path, default=REPOSITORY / "build/chart")


def need(program: str, name: str) -> None:
    """Leaves a test out where the machine lacks it; fails where nothing may be left out."""
    if shutil.which(program):
        return
    if os.environ.get("IMAGECO_LEAVE_OUT_NOTHING"):
        pytest.fail(f"this machine lacks {name}")
    pytest.skip(f"this machine lacks {name}")


@pytest.fixture(scope="session")
def build(request) -> pathlib.Path:
    return request.config.getoption("--build").resolve()


@pytest.fixture(scope="session")
def tools(request) -> pathlib.Path:
    return request.config.getoption("--tools").resolve()


@pytest.fixture(scope="session")
def modules(tools) -> pathlib.Path:
    """Where npm's packages are."""
    need("npm", "Node.js and npm")
    return tools


@pytest.fixture(scope="session")
def grpcurl() -> pathlib.Path:
    """The one that docs/grpcurl.md installs."""
    need("go", "Go")
    page = (REPOSITORY / "docs/grpcurl.md").read_text()
    module = next(
        word for word in page.split() if word.startswith("github.com/fullstorydev/grpcurl")
    )
    folder = REPOSITORY / "build/tools/go"
    environment = dict(os.environ, GOBIN=str(folder))
    subprocess.run(["go", "install", module], env=environment, check=True)
    return folder / "grpcurl"
