"""How calls find pods: Services, a route, meshes."""

import pytest
import yaml
from chart import at, render


def service(example: str, *more, suffix: str = "") -> dict:
    return render(example, *more).get("Service", f"bridge-complaint-bridge{suffix}")["spec"]


@pytest.mark.parametrize("suffix", ["", "-headless"])
def test_services_say_what_is_spoken(suffix):
    assert service("istio", suffix=suffix)["ports"][0]["appProtocol"] == "kubernetes.io/h2c"
    assert service("sqlite", suffix=suffix)["ports"][0]["appProtocol"] == "grpc"


def test_ports_of_services_are_ports_of_pods():
    rendered = render("trial")
    names = {one["name"] for one in rendered.server["ports"]}
    for suffix in ("", "-headless", "-operations"):
        spec = rendered.get("Service", f"bridge-complaint-bridge{suffix}")["spec"]
        assert {one["targetPort"] for one in spec["ports"]} <= names
    sandbox = rendered.get("Service", "bridge-complaint-bridge-sandbox")["spec"]
    container = rendered.get("Deployment", "bridge-complaint-bridge-sandbox")["spec"]["template"][
        "spec"
    ]["containers"][0]
    assert {one["targetPort"] for one in sandbox["ports"]} == {
        one["name"] for one in container["ports"]
    }


def test_a_name_resolves_to_every_ready_pod_beside_an_autoscaler():
    spec = service("postgres", suffix="-headless")
    assert spec["clusterIP"] == "None" and "publishNotReadyAddresses" not in spec
    assert render("postgres").has("HorizontalPodAutoscaler")
    # The port is the pods': there is nothing between.
    assert (
        service("postgres", at("listener.port", 7000), suffix="-headless")["ports"][0]["port"]
        == 7000
    )


def test_sqlite_has_its_headless_service_whatever_is_said():
    rendered = render("sqlite", at("headlessService.enabled", False))
    assert rendered.has("Service", rendered.workload["spec"]["serviceName"])


def test_pods_that_are_not_ready_tell_how_they_are():
    spec = service("sqlite", suffix="-operations")
    assert spec["publishNotReadyAddresses"] is True
    assert [one["name"] for one in spec["ports"]] == ["operations"]


def test_the_operations_port_is_on_no_other_service():
    for suffix in ("", "-headless"):
        assert [one["name"] for one in service("sqlite", suffix=suffix)["ports"]] == ["grpc"]


def test_a_route_leads_callers_to_the_service_and_operators_nowhere():
    spec = render("gateway-api").get("GRPCRoute")["spec"]
    assert spec["parentRefs"] == [
        {"name": "public", "namespace": "gateways", "sectionName": "grpc"}
    ]
    services = [one["method"]["service"] for one in spec["rules"][0]["matches"]]
    of_callers = ["imageco.complaint.v1.ComplaintService", "imageco.complaint.v1.IdentityService"]
    assert services == [*of_callers, "grpc.health.v1.Health"]
    assert spec["rules"][0]["backendRefs"] == [{"name": "bridge-complaint-bridge", "port": 50051}]


def test_istio_tries_nothing_again():
    spec = render("istio").get("VirtualService")["spec"]
    assert spec["http"][0]["retries"] == {"attempts": 0}
    assert spec["hosts"] == ["bridge-complaint-bridge", "bridge-complaint-bridge-headless"]
    only = render("istio", at("headlessService.enabled", False)).get("VirtualService")["spec"]
    assert only["hosts"] == ["bridge-complaint-bridge"]


def test_without_a_mesh_there_is_nothing_of_it():
    rendered = render("sqlite")
    assert not rendered.of_kind("VirtualService")
    text = yaml.safe_dump(rendered.pod)
    assert "istio" not in text and "linkerd" not in text


def annotations(example: str, version: str) -> dict:
    values = {"kubeVersionOverride": version}
    if version < "1.27":
        values |= at("ledger.sqlite.volume.accessMode", "ReadWriteOnce")
    return render(example, values).pod["metadata"]["annotations"]


@pytest.mark.parametrize("version", ["1.25.0", "1.35.0"])
def test_probes_and_metrics_go_past_proxies(version):
    istio = annotations("istio", version)
    assert istio["traffic.sidecar.istio.io/excludeInboundPorts"] == "9464"
    assert istio["sidecar.istio.io/rewriteAppHTTPProbers"] == "false"
    assert render("istio").pod["metadata"]["labels"]["sidecar.istio.io/inject"] == "true"
    linkerd = annotations("linkerd", version)
    assert linkerd["linkerd.io/inject"] == "enabled"
    assert linkerd["config.linkerd.io/skip-inbound-ports"] == "9464"


def test_helm_test_asks_for_health_past_its_own_proxy():
    """No proxy stands before the operations port, and one would encrypt towards it all the same."""

    def of_test(example: str) -> dict:
        return render(example).get("Pod", "bridge-complaint-bridge-test")["metadata"]["annotations"]

    assert of_test("istio")["traffic.sidecar.istio.io/excludeOutboundPorts"] == "9464"
    assert of_test("linkerd")["config.linkerd.io/skip-outbound-ports"] == "9464"
    assert "excludeOutbound" not in str(annotations("istio", "1.35.0"))


def test_proxies_start_first_and_end_last():
    istio, linkerd = annotations("istio", "1.29.0"), annotations("linkerd", "1.29.0")
    assert istio["sidecar.istio.io/nativeSidecar"] == "true"
    assert linkerd["config.beta.linkerd.io/proxy-enable-native-sidecar"] == "true"
    assert "config.alpha.linkerd.io/proxy-wait-before-exit-seconds" not in linkerd


def test_helm_test_is_in_the_mesh_where_its_proxy_lets_it_end():
    def labels_and_annotations(version: str) -> str:
        rendered = render("istio", {"kubeVersionOverride": version})
        return str(rendered.get("Pod", "bridge-complaint-bridge-test")["metadata"])

    assert "sidecar.istio.io/inject" in labels_and_annotations("1.29.0")
    assert "nativeSidecar" in labels_and_annotations("1.29.0")
    assert "istio" not in labels_and_annotations("1.28.0")


def test_proxies_of_old_kubernetes_wait_by_themselves():
    istio, linkerd = annotations("istio", "1.28.0"), annotations("linkerd", "1.28.0")
    proxy = yaml.safe_load(istio["proxy.istio.io/config"])
    assert proxy["holdApplicationUntilProxyStarts"] is True
    assert proxy["proxyMetadata"] == {"EXIT_ON_ZERO_ACTIVE_CONNECTIONS": "true"}
    grace = render("linkerd").pod["spec"]["terminationGracePeriodSeconds"]
    assert int(linkerd["config.alpha.linkerd.io/proxy-wait-before-exit-seconds"]) == grace
    assert not any("native" in name for name in [*istio, *linkerd])
