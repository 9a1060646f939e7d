"""Releases of every example, on an API server that enforces the restricted Pod Security Standard."""

import copy
import json

import pytest
import yaml
from chart import CHART, EXAMPLES, REPOSITORY, example
from cluster import Player

NAMES = [file.stem for file in EXAMPLES]
BRIDGE = "bridge-complaint-bridge"
BROKEN = REPOSITORY / "tests/helm/broken"
# Of the API server's own, or of the test's.
NOT_OURS = {"kube-root-ca.crt"}


def helm(cluster, namespace: str, action: str, *arguments: str, **more):
    chart = [str(CHART)] if action in ("install", "upgrade") else []
    command = ["helm", action, "bridge", *chart, f"--namespace={namespace}", *arguments]
    return cluster.run(*command, **more)


def values(name: str) -> str:
    return f"--values={CHART / 'examples' / name}.yaml"


def install(cluster, namespace: str, name: str, *more: str) -> None:
    helm(cluster, namespace, "install", values(name), *more)


def pods_of(cluster, namespace: str) -> list[dict]:
    """As controllers would make them."""
    pods = []
    for kind in ("deployments", "statefulsets"):
        for workload in cluster.get(kind, namespace):
            pod = copy.deepcopy(workload["spec"]["template"])
            pod["metadata"] |= {"name": workload["metadata"]["name"], "namespace": namespace}
            pods.append({"apiVersion": "v1", "kind": "Pod", **pod})
    return pods


def admit(cluster, pod: dict):
    arguments = ("create", "--dry-run=server", "--validate=strict", "--filename=-")
    return cluster.kubectl(*arguments, input=json.dumps(pod), check=False)


def ours(cluster, namespace: str) -> set[str]:
    """Kinds and names of what is there."""
    kinds = "deployments,statefulsets,services,configmaps,serviceaccounts,networkpolicies,"
    kinds += "poddisruptionbudgets,horizontalpodautoscalers,persistentvolumeclaims,pods"
    found = cluster.get(kinds, namespace)
    return {
        f"{one['kind']}/{one['metadata']['name']}"
        for one in found
        if one["metadata"]["name"] not in NOT_OURS
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_installed_changed_tested_and_removed(cluster, namespace, name):
    install(cluster, namespace, name)
    pods = pods_of(cluster, namespace)
    assert pods
    for pod in pods:
        result = admit(cluster, pod)
        assert result.returncode == 0, result.stderr
    # Labels of everything change, as they do with each version of the chart.
    helm(cluster, namespace, "upgrade", values(name), "--set=commonLabels.team=complaints")
    helm(cluster, namespace, "rollback", "1")
    with Player(cluster, namespace):
        result = helm(cluster, namespace, "test", "--timeout=600s")
    assert "Phase:          Succeeded" in result.stdout, result.stdout
    assert f"Pod/{BRIDGE}-test" in ours(cluster, namespace)
    helm(cluster, namespace, "uninstall")
    kept = (
        {f"PersistentVolumeClaim/{BRIDGE}-ledger"}
        if example(name).get("ledger", {}).get("kind", "sqlite") == "sqlite"
        else set()
    )
    assert ours(cluster, namespace) - {f"Pod/{BRIDGE}-test"} == kept


def test_a_pod_that_is_not_restricted_is_refused(cluster, namespace):
    """So that what is admitted above means something."""
    install(cluster, namespace, "linkerd")
    for change in (
        {"hostNetwork": True},
        {"securityContext": {"runAsNonRoot": False}},
        {"securityContext": {}},
    ):
        pod = pods_of(cluster, namespace)[0]
        pod["spec"] |= change
        result = admit(cluster, pod)
        assert result.returncode != 0 and "violates PodSecurity" in result.stderr, result.stderr


def test_a_test_that_fails_is_told(cluster, namespace):
    install(cluster, namespace, "trial")
    with Player(cluster, namespace, phase="Failed"):
        result = helm(cluster, namespace, "test", "--timeout=600s", check=False)
    assert result.returncode != 0


def test_a_release_takes_up_the_volume_of_the_one_before(cluster, namespace):
    install(cluster, namespace, "sqlite")
    helm(cluster, namespace, "uninstall")
    claims = cluster.get("persistentvolumeclaims", namespace)
    install(cluster, namespace, "sqlite")
    again = cluster.get("persistentvolumeclaims", namespace)
    assert [one["metadata"]["uid"] for one in again] == [one["metadata"]["uid"] for one in claims]


def test_two_ledgers_never_serve_at_once(cluster, namespace):
    install(cluster, namespace, "sqlite")
    postgres = values("postgres")
    refused = helm(cluster, namespace, "upgrade", postgres, check=False)
    assert refused.returncode != 0
    assert "the StatefulSet of the ledger of before still runs" in refused.stderr
    helm(cluster, namespace, "upgrade", values("sqlite"), "--set=replicas=0")
    helm(cluster, namespace, "upgrade", postgres)
    back = helm(cluster, namespace, "upgrade", values("sqlite"), check=False)
    assert "the Deployment of the ledger of before still runs" in back.stderr
    # Which an autoscaler scales, and leaves alone at 0.
    helm(cluster, namespace, "upgrade", postgres, "--set=replicas=0")
    helm(cluster, namespace, "upgrade", values("sqlite"))
    assert cluster.get("deployments", namespace) == []


def test_settings_that_a_server_takes_over_leave_its_pods_alone(cluster, namespace):
    def template() -> dict:
        return cluster.get("statefulsets", namespace)[0]["spec"]["template"]

    install(cluster, namespace, "linkerd")
    before = template()
    helm(cluster, namespace, "upgrade", values("linkerd"), "--set=config.limits.callsMax=500")
    assert template() == before
    config = next(
        one for one in cluster.get("configmaps", namespace) if one["metadata"]["name"] == BRIDGE
    )
    assert json.loads(config["data"]["config.json"])["limits"] == {"callsMax": 500}
    helm(cluster, namespace, "upgrade", values("linkerd"), "--set=config.limits.connectionsMax=500")
    assert template() != before


def test_values_that_cannot_be_used_install_nothing(cluster, namespace):
    """By the real Helm, each file by the sentence that it names."""
    good = f"--values={BROKEN / 'good.yaml'}"
    for file in sorted(BROKEN.glob("*.yaml")):
        if file.stem == "good":
            continue
        wanted = file.read_text().split("\n")[0].removeprefix("# ")
        result = helm(cluster, namespace, "install", good, f"--values={file}", check=False)
        assert result.returncode != 0 and wanted in result.stderr, (file.name, result.stderr)
    assert ours(cluster, namespace) == set()


def test_everything_that_can_be_asked_for_is_taken(cluster, namespace):
    install(
        cluster,
        namespace,
        "postgres",
        "--set=prometheusRule.enabled=true,dashboard.enabled=true,grpcRoute.enabled=true",
        "--set=grpcRoute.parentRefs[0].name=public,mesh.istio.enabled=true,mesh.linkerd.enabled=true",
        "--set=service.type=NodePort,service.trafficDistribution=PreferClose,hostUsers=false",
    )
    for pod in pods_of(cluster, namespace):
        assert admit(cluster, pod).returncode == 0


@pytest.mark.parametrize(
    "file", sorted((CHART / "examples/objects").glob("*.yaml")), ids=lambda f: f.stem
)
def test_objects_beside_the_chart_are_taken(cluster, namespace, file):
    cluster.kubectl("apply", f"--namespace={namespace}", f"--filename={file}")
    for thing in yaml.safe_load_all(file.read_text()):
        cluster.kubectl("get", thing["kind"], thing["metadata"]["name"], f"--namespace={namespace}")


@pytest.mark.parametrize("version", ["1.25.0", "1.29.3", "1.30.0"])
def test_helm_itself_renders_for_a_version(cluster, namespace, version):
    more = ["--set=ledger.sqlite.volume.accessMode=ReadWriteOnce"]
    command = [
        "helm",
        "template",
        "bridge",
        str(CHART),
        f"--kube-version={version}",
        values("linkerd"),
        *more,
    ]
    text = cluster.run(*command).stdout
    assert ("sleep: {seconds: 5}" in text) == (version == "1.30.0")
