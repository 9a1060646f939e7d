"""An API server of our own, without a kubelet and without controllers: what those would do is played."""

import contextlib
import json
import pathlib
import socket
import subprocess
import threading
import time

# Custom resources of the examples: kinds that are taken as they are.
KINDS = {
    "cert-manager.io/v1": ["Certificate"],
    "external-secrets.io/v1": ["ExternalSecret"],
    "gateway.networking.k8s.io/v1": ["GRPCRoute"],
    "monitoring.coreos.com/v1": ["PodMonitor", "PrometheusRule", "ServiceMonitor"],
    "networking.istio.io/v1": ["VirtualService"],
    "snapshot.storage.k8s.io/v1": ["VolumeSnapshot"],
}
# How long anything may take on a busy machine.
PATIENCE = 600


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_until(condition, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"no {what} within {PATIENCE} s"
        time.sleep(0.2)


def definition(api_version: str, kind: str) -> dict:
    group, version = api_version.split("/")
    plural = kind.lower() + "s"
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    of_version = {
        "name": version,
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": schema},
    }
    names = {"kind": kind, "plural": plural, "singular": kind.lower()}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{plural}.{group}",
            "annotations": {"api-approved.kubernetes.io": "unapproved, for a test"},
        },
        "spec": {"group": group, "names": names, "scope": "Namespaced", "versions": [of_version]},
    }


class Cluster:
    def __init__(self, programs: pathlib.Path, folder: pathlib.Path) -> None:
        self.programs = programs
        self.folder = folder
        self.port = free_port()
        self.processes: list[subprocess.Popen] = []

    def __enter__(self) -> "Cluster":
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def spawn(self, *command: str | pathlib.Path) -> None:
        log = (self.folder / f"{pathlib.Path(command[0]).name}.log").open("w")
        self.processes.append(subprocess.Popen(command, stdout=log, stderr=log))

    def start(self) -> None:
        peer, client = free_port(), f"http://127.0.0.1:{free_port()}"
        urls = [f"--listen-client-urls={client}", f"--advertise-client-urls={client}"]
        peers = [f"--listen-peer-urls=http://127.0.0.1:{peer}", "--log-level=error"]
        self.spawn("etcd", f"--data-dir={self.folder / 'etcd'}", "--unsafe-no-fsync", *urls, *peers)
        key = self.folder / "accounts.key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        tokens = self.folder / "tokens.csv"
        tokens.write_text("token,admin,admin,system:masters\n")
        self.spawn(
            self.programs / "kube-apiserver",
            f"--etcd-servers={client}",
            "--bind-address=127.0.0.1",
            f"--secure-port={self.port}",
            f"--cert-dir={self.folder}",
            "--service-cluster-ip-range=10.96.0.0/16",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--authorization-mode=RBAC",
            # Whose finalizer wants a controller.
            "--disable-admission-plugins=StorageObjectInUseProtection",
            f"--token-auth-file={tokens}",
            "--enable-priority-and-fairness=false",
        )
        self.write_kubeconfig()
        wait_until(self.is_ready, "API server")
        for api_version, kinds in KINDS.items():
            for kind in kinds:
                self.apply(definition(api_version, kind))
        self.kubectl(
            "wait", "--for=condition=Established", "crd", "--all", f"--timeout={PATIENCE}s"
        )

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait()

    def write_kubeconfig(self) -> None:
        server = {"server": f"https://127.0.0.1:{self.port}", "insecure-skip-tls-verify": True}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "test",
            "clusters": [{"name": "test", "cluster": server}],
            "users": [{"name": "admin", "user": {"token": "token"}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "admin"}}],
        }
        (self.folder / "kubeconfig").write_text(json.dumps(config))

    @property
    def environment(self) -> dict[str, str]:
        """What helm and kubectl need; nothing of the machine's own configuration."""
        home = self.folder / "home"
        path = f"{self.programs}:/usr/local/bin:/usr/bin:/bin"
        return {"HOME": str(home), "KUBECONFIG": str(self.folder / "kubeconfig"), "PATH": path}

    def run(self, *command: str, check: bool = True, **more) -> subprocess.CompletedProcess:
        result = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, **more
        )
        assert not check or result.returncode == 0, (command, result.stdout, result.stderr)
        return result

    def kubectl(self, *arguments: str, **more) -> subprocess.CompletedProcess:
        return self.run("kubectl", *arguments, **more)

    def is_ready(self) -> bool:
        assert all(
            process.poll() is None for process in self.processes
        ), "etcd or the API server ended"
        return self.kubectl("get", "--raw=/readyz", check=False).returncode == 0

    def apply(self, thing: dict) -> None:
        self.kubectl("apply", "--filename=-", input=json.dumps(thing))

    def get(self, kind: str, namespace: str) -> list[dict]:
        return json.loads(
            self.kubectl("get", kind, f"--namespace={namespace}", "--output=json").stdout
        )["items"]

    def make_restricted_namespace(self, name: str) -> None:
        labels = {"pod-security.kubernetes.io/enforce": "restricted"}
        self.apply(
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
        )

    def finalize(self, namespace: str) -> None:
        """Of one that is being deleted: what its controller would do at last."""
        thing = json.loads(self.kubectl("get", "namespace", namespace, "--output=json").stdout)
        thing["spec"]["finalizers"] = []
        self.kubectl(
            "replace",
            f"--raw=/api/v1/namespaces/{namespace}/finalize",
            "--filename=-",
            input=json.dumps(thing),
        )

    def set_status(self, thing: dict, status: dict) -> None:
        self.kubectl(
            "patch",
            thing["kind"].lower(),
            thing["metadata"]["name"],
            f"--namespace={thing['metadata']['namespace']}",
            "--subresource=status",
            "--type=merge",
            f"--patch={json.dumps({'status': status})}",
            check=False,  # it may be gone by now
        )


def complete(workload: dict) -> dict:
    """The status of a workload whose pods are all there and ready."""
    wanted = workload["spec"].get("replicas", 1)
    status = {"observedGeneration": workload["metadata"]["generation"], "replicas": wanted}
    status |= {"readyReplicas": wanted, "availableReplicas": wanted, "updatedReplicas": wanted}
    if workload["kind"] == "StatefulSet":
        status |= {"currentReplicas": wanted, "currentRevision": "r", "updateRevision": "r"}
    return status


class Player:
    """Plays controllers and kubelet in a namespace: workloads are complete, pods that run once end."""

    def __init__(self, cluster: Cluster, namespace: str, phase: str = "Succeeded") -> None:
        self.cluster = cluster
        self.namespace = namespace
        self.phase = phase
        self.is_ending = threading.Event()
        self.thread = threading.Thread(target=self.play)

    def __enter__(self) -> "Player":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.is_ending.set()
        self.thread.join()

    def play(self) -> None:
        while not self.is_ending.wait(0.5):
            with contextlib.suppress(AssertionError):
                self.play_once()

    def play_once(self) -> None:
        for kind in ("deployments", "statefulsets"):
            for workload in self.cluster.get(kind, self.namespace):
                wanted = complete(workload)
                if workload.get("status", {}).items() & wanted.items() != wanted.items():
                    self.cluster.set_status(workload, wanted)
        for pod in self.cluster.get("pods", self.namespace):
            if pod["spec"].get("restartPolicy") == "Never" and pod["status"]["phase"] == "Pending":
                self.cluster.set_status(pod, {"phase": self.phase})
