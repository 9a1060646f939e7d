"""Nothing secret is in what is made, pods may do nothing, and only who must can reach them."""

import json

import pytest
from chart import EXAMPLES, at, merged, render

NAMES = [file.stem for file in EXAMPLES]


def pods(rendered) -> list[dict]:
    return [
        one["spec"] if one["kind"] == "Pod" else one["spec"]["template"]["spec"]
        for one in rendered.objects
        if one["kind"] in ("Deployment", "StatefulSet", "Pod")
    ]


@pytest.mark.parametrize("name", NAMES)
def test_pods_are_restricted(name):
    for spec in pods(render(name)):
        assert spec["automountServiceAccountToken"] is False
        assert spec["enableServiceLinks"] is False
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
        context = spec["securityContext"]
        assert context["runAsNonRoot"] is True and context["runAsUser"] == 65532
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in spec["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {"cpu", "memory", "ephemeral-storage"} <= container["resources"][
                "requests"
            ].keys()
            assert "memory" in container["resources"]["limits"]
        for volume in spec.get("volumes", []):
            assert volume.keys() - {"name"} <= {
                "configMap",
                "secret",
                "persistentVolumeClaim",
                "projected",
            }


def test_only_helm_test_has_a_token_and_only_for_the_bridge():
    rendered = render("jwt")
    assert not any("projected" in one for one in rendered.pod["spec"]["volumes"])
    pod = rendered.get("Pod", "bridge-complaint-bridge-test")["spec"]
    sources = [one["projected"]["sources"] for one in pod["volumes"] if "projected" in one]
    token = {"audience": "complaint-bridge", "expirationSeconds": 600, "path": "token"}
    assert sources == [[{"serviceAccountToken": token}]]
    assert "volumes" not in render("trial").get("Pod", "bridge-complaint-bridge-test")["spec"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_secret_is_made(name):
    kinds = {one["kind"] for one in render(name).objects}
    assert not kinds & {"Secret", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"}


def test_the_account_has_no_token():
    assert render("sqlite").get("ServiceAccount")["automountServiceAccountToken"] is False


def test_files_of_secrets_are_for_the_group_alone():
    volumes = render("postgres").pod["spec"]["volumes"]
    secrets = {one["secret"]["secretName"]: one for one in volumes if "secret" in one}
    assert secrets.keys() == {
        "complaint-bridge-tls",
        "complaints-db",
        "gateway-client-tls",
        "gateway-keys",
    }
    assert all(one["secret"]["defaultMode"] == 0o440 for one in secrets.values())


def test_a_secret_is_mounted_once_and_whole():
    """So that a key that is added to it needs no new pod."""
    rendered = render("postgres")
    mounted = [
        one for one in rendered.server["volumeMounts"] if one["mountPath"].endswith("/gateway-keys")
    ]
    assert len(mounted) == 1 and mounted[0]["readOnly"] is True and "subPath" not in mounted[0]
    volume = next(
        one for one in rendered.pod["spec"]["volumes"] if one["name"] == mounted[0]["name"]
    )
    assert "items" not in volume["secret"]


def test_a_secret_of_a_long_name_has_a_volume_of_a_short_one():
    name = "a" * 200 + ".example"
    merchants = render("linkerd").config["merchants"]
    merchant = {**merchants[0], "signature": {"keyFile": {"secret": name}}}
    volumes = render("linkerd", at("config.merchants", [merchant])).pod["spec"]["volumes"]
    assert any(one.get("secret", {}).get("secretName") == name for one in volumes)
    assert all(len(one["name"]) <= 63 for one in volumes)


def policy(*more, suffix="") -> dict:
    return render(*more).get("NetworkPolicy", f"bridge-complaint-bridge{suffix}")["spec"]


def test_nothing_goes_in_or_out_that_is_not_named():
    spec = policy("sqlite")
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    callers, test = spec["ingress"]
    assert callers == {"from": [{"podSelector": {}}], "ports": [{"port": "grpc"}]}
    assert test["from"][0]["podSelector"]["matchLabels"]["app.kubernetes.io/component"] == "test"
    dns, gateway = spec["egress"]
    assert [one["port"] for one in dns["ports"]] == [53, 53]
    assert gateway == {"to": [{"ipBlock": {"cidr": "203.0.113.0/24"}}], "ports": [{"port": 443}]}


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_an_empty_list_opens_nothing(name):
    """To no peers would be to all."""
    for suffix in ("", "-test"):
        spec = policy(name, at("networkPolicy.dns", []), suffix=suffix)
        assert '"port": 53' not in json.dumps(spec)
        assert all(rule["to"] for rule in spec["egress"])
        assert all(rule["from"] for rule in spec.get("ingress", []))


def test_metrics_are_for_prometheus_alone():
    spec = policy("postgres")
    for rule in spec["ingress"]:
        if {"port": "operations"} in rule["ports"]:
            labels = json.dumps(rule["from"])
            assert "monitoring" in labels or '"test"' in labels


def test_helm_test_reaches_the_bridge_and_nobody_else():
    spec = policy("sqlite", suffix="-test")
    assert spec["policyTypes"] == ["Ingress", "Egress"] and "ingress" not in spec
    dns, bridge = spec["egress"]
    assert [one["port"] for one in dns["ports"]] == [53, 53]
    labels = bridge["to"][0]["podSelector"]["matchLabels"]
    assert labels == render("sqlite").workload["spec"]["selector"]["matchLabels"]
    selected = spec["podSelector"]["matchLabels"].items()
    assert (
        selected
        <= render("sqlite").get("Pod", "bridge-complaint-bridge-test")["metadata"]["labels"].items()
    )


def test_without_a_test_nobody_is_let_in_for_it():
    rendered = render("sqlite", at("test.enabled", False))
    assert len(rendered.get("NetworkPolicy")["spec"]["ingress"]) == 1
    assert len(rendered.of_kind("NetworkPolicy")) == 1


@pytest.mark.parametrize(
    "urls, ports",
    [
        (["https://a.example/x"], [443]),
        (["https://a.example:8443/x", "https://b.example"], [8443, 443]),
        (["https://a.example?x=:9", "https://b.example/y:7"], [443]),
        (["https://[2001:db8::1]:8443/", "https://[2001:db8::2]/"], [8443, 443]),
        (["http://a.example/x", "http://a.example:81"], [80, 81]),
    ],
)
def test_ports_of_gateways_are_those_of_their_urls(urls, ports):
    merchants = [
        {
            "isspid": str(number),
            "systemId": "8888",
            "gateway": {"url": url, "allowPlaintext": True},
            "signature": {"keyFile": {"secret": "keys"}},
        }
        for number, url in enumerate(urls)
    ]
    rule = policy("linkerd", at("config.merchants", merchants))["egress"][1]
    assert [one["port"] for one in rule["ports"]] == ports


@pytest.mark.parametrize(
    "conninfo, ports",
    [
        ("host=db", [5432]),
        ("host=db port=6432 dbname=x", [6432]),
        ("host=a,b port=6432,6433", [6432, 6433]),
        ("port = '6432' host=db", [6432]),
        ("host=a,b port=6432,", [6432, 5432]),
        ("postgresql://bridge@db:6432/x", [6432]),
        ("postgresql://bridge@a:6432,b:6433/x", [6432, 6433]),
        ("postgresql://a,b:6433", [5432, 6433]),
        ("postgres://[2001:db8::1]:6432/x", [6432]),
        ("postgres://[2001:db8::1]/x", [5432]),
        ("postgresql:///x?host=db&port=6432", [6432]),
        ("postgresql://bridge@db/x", [5432]),
    ],
)
def test_the_port_of_the_database_is_that_of_conninfo(conninfo, ports):
    rule = policy("istio", at("ledger.postgres.conninfo", conninfo))["egress"][2]
    assert [one["port"] for one in rule["ports"]] == ports
    assert rule["to"] == [{"podSelector": {"matchLabels": {"app": "complaints-db"}}}]


def test_sqlite_needs_no_database():
    assert len(policy("sqlite")["egress"]) == 2


def test_the_sandbox_hears_the_bridge_alone_and_reaches_nobody():
    spec = policy("trial", suffix="-sandbox")
    assert spec["policyTypes"] == ["Ingress", "Egress"] and "egress" not in spec
    labels = spec["ingress"][0]["from"][0]["podSelector"]["matchLabels"]
    assert labels == render("trial").workload["spec"]["selector"]["matchLabels"]
    assert spec["ingress"][0]["ports"] == [{"port": "gateway"}]
    assert not render("trial", at("networkPolicy.enabled", False)).of_kind("NetworkPolicy")


def test_the_sandboxs_key_is_no_secret_and_of_no_merchant():
    trial = render("trial")
    mounted = trial.config["merchants"][0]["signature"]["keyFile"]
    assert mounted.endswith("/config-maps/bridge-complaint-bridge-sandbox/merchant.key")
    assert "sandbox" not in json.dumps(render("sqlite").objects)


def test_a_part_of_a_security_context_can_be_taken_away():
    """As OpenShift wants it, which gives users by itself."""
    away = {"runAsUser": None, "runAsGroup": None, "fsGroup": None}
    context = render("sqlite", at("podSecurityContext", away)).pod["spec"]["securityContext"]
    assert not away.keys() & context.keys() and context["runAsNonRoot"] is True


def test_values_are_not_changed_by_one_another():
    assert merged({"a": {"b": 1}}, {"a": {"c": 2}}) == {"a": {"b": 1, "c": 2}}
