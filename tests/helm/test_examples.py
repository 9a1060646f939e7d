"""Each example is linted, packaged, and held against the schemas of Kubernetes and of custom resources."""

import copy
import json
import tarfile

import custom_resources
import helm_python
import kubernetes_schemas
import pytest
import yaml
from chart import CHART, EXAMPLES, VERSIONS, at, example, merged, render

NAMES = [file.stem for file in EXAMPLES]
OBJECTS = sorted((CHART / "examples/objects").glob("*.yaml"))
# Everything that is made only where it is asked for.
EVERYTHING = [
    at("serviceMonitor.enabled", True),
    at("prometheusRule.enabled", (CHART / "monitoring/alerts.yaml").exists()),
    at("dashboard.enabled", (CHART / "monitoring/dashboard.json").exists()),
    at("podMonitor.enabled", False),
    at("mesh.istio.enabled", True),
    at("mesh.linkerd.enabled", True),
    at("hostUsers", False),
    at("grpcRoute", {"enabled": True, "parentRefs": [{"name": "public"}]}),
]


def on(version: str, name: str) -> dict:
    """An example, as it is for a version of Kubernetes."""
    values = merged(example(name), at("kubeVersionOverride", f"{version}.0"))
    if version in ("1.25", "1.26"):
        values = merged(values, at("ledger.sqlite.volume.accessMode", "ReadWriteOnce"))
    return values


def test_the_trial_is_five_lines():
    assert len((CHART / "examples/trial.yaml").read_text().splitlines()) == 5


@pytest.mark.parametrize("name", NAMES)
def test_the_linter_has_nothing_to_say(name):
    report = helm_python.lint(CHART, example(name), strict=True)
    said = [one for one in report["messages"] if one["error"] != "icon is recommended"]
    assert said == [] and report["errors"] == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", NAMES)
def test_kubernetes_takes_every_object(name, version):
    things = [one for one in render(on(version, name)).objects if kubernetes_schemas.is_own(one)]
    assert len(things) >= 8
    assert [fault for one in things if (fault := kubernetes_schemas.fault(one, version))] == []


def test_kubernetes_takes_everything_at_once():
    for thing in render("postgres", *EVERYTHING).objects:
        if kubernetes_schemas.is_own(thing):
            assert kubernetes_schemas.fault(thing, VERSIONS[-1]) == ""


def test_the_schemas_notice_what_a_version_does_not_have():
    workload = render("sqlite", at("kubeVersionOverride", "1.30.0")).workload
    assert kubernetes_schemas.fault(workload, "1.30") == ""
    assert "sleep" in kubernetes_schemas.fault(workload, "1.28")


def custom(objects: list[dict]) -> list[dict]:
    return [one for one in objects if one["apiVersion"] in custom_resources.PACKAGES]


def test_custom_resources_are_what_their_schemas_say(modules):
    things = custom(render("postgres", *EVERYTHING).objects) + custom(render("postgres").objects)
    kinds = {one["kind"] for one in things}
    assert {"PodMonitor", "ServiceMonitor", "GRPCRoute", "VirtualService"} <= kinds
    for file in OBJECTS:
        things += custom(list(yaml.safe_load_all(file.read_text())))
    assert custom_resources.faults(things, modules) == ""


def test_custom_resources_with_a_fault_are_noticed(modules):
    route = render("gateway-api").get("GRPCRoute")
    misspelled = copy.deepcopy(route)
    misspelled["spec"]["parentRefs"][0]["nmae"] = "public"
    assert "'\"nmae\"' does not exist" in custom_resources.faults([misspelled], modules)
    mistyped = copy.deepcopy(route)
    mistyped["spec"]["parentRefs"][0]["name"] = 7
    assert "/name must be string" in custom_resources.faults([mistyped], modules)


@pytest.mark.parametrize("file", OBJECTS, ids=lambda file: file.stem)
def test_objects_beside_the_chart_are_objects(file):
    for thing in yaml.safe_load_all(file.read_text()):
        assert thing["apiVersion"] and thing["kind"] and thing["metadata"]["name"]
        if kubernetes_schemas.is_own(thing):
            assert kubernetes_schemas.fault(thing, VERSIONS[-1]) == ""


def test_a_package_has_all_and_renders_the_same(tmp_path):
    archive = helm_python.package(CHART, destination=tmp_path)
    with tarfile.open(archive) as tar:
        names = {name.removeprefix("complaint-bridge/") for name in tar.getnames()}
    wanted = {"Chart.yaml", "values.yaml", "values.schema.json", "README.md", "examples/trial.yaml"}
    assert wanted <= names
    with helm_python.Chart.load(archive) as packaged:
        texts = packaged.render(example("postgres"), name="bridge", namespace="shop")
    config = texts["complaint-bridge/templates/configmap.yaml"]
    assert json.loads(yaml.safe_load(config)["data"]["config.json"]) == render("postgres").config


def test_it_goes_into_another_chart():
    """Which says whether it is there, and shares values of its own."""
    more = {
        "enabled": True,
        "global": {"imageRegistry": "registry.example", "anything": {"at": "all"}},
    }
    assert render("postgres", more).objects == render("postgres").objects


def test_the_readme_names_every_example():
    readme = (CHART / "README.md").read_text()
    for file in EXAMPLES + OBJECTS:
        assert f"({file.relative_to(CHART)})" in readme, file


def test_versions_are_those_that_the_chart_says():
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["kubeVersion"] == f">={VERSIONS[0]}.0-0"
