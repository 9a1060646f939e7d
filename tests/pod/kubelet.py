"""Pods, run as a kubelet runs them: volumes, containers, probes, and their end."""

import os
import pathlib
import socket
import threading
import time
import urllib.error
import urllib.request

from container import PATIENCE, Container, output
from images import unpacked
from namespaces import Names, PodNetwork
from volumes import Volumes

UNITS = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30}


def in_bytes(quantity: str) -> int:
    return int(quantity[:-2]) * UNITS[quantity[-2:]]


class Probe:
    """Asks until it is stopped; `changed` hears of what the answers amount to."""

    def __init__(self, spec: dict, address: str, ports: dict, changed) -> None:
        ((self._kind, target),) = [
            item for item in spec.items() if item[0] in ("httpGet", "tcpSocket")
        ]
        self._place = (address, ports[target["port"]])
        self._path = target.get("path")
        self._timeout = spec.get("timeoutSeconds", 1)
        self._period = spec.get("periodSeconds", 10)
        self._delay = spec.get("initialDelaySeconds", 0)
        self._failures = spec.get("failureThreshold", 3)
        self._successes = spec.get("successThreshold", 1)
        self._changed = changed
        self._ends = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        self._ends.set()

    def _run(self) -> None:
        in_a_row, last, wait = 0, None, self._delay
        while not self._ends.wait(wait):
            wait, good = self._period, self._ask()
            in_a_row = in_a_row + 1 if good == last else 1
            last = good
            if in_a_row == (self._successes if good else self._failures):
                self._changed(good)

    def _ask(self) -> bool:
        try:
            if self._kind == "tcpSocket":
                socket.create_connection(self._place, self._timeout).close()
                return True
            url = "http://{}:{}".format(*self._place) + self._path
            with urllib.request.urlopen(url, timeout=self._timeout):
                return True
        except (OSError, urllib.error.URLError):
            return False


class Pod:
    """What containers of a pod share; `objects` and `claims` as Volumes wants them."""

    def __init__(
        self, name: str, spec: dict, folder: pathlib.Path, objects: dict, claims: dict
    ) -> None:
        self.name, self.spec, self._folder = name, spec, folder
        folder.mkdir()
        self.network = PodNetwork()
        self.volumes = Volumes(folder / "volumes", spec, objects, claims)

    def launch(self, spec: dict) -> Container:
        of_pod, own = self.spec["securityContext"], spec["securityContext"]
        assert own["allowPrivilegeEscalation"] is False and own["capabilities"] == {"drop": ["ALL"]}
        mounts = {Names.file: "/etc/hosts:ro"}
        for mount in spec.get("volumeMounts", []):
            ending = ":ro" if mount.get("readOnly") else ""
            mounts[self.volumes.paths[mount["name"]]] = mount["mountPath"] + ending
        return Container(
            unpacked(spec["image"].rsplit("/")[-1].split(":")[0]),
            f"{self.name}-{spec['name']}-{os.getpid()}",
            self._folder / spec["name"],
            mounts,
            user=of_pod["runAsUser"],
            groups=[of_pod["runAsGroup"], of_pod["fsGroup"]],
            memory=in_bytes(spec["resources"]["limits"]["memory"]),
            command=[*spec["command"], *spec["args"]],
            environment={one["name"]: one["value"] for one in spec.get("env", [])},
            is_read_only=own["readOnlyRootFilesystem"],
            network=self.network.path,
        )

    def run_to_end(self) -> dict[str, tuple[int, str]]:
        """The exit status of each container, and what it said."""
        running = {one["name"]: self.launch(one) for one in self.spec["containers"]}
        ended = {name: (one.await_end(), one.text()) for name, one in running.items()}
        self.network.close()
        return ended


class ServingPod(Pod):
    """Of a template with one container. `ready_changed` is called when it begins or ceases to be
    ready."""

    def __init__(self, name, template, folder, objects, claims, ready_changed) -> None:
        super().__init__(name, template["spec"], folder, objects, claims)
        self.labels = template["metadata"]["labels"]
        self.is_ready = False
        self.restarts = 0
        self._ready_changed = ready_changed
        self._probes: list[Probe] = []
        (self._container_spec,) = self.spec["containers"]
        ports = self._container_spec["ports"]
        self._ports = {one["name"]: one["containerPort"] for one in ports}
        self.container = self.launch(self._container_spec)

    def watch(self) -> None:
        """Begins to probe it."""
        if "startupProbe" in self._container_spec:
            self._probe("startupProbe", self._started)
        else:
            self._started(True)

    def _probe(self, kind: str, changed) -> None:
        spec = self._container_spec[kind]
        self._probes.append(Probe(spec, self.network.address, self._ports, changed))

    def _started(self, good: bool) -> None:
        assert good, f"{self.name} does not start:\n{self.container.text()}"
        while self._probes:
            self._probes.pop().stop()
        self._probe("readinessProbe", self._set_ready)
        self._probe("livenessProbe", self._live)

    def _live(self, good: bool) -> None:
        self.restarts += not good

    def _set_ready(self, ready: bool) -> None:
        if ready != self.is_ready:
            self.is_ready = ready
            self._ready_changed()

    def _leave(self) -> None:
        for probe in self._probes:
            probe.stop()
        self._set_ready(False)

    def operations(self, path: str) -> str:
        url = f"http://{self.network.address}:{self._ports['operations']}{path}"
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def delete(self) -> int:
        """Its exit status, or 137 where the grace period was not long enough."""
        give_up = time.monotonic() + self.spec.get("terminationGracePeriodSeconds", 30)
        self._leave()
        self._prepare_to_stop()
        self.container.signal("TERM")
        while self.container.process.poll() is None and time.monotonic() < give_up:
            time.sleep(0.05)
        self.container.close()
        self.network.close()
        return self.container.process.returncode

    def _prepare_to_stop(self) -> None:
        hook = self._container_spec.get("lifecycle", {}).get("preStop", {})
        if "sleep" in hook:
            time.sleep(hook["sleep"]["seconds"])
        if "exec" in hook:
            output(*self.container.execute(*hook["exec"]["command"]))

    def lose(self) -> None:
        """With its node: no end, no goodbye."""
        self.network.cut()
        self.container.close()
        self._leave()
        self.network.close()
