"""What Prometheus and Grafana are given, where they are asked for."""

import json
import re
import subprocess

import pytest
import yaml
from chart import CHART, Rendered, at, example, merged, render

ALERTS = CHART / "monitoring/alerts.yaml"
DASHBOARD = CHART / "monitoring/dashboard.json"
PROMETHEUS = at("networkPolicy.prometheus", [{"namespaceSelector": {}}])
KINDS = ("PodMonitor", "ServiceMonitor", "PrometheusRule")


def test_nothing_is_there_that_nobody_asked_for():
    rendered = render("sqlite")
    assert not any(rendered.of_kind(kind) for kind in KINDS)
    assert not rendered.has("ConfigMap", "bridge-complaint-bridge-dashboard")


def test_a_pod_monitor_finds_the_pods_and_their_port():
    rendered = render("sqlite", PROMETHEUS, at("podMonitor.enabled", True))
    spec = rendered.get("PodMonitor")["spec"]
    assert spec["selector"]["matchLabels"].items() <= rendered.pod["metadata"]["labels"].items()
    assert spec["podMetricsEndpoints"] == [{"port": "operations", "path": "/metrics"}]


def test_a_service_monitor_finds_the_one_service():
    rendered = render("sqlite", PROMETHEUS, at("serviceMonitor.enabled", True))
    selector = rendered.get("ServiceMonitor")["spec"]["selector"]["matchLabels"].items()
    found = [
        one["metadata"]["name"]
        for one in rendered.of_kind("Service")
        if selector <= one["metadata"]["labels"].items()
    ]
    assert found == ["bridge-complaint-bridge-operations"]


NAMES = [
    ({}, "bridge"),
    ({}, "replies"),
    ({}, "complaint-bridge-2"),
    ({"nameOverride": "replies"}, "bridge"),
    ({"fullnameOverride": "replies"}, "bridge"),
    ({"commonLabels": {"app.kubernetes.io/part-of": "shop"}}, "bridge"),
    ({"podLabels": {"app.kubernetes.io/part-of": "shop"}}, "bridge"),
]


@pytest.mark.parametrize("values, release", NAMES)
@pytest.mark.parametrize("kind", ["PodMonitor", "ServiceMonitor"])
def test_the_job_is_that_of_the_alerts_whatever_the_release_is_called(kind, values, release):
    """By itself, a PodMonitor's is its namespace and name, a ServiceMonitor's the Service's name."""
    enabled = at(f"{kind[0].lower()}{kind[1:]}.enabled", True)
    values = merged(merged(merged(example("sqlite"), PROMETHEUS), enabled), values)
    rendered = Rendered(values, release)
    monitor = rendered.of_kind(kind)[0]["spec"]
    services = rendered.of_kind("Service")
    operations = [one for one in services if one["metadata"]["name"].endswith("-operations")]
    pod = rendered.of_kind("StatefulSet")[0]["spec"]["template"]
    source = pod if kind == "PodMonitor" else operations[0]
    job = source["metadata"]["labels"][monitor["jobLabel"]]
    assert set(re.findall(r'job="([^"]*)"', ALERTS.read_text())) == {job}


def test_alerts_are_those_of_the_file():
    values = merged(
        at("prometheusRule.enabled", True), at("prometheusRule.labels.release", "prometheus")
    )
    values = merged(values, at("prometheusRule.annotations.team", "complaints"))
    rule = render("sqlite", values).get("PrometheusRule")
    assert rule["spec"] == yaml.safe_load(ALERTS.read_text())
    assert rule["metadata"]["labels"]["release"] == "prometheus"
    assert rule["metadata"]["annotations"]["team"] == "complaints"


def test_alerts_are_rules_that_prometheus_takes(tmp_path):
    rule = render("sqlite", at("prometheusRule.enabled", True)).get("PrometheusRule")
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump(rule["spec"]))
    result = subprocess.run(["promtool", "check", "rules", file], capture_output=True, text=True)
    assert result.returncode == 0 and "rules found" in result.stdout, result.stdout + result.stderr


@pytest.mark.parametrize("label", ["grafana_dashboard", "dashboards"])
def test_the_dashboard_is_that_of_the_file(label):
    values = merged(at("dashboard.enabled", True), at(f"dashboard.labels.{label}", "1"))
    values = merged(values, at("dashboard.annotations.folder", "Complaints"))
    config_map = render("sqlite", values).get("ConfigMap", "bridge-complaint-bridge-dashboard")
    assert json.loads(config_map["data"]["complaint-bridge.json"]) == json.loads(
        DASHBOARD.read_text()
    )
    assert config_map["metadata"]["labels"][label] == "1"
    assert config_map["metadata"]["annotations"]["folder"] == "Complaints"
