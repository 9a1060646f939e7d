"""Every command of docs/kubernetes.md and of the chart's README, in its order, by the real helm and
kubectl. What only a kubelet can answer is asked for by name: the object that the command means must
be there."""

import contextlib
import re

import pytest
from chart import REPOSITORY
from cluster import Player
from pod_files import Authority

PAGES = ["docs/kubernetes.md", "docs/kubernetes.zh-CN.md"]
README = "helm/complaint-bridge/README.md"
NAMESPACES = ("complaints", "shop")
NODE = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1"}}
WANTS_KUBELET = re.compile(
    r"kubectl --namespace (?P<namespace>\S+) (?:port-forward|logs|exec) (?P<object>\w+/\S+)"
)


def commands(page: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", (REPOSITORY / page).read_text(), re.M | re.S)
    return [
        line for block in blocks for line in block.replace("\\\n", "").split("\n") if line.strip()
    ]


def make_files(folder) -> None:
    """That the page's user has."""
    (folder / "helm").symlink_to(REPOSITORY / "helm")
    for name in ("keys", "tls", "home"):
        (folder / name).mkdir()
    for name in ("39493002", "39493002.next"):
        (folder / "keys" / name).write_text("KEY")
    authority = Authority(folder / "tls")
    for name in ("server", "caller"):
        authority.make(name, "DNS:localhost")
    (folder / "tls/callers-ca.crt").write_text(authority.text())


def run(cluster, command: str, folder) -> None:
    wanted = WANTS_KUBELET.match(command)
    if wanted:
        cluster.kubectl("get", wanted["object"], f"--namespace={wanted['namespace']}")
    elif "/proxy/" in command:
        path, pod = re.search(r"(/api\S*/pods)/([^:]+):", command).groups()
        cluster.kubectl("get", f"--raw={path}")
        assert cluster.get("statefulsets", "shop")[0]["metadata"]["name"] == pod.removesuffix("-0")
    elif not command.startswith("grpcurl "):
        cluster.run("bash", "-euo", "pipefail", "-c", command.replace("NODE", "node-1"), cwd=folder)


def clean(cluster) -> None:
    """So that the next page begins anew; nothing here would empty a namespace that is deleted."""
    there = cluster.kubectl("get", "namespaces", "--output=name").stdout.split()
    for namespace in (one for one in NAMESPACES if f"namespace/{one}" in there):
        cluster.run("helm", "uninstall", "bridge", f"--namespace={namespace}", check=False)
        kinds = "secrets,configmaps,pods,persistentvolumeclaims,volumesnapshots,serviceaccounts"
        cluster.kubectl("delete", kinds, "--all", f"--namespace={namespace}", "--wait=false")
        cluster.kubectl("delete", "namespace", namespace, "--wait=false")
        cluster.finalize(namespace)
    cluster.kubectl("delete", "node", NODE["metadata"]["name"])


@pytest.mark.parametrize("page", [*PAGES, README])
def test_every_command_of_the_page_works(cluster, page, tmp_path):
    make_files(tmp_path)
    cluster.apply(NODE)
    try:
        with contextlib.ExitStack() as players:
            for namespace in NAMESPACES:
                players.enter_context(Player(cluster, namespace))
            for command in commands(page):
                run(cluster, command, tmp_path)
    finally:
        clean(cluster)


def test_the_values_of_the_readme_are_installed(cluster, namespace, tmp_path):
    values = re.search(r"^```yaml\n(.*?)^```$", (REPOSITORY / README).read_text(), re.M | re.S)[1]
    (tmp_path / "values.yaml").write_text(values)
    command = ["helm", "install", "bridge", str(REPOSITORY / "helm/complaint-bridge")]
    cluster.run(*command, f"--namespace={namespace}", f"--values={tmp_path / 'values.yaml'}")
    assert cluster.get("statefulsets", namespace)
