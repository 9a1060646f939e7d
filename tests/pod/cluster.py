"""What Kubernetes' control plane does with what the chart makes: objects, the names of Services,
and workloads that begin, are changed and end."""

import pathlib
import threading
import time

from chart import Rendered
from container import await_that
from kubelet import Pod, ServingPod
from namespaces import Names

NAMESPACE = "shop"


class Cluster:
    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._objects: dict[tuple[str, str], dict[str, str]] = {}
        self._services: dict[str, dict] = {}
        self._names: dict[str, list[str]] = {}
        self._mutex = threading.Lock()
        self.pods: list[ServingPod] = []
        self.claims: dict[str, pathlib.Path] = {}

    def put(self, kind: str, name: str, data: dict[str, str]) -> None:
        """Makes a Secret or ConfigMap, or changes it where it is mounted too."""
        self._objects[kind, name] = data
        for pod in self.pods:
            pod.volumes.swap(kind, name)

    def name(self, name: str, address: str) -> None:
        """Of what is not in the cluster."""
        self._names[name] = [address]
        self._resolve()

    def apply(self, rendered: Rendered) -> None:
        """What needs no controller of here."""
        for one in rendered.of_kind("ConfigMap"):
            self.put("configMap", one["metadata"]["name"], one["data"])
        for one in rendered.of_kind("Service"):
            self._services[one["metadata"]["name"]] = one["spec"]

    def start(self, template: dict, name: str) -> ServingPod:
        """A pod that is ready."""
        pod = ServingPod(
            name, template, self._folder / name, self._objects, self.claims, self._resolve
        )
        self.pods.append(pod)
        pod.watch()
        await_that(
            lambda: pod.is_ready or pod.container.process.poll() is not None, f"{name} to be ready"
        )
        assert pod.is_ready, pod.container.text()
        return pod

    def run(self, manifest: dict) -> dict[str, tuple[int, str]]:
        """A pod that ends by itself: the exit status of each container, and what it said."""
        name = manifest["metadata"]["name"]
        return Pod(
            name, manifest["spec"], self._folder / name, self._objects, self.claims
        ).run_to_end()

    def delete(self, pod: ServingPod) -> int:
        """Its exit status."""
        status = pod.delete()
        self.pods.remove(pod)
        return status

    def lose(self, pod: ServingPod) -> None:
        pod.lose()
        self.pods.remove(pod)

    def close(self) -> None:
        for pod in list(self.pods):
            self.lose(pod)

    def _resolve(self) -> None:
        with self._mutex:
            names = dict(self._names)
            for name, service in self._services.items():
                ready = [
                    pod.network.address
                    for pod in self.pods
                    if pod.is_ready and self._is_of(pod, service)
                ]
                for full in (name, f"{name}.{NAMESPACE}", f"{name}.{NAMESPACE}.svc"):
                    names[full] = ready
            Names.write(names)

    @staticmethod
    def _is_of(pod: ServingPod, service: dict) -> bool:
        return service["selector"].items() <= pod.labels.items()


class Deployment:
    """Of several pods, replaced one by one."""

    def __init__(
        self, cluster: Cluster, rendered: Rendered, name: str = "bridge-complaint-bridge"
    ) -> None:
        self._cluster, self._name = cluster, name
        self._number = 0
        cluster.apply(rendered)
        spec = rendered.get("Deployment", name)["spec"]
        self.pods = [self._start(spec["template"]) for _ in range(spec["replicas"])]

    def _start(self, template: dict) -> ServingPod:
        self._number += 1
        return self._cluster.start(template, f"{self._name}-{self._number}")

    def upgrade(self, rendered: Rendered) -> list[int]:
        """Exit statuses of the pods that were replaced."""
        self._cluster.apply(rendered)
        spec = rendered.get("Deployment", self._name)["spec"]
        assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
        statuses = []
        for old in list(self.pods):
            self.pods.append(self._start(spec["template"]))
            time.sleep(spec["minReadySeconds"])
            self.pods.remove(old)
            statuses.append(self._cluster.delete(old))
        return statuses


class StatefulSet:
    """Of one pod, which is made when the one of before is gone."""

    def __init__(
        self, cluster: Cluster, rendered: Rendered, name: str = "bridge-complaint-bridge"
    ) -> None:
        self._cluster = cluster
        self._starts = 0
        cluster.apply(rendered)
        self._template = rendered.get("StatefulSet", name)["spec"]["template"]
        self._name = name
        self.pod = self._start()

    def _start(self) -> ServingPod:
        self._starts += 1
        return self._cluster.start(self._template, f"{self._name}-0-{self._starts}")

    def replace(self) -> int:
        """The exit status of the pod that ended."""
        status = self._cluster.delete(self.pod)
        self.pod = self._start()
        return status

    def move(self, claim: str, to: pathlib.Path) -> None:
        """The node is lost, and the volume comes to another one."""
        self._cluster.lose(self.pod)
        self._cluster.claims[claim].rename(to)
        self._cluster.claims[claim] = to
        self.pod = self._start()
