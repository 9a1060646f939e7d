"""The two shapes, and what keeps two ledgers from being written at once."""

from chart import at, render

MESH = "istio"  # postgres, and nothing that scales it


def test_sqlite_is_a_stateful_set_of_one():
    rendered = render("sqlite")
    spec = rendered.get("StatefulSet")["spec"]
    assert not rendered.has("Deployment")
    assert spec["replicas"] == 1
    assert spec["podManagementPolicy"] == "OrderedReady"
    assert spec["updateStrategy"] == {"type": "RollingUpdate"}
    assert rendered.get("Service", spec["serviceName"])["spec"]["clusterIP"] == "None"


def test_its_volume_is_for_one_pod_outlives_the_release_and_can_change():
    rendered = render("sqlite")
    claim = rendered.get("PersistentVolumeClaim", "bridge-complaint-bridge-ledger")
    assert claim["spec"]["accessModes"] == ["ReadWriteOncePod"]
    assert claim["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
    # What stands there no upgrade can change, labels of a chart's version included.
    assert "volumeClaimTemplates" not in rendered.get("StatefulSet")["spec"]


def test_its_file_lies_on_the_volume():
    rendered = render("sqlite")
    volumes = {one["name"]: one for one in rendered.pod["spec"]["volumes"]}
    mounts = {one["mountPath"]: one for one in rendered.server["volumeMounts"]}
    folder = rendered.config["ledger"]["sqlite"]["file"].rpartition("/")[0]
    claim = volumes[mounts[folder]["name"]]["persistentVolumeClaim"]["claimName"]
    assert rendered.has("PersistentVolumeClaim", claim)
    assert "readOnly" not in mounts[folder]


def test_postgres_is_a_deployment_that_rolls_without_a_gap():
    rendered = render(MESH)
    spec = rendered.get("Deployment")["spec"]
    assert not rendered.has("StatefulSet") and not rendered.of_kind("PersistentVolumeClaim")
    assert spec["replicas"] == 2
    assert spec["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0},
    }


def test_memory_never_has_two_pods():
    spec = render("trial").get("Deployment")["spec"]
    assert spec["replicas"] == 1
    assert spec["strategy"] == {"type": "Recreate"}


def test_pods_of_postgres_keep_apart():
    spec = render(MESH).pod["spec"]
    labels = render(MESH).workload["spec"]["selector"]["matchLabels"]
    spread = spec["topologySpreadConstraints"]
    assert [one["topologyKey"] for one in spread] == [
        "topology.kubernetes.io/zone",
        "kubernetes.io/hostname",
    ]
    for one in spread:
        assert one["whenUnsatisfiable"] == "ScheduleAnyway"
        assert one["labelSelector"] == {"matchLabels": labels}
        assert one["matchLabelKeys"] == ["pod-template-hash"]
    terms = spec["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    assert terms[0]["podAffinityTerm"]["labelSelector"]["matchLabels"] == labels


def test_one_pod_keeps_apart_from_nobody():
    spec = render("sqlite").pod["spec"]
    assert "topologySpreadConstraints" not in spec and "affinity" not in spec


def test_a_spread_without_a_selector_is_of_this_release_and_one_with_it_stays():
    constraint = {"topologyKey": "rack", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}
    own = dict(constraint, labelSelector={"matchLabels": {"app": "other"}})
    rendered = render(MESH, {"topologySpreadConstraints": [constraint, own]})
    filled, kept = rendered.pod["spec"]["topologySpreadConstraints"]
    labels = rendered.workload["spec"]["selector"]["matchLabels"]
    assert filled["labelSelector"] == {"matchLabels": labels}
    assert kept == own


def test_old_kubernetes_is_not_asked_for_what_it_lacks():
    rendered = render("postgres", {"kubeVersionOverride": "1.26.0"})
    assert "matchLabelKeys" not in rendered.pod["spec"]["topologySpreadConstraints"][0]
    assert "unhealthyPodEvictionPolicy" not in rendered.get("PodDisruptionBudget")["spec"]


def test_a_disruption_budget_holds_up_no_node_with_one_pod():
    spec = render("sqlite").get("PodDisruptionBudget")["spec"]
    assert spec["maxUnavailable"] == 1 and "minAvailable" not in spec
    assert spec["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


def test_selectors_find_the_pods_and_nothing_else():
    rendered = render("trial")
    labels = rendered.pod["metadata"]["labels"].items()
    others = [
        rendered.get("Pod", "bridge-complaint-bridge-test")["metadata"]["labels"].items(),
        rendered.get("Deployment", "bridge-complaint-bridge-sandbox")["spec"]["template"][
            "metadata"
        ]["labels"].items(),
    ]
    selectors = [
        rendered.workload["spec"]["selector"]["matchLabels"],
        rendered.get("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        rendered.get("NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
        *[
            rendered.get("Service", f"bridge-complaint-bridge{suffix}")["spec"]["selector"]
            for suffix in ("", "-headless", "-operations")
        ],
    ]
    for selector in selectors:
        assert selector.items() <= labels
        assert not any(selector.items() <= other for other in others)


def test_labels_of_users_cannot_change_what_selectors_say():
    stolen = {"app.kubernetes.io/component": "other", "team": "complaints"}
    rendered = render("sqlite", {"podLabels": stolen, "commonLabels": stolen})
    labels = rendered.pod["metadata"]["labels"]
    assert labels["app.kubernetes.io/component"] == "server" and labels["team"] == "complaints"
    assert rendered.workload["metadata"]["labels"]["app.kubernetes.io/component"] == "server"


def test_selectors_do_not_change_with_labels_or_versions():
    plain = render("sqlite").workload["spec"]["selector"]
    assert render("sqlite", {"commonLabels": {"a": "b"}}).workload["spec"]["selector"] == plain
    assert "helm.sh/chart" not in plain["matchLabels"]
    assert "app.kubernetes.io/version" not in plain["matchLabels"]


def test_a_bridge_that_is_scaled_can_be_stopped():
    """As it must be before its ledger is changed. An autoscaler leaves 0 alone."""
    rendered = render("postgres", {"replicas": 0})
    assert rendered.workload["spec"]["replicas"] == 0 and rendered.has("HorizontalPodAutoscaler")


def test_an_autoscaler_and_a_number_of_pods_do_not_fight():
    assert "replicas" not in render("postgres").workload["spec"]
    only_slots = at("autoscaling.cpuUtilization", None)
    metrics = render("postgres", only_slots).get("HorizontalPodAutoscaler")["spec"]["metrics"]
    assert [one["type"] for one in metrics] == ["Pods"]
