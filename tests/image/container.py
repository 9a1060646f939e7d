"""Images, unpacked and run as the container runtime of a node runs them: runc, with namespaces, a user, a
read-only root and limits."""

import json
import pathlib
import shutil
import subprocess
import time

PATIENCE = 120  # seconds, for whatever takes a moment on an idle machine


def output(*command) -> str:
    return subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True).stdout


def await_that(holds, what: str):
    """The first of its results that is true."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if result := holds():
            return result
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE} s for {what}")


class Image:
    """An archive, unpacked into `work`."""

    def __init__(self, archive: pathlib.Path, work: pathlib.Path):
        layout, self.bundle = work / "layout", work / "bundle"
        layout.mkdir(parents=True)
        output("tar", "--extract", "--file", archive, "--directory", layout)
        self.manifest = self._blob(layout, json.loads((layout / "index.json").read_text())["manifests"][0])
        self.config = self._blob(layout, self.manifest["config"])
        version = self.config["config"]["Labels"]["org.opencontainers.image.version"]
        output("umoci", "unpack", "--image", f"{layout}:{version}", self.bundle)
        self.root = self.bundle / "rootfs"

    @staticmethod
    def _blob(layout: pathlib.Path, descriptor: dict) -> dict:
        return json.loads((layout / "blobs" / descriptor["digest"].replace(":", "/")).read_text())

    def files(self) -> list[pathlib.Path]:
        return [file for file in self.root.rglob("*") if file.is_file() and not file.is_symlink()]

    def without(self, work: pathlib.Path, *paths: str) -> "Image":
        """The same with a root that lacks those files."""
        less = object.__new__(Image)
        less.bundle = work
        less.root = work / "rootfs"
        shutil.copytree(self.root, less.root, symlinks=True, copy_function=shutil.copy2)
        shutil.copy2(self.bundle / "config.json", work)
        for path in paths:
            (less.root / path.lstrip("/")).unlink()
        return less


class Container:
    """A process of an image in namespaces of its own; `command`, `arguments` (of its command), `user`,
    `groups` and `environment` instead of the image's, `network` (a path, as one of another's) instead of
    its own. `mounts` is from files or folders to where they stand, those that end in `:ro` read-only."""

    def __init__(self, image: Image, name: str, work: pathlib.Path, mounts: dict[pathlib.Path, str],
                 memory: int | None = None, network: str | None = None, is_read_only: bool = True, **process):
        self.name, self.work = name, work
        work.mkdir()
        spec = json.loads((image.bundle / "config.json").read_text())
        self._set_process(spec["process"], **process)
        spec["root"] = {"path": str(image.root), "readonly": is_read_only}
        spec["mounts"] += [self._mount(source, target) for source, target in mounts.items()]
        linux = spec["linux"]
        linux["cgroupsPath"] = f"/{self.name}"
        linux["resources"] = {"memory": {"limit": memory, "swap": memory}} if memory else {}
        linux["namespaces"] = [{"type": kind} for kind in ("pid", "mount", "ipc", "uts", "network")]
        if network is not None:
            linux["namespaces"][-1]["path"] = network
        (work / "config.json").write_text(json.dumps(spec))
        self.log = work / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self._runc("run", "--bundle", work, name), stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)

    @staticmethod
    def _set_process(process: dict, user: int | None = None, groups: list[int] | None = None,
                     command: list[str] | None = None, arguments: list[str] | None = None,
                     environment: dict[str, str] | None = None):
        process.update(terminal=False, noNewPrivileges=True, capabilities={})
        if user is not None:
            first, *others = groups or [user]
            process["user"] = {"uid": user, "gid": first, "additionalGids": others}
        if command is not None:
            process["args"] = command
        if arguments is not None:
            process["args"][1:] = arguments
        process["env"] += [f"{name}={value}" for name, value in (environment or {}).items()]

    @staticmethod
    def _mount(source: pathlib.Path, target: str) -> dict:
        target, _, access = target.partition(":")
        return {"destination": target, "type": "none", "source": str(source), "options": ["bind", access or "rw"]}

    def _runc(self, *arguments):
        return ["runc", "--root", str(self.work / "runc"), *map(str, arguments)]

    def state(self) -> dict:
        told = subprocess.run(self._runc("state", self.name), capture_output=True, text=True)
        return json.loads(told.stdout) if told.returncode == 0 else {}

    def pid(self) -> int:
        return self.state()["pid"]

    def network(self) -> str:
        return f"/proc/{self.pid()}/ns/net"

    def pid_inside(self) -> int:
        """Its process id, as it sees it itself."""
        return int(self._status("NSpid")[-1])

    def users(self) -> set[int]:
        return {int(user) for user in self._status("Uid")}

    def _status(self, field: str) -> list[str]:
        lines = pathlib.Path(f"/proc/{self.pid()}/status").read_text().splitlines()
        return next(line for line in lines if line.startswith(f"{field}:")).split()[1:]

    def root_options(self) -> list[str]:
        mounts = map(str.split, pathlib.Path(f"/proc/{self.pid()}/mountinfo").read_text().splitlines())
        return next(options.split(",") for _, _, _, _, place, options, *_ in mounts if place == "/")

    def memory_limit(self) -> int:
        """In bytes, as the kernel has it."""
        told = json.loads(output(*self._runc("events", "--stats", self.name)))
        return told["data"]["memory"]["usage"]["limit"]

    def await_line(self, text: str) -> str:
        """The first line of its log that holds `text`."""
        def line():
            found = [line for line in self.text().splitlines() if text in line]
            if not found and self.process.poll() is not None:
                raise AssertionError(f"{self.name} ended:\n{self.text()}")
            return found and found[0]
        return await_that(line, f"{text!r} in the log of {self.name}")

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def execute(self, *command: str) -> list[str]:
        """What runs `command` in it, as kubectl exec does."""
        return self._runc("exec", self.name, *command)

    def curl(self, *arguments: str) -> str:
        """From its network, as a kubelet reaches it."""
        return output("nsenter", f"--net={self.network()}", "curl", "--silent", "--show-error",
                      *arguments)

    def signal(self, name: str) -> None:
        output(*self._runc("kill", self.name, name))

    def await_end(self) -> int:
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        if self.process.poll() is None:
            subprocess.run(self._runc("kill", self.name, "KILL"), capture_output=True)
            self.await_end()
