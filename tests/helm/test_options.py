"""Every value of values.yaml does what it says: it shows where it is set, and only there."""

import dataclasses
from typing import Any, Callable

import pytest
import values_file
from chart import CHART, Rendered, Values, at, merged, render

PEER = {"ipBlock": {"cidr": "10.1.0.0/16"}}
LABELS = {"team": "complaints"}
QUANTITIES = {"requests": {"cpu": "250m"}}
MONITORED = at("networkPolicy.prometheus", [PEER])
OUTSIDE = at("networkPolicy.callers", [PEER])
BRIDGE = "bridge-complaint-bridge"


@dataclasses.dataclass
class Option:
    setting: str
    value: Any
    look: Callable[[Rendered], Any]
    wanted: Any = None  # what it finds; by default the value itself
    base: str = "sqlite"
    also: Values = dataclasses.field(default_factory=dict)  # set both times,
    goes_together: bool = False  # or only where the value is

    def __post_init__(self):
        if self.wanted is None:
            self.wanted = self.value


def dig(thing: Any, path: str) -> Any:
    """dig(pod, "containers.0.image"); None where there is none."""
    for name in path.split("."):
        if thing is None:
            return None
        if isinstance(thing, list):
            thing = thing[int(name)] if int(name) < len(thing) else None
        else:
            thing = thing.get(name)
    return thing


def server(path: str):
    return lambda rendered: dig(rendered.server, path)


def pod(path: str):
    return lambda rendered: dig(rendered.pod["spec"], path)


def workload(path: str):
    return lambda rendered: dig(rendered.workload, path)


def of(kind: str, path: str, suffix: str = ""):
    name = BRIDGE + suffix
    return lambda rendered: dig(rendered.get(kind, name), path) if rendered.has(kind, name) else None


def has(kind: str, suffix: str = ""):
    return lambda rendered: rendered.has(kind, BRIDGE + suffix)


def config(path: str):
    return lambda rendered: dig(rendered.config, path)


def metadata_of_all(path: str):
    """What every object has there; nothing where they differ."""

    def look(rendered: Rendered) -> Any:
        found = [dig(one["metadata"], path) for one in rendered.objects]
        return found[0] if all(one == found[0] for one in found) else None

    return look


def name_of(kind: str):
    return lambda rendered: rendered.of_kind(kind)[0]["metadata"]["name"]


def mounts(rendered: Rendered) -> list[str]:
    return [one["mountPath"] for one in rendered.server["volumeMounts"]]


def test_argument(flag: str):
    def look(rendered: Rendered) -> Any:
        arguments = dig(rendered.get("Pod", BRIDGE + "-test"), "spec.containers.1.args")
        return arguments[arguments.index(flag) + 1] if flag in arguments else None

    return look


test_argument.__test__ = False
FILES = "/etc/complaint-bridge"
OPTIONS = [
    Option("trial", True, lambda r: "trial is on" in r.notes),
    Option("ledger.kind", "postgres", has("Deployment"), True,
           also=at("ledger.postgres.conninfo", "host=db") | at("networkPolicy.database", [PEER]),
           goes_together=True),
    Option("ledger.identity", "0" * 32, config("ledger.identity")),
    Option("ledger.retention", "86400s", config("ledger.sqlite.retention")),
    Option("ledger.retention", "86400s", config("ledger.postgres.retention"), base="postgres"),
    Option("ledger.sqlite.volume.existingClaim", "mine", pod("volumes.1.persistentVolumeClaim.claimName")),
    Option("ledger.sqlite.volume.existingClaim", "mine", has("PersistentVolumeClaim", "-ledger"), False),
    Option("ledger.sqlite.volume.size", "5Gi",
           of("PersistentVolumeClaim", "spec.resources.requests.storage", "-ledger")),
    Option("ledger.sqlite.volume.storageClassName", "fast",
           of("PersistentVolumeClaim", "spec.storageClassName", "-ledger")),
    Option("ledger.sqlite.volume.accessMode", "ReadWriteOnce",
           of("PersistentVolumeClaim", "spec.accessModes.0", "-ledger")),
    Option("ledger.sqlite.volume.annotations", LABELS,
           of("PersistentVolumeClaim", "metadata.annotations.team", "-ledger"), "complaints"),
    Option("ledger.sqlite.volume.labels", LABELS,
           of("PersistentVolumeClaim", "metadata.labels.team", "-ledger"), "complaints"),
    Option("ledger.postgres.conninfo", "host=other",
           config("ledger.postgres.conninfo"), "host=other", base="istio"),
    Option("ledger.postgres.passwordFile.secret", "other", config("ledger.postgres.passwordFile"),
           FILES + "/secrets/other/password", base="postgres"),
    Option("ledger.postgres.passwordFile.key", "pw", config("ledger.postgres.passwordFile"),
           FILES + "/secrets/complaints-db/pw", base="postgres"),
    Option("ledger.postgres.caFile.secret", "ca", config("ledger.postgres.conninfo"),
           "host=complaints-db dbname=complaints user=bridge sslmode=require "
           f"sslrootcert={FILES}/secrets/ca/ca.crt", base="istio"),
    Option("ledger.postgres.caFile.configMap", "ca", config("ledger.postgres.conninfo"),
           f"postgresql://db/x?user=b&sslrootcert={FILES}/config-maps/ca/ca.crt", base="istio",
           also=at("ledger.postgres.conninfo", "postgresql://db/x?user=b")),
    Option("ledger.postgres.caFile.key", "root.pem",
           lambda r: r.config["ledger"]["postgres"]["conninfo"].split("/")[-1], base="postgres"),
    Option("ledger.postgres.lease", "90s", config("ledger.postgres.lease"), base="postgres"),
    Option("ledger.memory.recordsMax", 500, config("ledger.memory.recordsMax"), base="trial"),
    Option("listener.host", "[::]", config("listener.address"), "[::]:50051"),
    Option("listener.host", "[::]", config("operationsAddress"), "[::]:9464"),
    Option("listener.port", 7000, config("listener.address"), "0.0.0.0:7000"),
    Option("listener.port", 7000, server("ports.0.containerPort")),
    Option("listener.allowPlaintext", True, config("listener.allowPlaintextBeyondLoopback"),
           also=at("listener.tls", {"secret": "", "clientCaFile": {"configMap": ""}})
           | at("config.callers", []), goes_together=True),
    Option("listener.tls.secret", "other", config("listener.tls.certificateFile"),
           FILES + "/secrets/other/tls.crt"),
    Option("listener.tls.certificateKey", "chain", config("listener.tls.certificateFile"),
           FILES + "/secrets/complaint-bridge-tls/chain"),
    Option("listener.tls.privateKeyKey", "key", config("listener.tls.privateKeyFile"),
           FILES + "/secrets/complaint-bridge-tls/key"),
    Option("listener.tls.clientCaFile.secret", "ca", config("listener.tls.clientCaFile"),
           FILES + "/secrets/ca/ca.crt", also=at("listener.tls.clientCaFile.configMap", ""),
           goes_together=True),
    Option("listener.tls.clientCaFile.configMap", "ca", config("listener.tls.clientCaFile"),
           FILES + "/config-maps/ca/ca.crt"),
    Option("listener.tls.clientCaFile.key", "root.pem", config("listener.tls.clientCaFile"),
           FILES + "/config-maps/callers-ca/root.pem"),
    Option("listener.tls.clientCrlFile.secret", "crl", config("listener.tls.clientCrlFile"),
           FILES + "/secrets/crl/ca.crl"),
    Option("listener.tls.clientCrlFile.configMap", "crl", config("listener.tls.clientCrlFile"),
           FILES + "/config-maps/crl/ca.crl"),
    Option("listener.tls.clientCrlFile.key", "k", config("listener.tls.clientCrlFile"),
           FILES + "/secrets/crl/k", also=at("listener.tls.clientCrlFile.secret", "crl")),
    Option("listener.tls.clientCertificateOptional", True, config("listener.tls.clientCertificateOptional")),
    Option("operations.port", 9000, config("operationsAddress"), "0.0.0.0:9000"),
    Option("operations.port", 9000, of("Service", "spec.ports.0.port", "-operations")),
    Option("image.repository", "registry.example/bridge", server("image"), "registry.example/bridge:1.0.0"),
    Option("image.tag", "2", server("image"), "complaint-bridge:2"),
    Option("image.digest", "sha256:" + "0" * 64, server("image"),
           "complaint-bridge@sha256:" + "0" * 64, also=at("image.tag", "2")),
    Option("image.pullPolicy", "Always", server("imagePullPolicy")),
    Option("imagePullSecrets", [{"name": "registry"}], pod("imagePullSecrets")),
    Option("imagePullSecrets", [{"name": "registry"}], of("Pod", "spec.imagePullSecrets", "-test")),
    Option("replicas", 0, workload("spec.replicas")),
    Option("replicas", 3, workload("spec.replicas"), base="istio"),
    Option("autoscaling.enabled", True, has("HorizontalPodAutoscaler"), base="istio"),
    Option("autoscaling.enabled", True, lambda r: "replicas" in r.workload["spec"], False, base="istio"),
    Option("autoscaling.minReplicas", 3, of("HorizontalPodAutoscaler", "spec.minReplicas"), base="postgres"),
    Option("autoscaling.maxReplicas", 9, of("HorizontalPodAutoscaler", "spec.maxReplicas"), base="postgres"),
    Option("autoscaling.cpuUtilization", 50, of("HorizontalPodAutoscaler",
           "spec.metrics.1.resource.target.averageUtilization"), base="postgres"),
    Option("autoscaling.slotsInUse", 20, of("HorizontalPodAutoscaler",
           "spec.metrics.0.pods.target.averageValue"), "20", base="postgres"),
    Option("autoscaling.slotsMetric", "slots", of("HorizontalPodAutoscaler",
           "spec.metrics.0.pods.metric.name"), base="postgres"),
    Option("autoscaling.behavior", {"scaleUp": {"stabilizationWindowSeconds": 30}}, of(
           "HorizontalPodAutoscaler", "spec.behavior.scaleUp.stabilizationWindowSeconds"), 30, base="postgres"),
    Option("strategy.maxSurge", "50%", workload("spec.strategy.rollingUpdate.maxSurge"), base="postgres"),
    Option("strategy.maxUnavailable", 1, workload("spec.strategy.rollingUpdate.maxUnavailable"), base="postgres"),
    Option("minReadySeconds", 30, workload("spec.minReadySeconds"), base="postgres"),
    Option("revisionHistoryLimit", 2, workload("spec.revisionHistoryLimit")),
    Option("preStopSleepSeconds", 9, server("lifecycle.preStop.sleep.seconds")),
    Option("preStopSleepSeconds", 0, lambda r: "lifecycle" in r.server, False),
    Option("terminationGracePeriodSeconds", 300, pod("terminationGracePeriodSeconds")),
    *[Option(f"{probe}.{field}", 17, server(f"{probe}.{field}"))
      for probe in ("startupProbe", "livenessProbe", "readinessProbe")
      for field in ("periodSeconds", "timeoutSeconds", "failureThreshold")],
    Option("readinessProbe.successThreshold", 2, server("readinessProbe.successThreshold")),
    Option("podDisruptionBudget.enabled", False, has("PodDisruptionBudget")),
    Option("podDisruptionBudget.maxUnavailable", "25%", of("PodDisruptionBudget", "spec.maxUnavailable")),
    Option("podDisruptionBudget.unhealthyPodEvictionPolicy", "IfHealthyBudget",
           of("PodDisruptionBudget", "spec.unhealthyPodEvictionPolicy")),
    Option("resources", QUANTITIES, server("resources.requests.cpu"), "250m"),
    Option("service.type", "LoadBalancer", of("Service", "spec.type"), also=OUTSIDE),
    Option("service.port", 443, of("Service", "spec.ports.0.port")),
    Option("service.nodePort", 30051, of("Service", "spec.ports.0.nodePort"),
           also=at("service.type", "NodePort") | OUTSIDE),
    Option("service.appProtocol", "https", of("Service", "spec.ports.0.appProtocol")),
    Option("service.annotations", LABELS, of("Service", "metadata.annotations.team"), "complaints"),
    Option("service.labels", LABELS, of("Service", "metadata.labels.team"), "complaints"),
    Option("service.loadBalancerClass", "inside", of("Service", "spec.loadBalancerClass")),
    Option("service.loadBalancerSourceRanges", ["10.0.0.0/8"], of("Service", "spec.loadBalancerSourceRanges")),
    Option("service.externalTrafficPolicy", "Local", of("Service", "spec.externalTrafficPolicy")),
    Option("service.internalTrafficPolicy", "Local", of("Service", "spec.internalTrafficPolicy")),
    Option("service.trafficDistribution", "PreferClose", of("Service", "spec.trafficDistribution")),
    Option("service.ipFamilyPolicy", "PreferDualStack", of("Service", "spec.ipFamilyPolicy")),
    Option("service.ipFamilies", ["IPv6"], of("Service", "spec.ipFamilies")),
    Option("headlessService.enabled", False, has("Service", "-headless"), base="postgres"),
    Option("headlessService.annotations", LABELS, of("Service", "metadata.annotations.team", "-headless"),
           "complaints"),
    Option("headlessService.labels", LABELS, of("Service", "metadata.labels.team", "-headless"), "complaints"),
    Option("grpcRoute.enabled", True, has("GRPCRoute"), also=at("grpcRoute.parentRefs", [{"name": "g"}])),
    Option("grpcRoute.parentRefs", [{"name": "g", "namespace": "n", "sectionName": "s", "port": 443, "group": "a",
           "kind": "Service"}], of("GRPCRoute", "spec.parentRefs"), base="gateway-api"),
    Option("grpcRoute.hostnames", ["a.example"], of("GRPCRoute", "spec.hostnames"), base="gateway-api"),
    Option("grpcRoute.annotations", LABELS, of("GRPCRoute", "metadata.annotations.team"), "complaints",
           base="gateway-api"),
    Option("grpcRoute.labels", LABELS, of("GRPCRoute", "metadata.labels.team"), "complaints", base="gateway-api"),
    Option("mesh.istio.enabled", True, lambda r: "sidecar.istio.io/nativeSidecar" in r.pod["metadata"]["annotations"]),
    Option("mesh.istio.virtualService", False, has("VirtualService"), base="istio"),
    Option("mesh.linkerd.enabled", True,
           lambda r: r.pod["metadata"]["annotations"].get("linkerd.io/inject"), "enabled"),
    Option("networkPolicy.enabled", False, has("NetworkPolicy")),
    Option("networkPolicy.callers", [PEER], of("NetworkPolicy", "spec.ingress.0.from")),
    Option("networkPolicy.prometheus", [PEER], of("NetworkPolicy", "spec.ingress.2.from")),
    Option("networkPolicy.gatewayCidrs", ["10.1.0.0/16"], of("NetworkPolicy", "spec.egress.1.to"), [PEER]),
    Option("networkPolicy.database", [PEER], of("NetworkPolicy", "spec.egress.2.to"), base="postgres"),
    Option("networkPolicy.dns", [PEER], of("NetworkPolicy", "spec.egress.0.to")),
    Option("networkPolicy.extraIngress", [{"from": [PEER]}], of("NetworkPolicy", "spec.ingress.2.from"), [PEER]),
    Option("networkPolicy.extraEgress", [{"to": [PEER]}], of("NetworkPolicy", "spec.egress.2.to"), [PEER]),
    *[option for kind, endpoints in (("PodMonitor", "podMetricsEndpoints"), ("ServiceMonitor", "endpoints"))
      for name in [kind[0].lower() + kind[1:]]
      for option in [
          Option(f"{name}.enabled", True, has(kind), also=MONITORED),
          *[Option(f"{name}.{field}", value, of(kind, f"spec.{endpoints}.0.{field}"),
                   also=MONITORED | at(f"{name}.enabled", True))
            for field, value in [("interval", "15s"), ("scrapeTimeout", "9s"),
                                 ("relabelings", [{"action": "labelmap", "regex": "x"}]),
                                 ("metricRelabelings", [{"action": "drop", "regex": "y"}])]],
          *[Option(f"{name}.{field}", LABELS, of(kind, f"metadata.{field}.team"), "complaints",
                   also=MONITORED | at(f"{name}.enabled", True)) for field in ("labels", "annotations")],
      ]],
    Option("test.enabled", False, has("Pod", "-test")),
    Option("test.isspid", "39493003", test_argument("--isspid"), base="postgres"),
    Option("test.sellerAccount", "1", test_argument("--seller-account")),
    Option("test.tokenFile.secret", "t", test_argument("--token-file"), FILES + "/secrets/t/token"),
    Option("test.tokenFile.key", "k", test_argument("--token-file"), FILES + "/secrets/t/k",
           also=at("test.tokenFile.secret", "t")),
    Option("test.serviceAccountToken.audience", "bridge", test_argument("--token-file"), FILES + "/token/token"),
    Option("test.serviceAccountToken.audience", "bridge", of("Pod",
           "spec.volumes.0.projected.sources.0.serviceAccountToken.audience", "-test"), base="jwt"),
    Option("test.serviceAccountToken.expirationSeconds", 900, of("Pod",
           "spec.volumes.0.projected.sources.0.serviceAccountToken.expirationSeconds", "-test"), base="jwt"),
    Option("test.clientCertificate.secret", "other", test_argument("--certificate-file"),
           FILES + "/secrets/other/tls.crt"),
    Option("test.clientCertificate.certificateKey", "c", test_argument("--certificate-file"),
           FILES + "/secrets/complaint-bridge-test-tls/c"),
    Option("test.clientCertificate.privateKeyKey", "k", test_argument("--key-file"),
           FILES + "/secrets/complaint-bridge-test-tls/k"),
    Option("test.caFile.secret", "s", test_argument("--ca-file"), FILES + "/secrets/s/ca.crt",
           also=at("test.caFile.configMap", "")),
    Option("test.caFile.configMap", "m", test_argument("--ca-file"), FILES + "/config-maps/m/ca.crt"),
    Option("test.caFile.key", "k", test_argument("--ca-file"), FILES + "/config-maps/callers-ca/k"),
    Option("test.serverName", "bridge.example", test_argument("--server-name")),
    Option("test.resources", QUANTITIES, of("Pod", "spec.containers.0.resources.requests.cpu", "-test"), "250m"),
    Option("sandbox.enabled", True, has("Deployment", "-sandbox"), base="linkerd",
           also=at("trial", True) | at("config.merchants", []), goes_together=True),
    Option("sandbox.image.repository", "emulator",
           of("Deployment", "spec.template.spec.containers.0.image", "-sandbox"), "emulator:1.0.0", base="trial"),
    Option("sandbox.image.tag", "2", of("Deployment", "spec.template.spec.containers.0.image", "-sandbox"),
           "gateway-sandbox:2", base="trial"),
    Option("sandbox.image.digest", "sha256:" + "1" * 64,
           of("Deployment", "spec.template.spec.containers.0.image", "-sandbox"),
           "gateway-sandbox@sha256:" + "1" * 64, base="trial"),
    Option("sandbox.image.pullPolicy", "Never",
           of("Deployment", "spec.template.spec.containers.0.imagePullPolicy", "-sandbox"), base="trial"),
    Option("sandbox.resources", QUANTITIES,
           of("Deployment", "spec.template.spec.containers.0.resources.requests.cpu", "-sandbox"), "250m",
           base="trial"),
    Option("serviceAccount.create", False, has("ServiceAccount")),
    Option("serviceAccount.create", False, pod("serviceAccountName"), "default"),
    Option("serviceAccount.name", "mine", pod("serviceAccountName")),
    Option("serviceAccount.annotations", LABELS, of("ServiceAccount", "metadata.annotations.team"), "complaints"),
    Option("serviceAccount.labels", LABELS, of("ServiceAccount", "metadata.labels.team"), "complaints"),
    Option("podSecurityContext", {"runAsUser": 10001}, pod("securityContext.runAsUser"), 10001),
    Option("containerSecurityContext", {"runAsUser": 10001}, server("securityContext.runAsUser"), 10001),
    Option("hostUsers", False, lambda r: r.pod["spec"].get("hostUsers", "unset")),
    Option("commonAnnotations", LABELS, metadata_of_all("annotations.team"), "complaints"),
    Option("commonAnnotations", LABELS, workload("spec.template.metadata.annotations.team"), "complaints"),
    Option("commonLabels", LABELS, metadata_of_all("labels.team"), "complaints"),
    Option("commonLabels", LABELS, workload("spec.template.metadata.labels.team"), "complaints"),
    Option("workloadAnnotations", LABELS, workload("metadata.annotations.team"), "complaints"),
    Option("podAnnotations", LABELS, workload("spec.template.metadata.annotations.team"), "complaints"),
    Option("podLabels", LABELS, workload("spec.template.metadata.labels.team"), "complaints"),
    Option("nodeSelector", {"disk": "ssd"}, pod("nodeSelector")),
    Option("tolerations", [{"key": "a", "operator": "Exists"}], pod("tolerations")),
    Option("affinity", {"nodeAffinity": {}}, pod("affinity"), base="postgres"),
    Option("topologySpreadConstraints", [{"topologyKey": "rack", "maxSkew": 2, "whenUnsatisfiable":
           "DoNotSchedule"}], pod("topologySpreadConstraints.0.topologyKey"), "rack", base="postgres"),
    Option("priorityClassName", "high", pod("priorityClassName")),
    Option("runtimeClassName", "gvisor", pod("runtimeClassName")),
    Option("schedulerName", "mine", pod("schedulerName")),
    Option("dnsPolicy", "Default", pod("dnsPolicy")),
    Option("dnsConfig", {"options": [{"name": "ndots", "value": "1"}]}, pod("dnsConfig")),
    Option("hostAliases", [{"ip": "10.0.0.1", "hostnames": ["gateway.example"]}], pod("hostAliases")),
    Option("extraArgs", ["--flag"], server("args.2"), "--flag"),
    Option("extraEnv", [{"name": "GRPC_VERBOSITY", "value": "DEBUG"}], server("env")),
    Option("extraVolumes", [{"name": "more", "emptyDir": {}}], lambda r: r.pod["spec"]["volumes"][-1]["name"],
           "more"),
    Option("extraVolumeMounts", [{"name": "more", "mountPath": "/more"}], lambda r: mounts(r)[-1], "/more",
           also=at("extraVolumes", [{"name": "more", "emptyDir": {}}])),
    Option("initContainers", [{"name": "first", "image": "first"}], pod("initContainers")),
    Option("extraContainers", [{"name": "beside", "image": "beside"}], pod("containers.1.name"), "beside"),
    Option("extraObjects", [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": BRIDGE + "-x"}}],
           has("ConfigMap", "-x"), True),
    Option("extraObjects", ["apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-x"],
           lambda r: r.has("ConfigMap", "bridge-x"), True),
    Option("nameOverride", "replies", name_of("StatefulSet"), "bridge-replies"),
    Option("fullnameOverride", "replies", name_of("StatefulSet"), "replies"),
    Option("kubeVersionOverride", "1.29.3", server("lifecycle.preStop.exec.command.1"), "sleep"),
]
# Seen in test_refusals.py and test_examples.py: these show nothing of their own.
NOT_SHOWN = {"ledger.sqlite.volume.enabled", "enabled", "global"}
MONITORING = {"prometheusRule.enabled", "prometheusRule.labels", "prometheusRule.annotations",
              "dashboard.enabled", "dashboard.labels", "dashboard.annotations"}  # test_monitoring.py


def look(option: Option, values: Values) -> Any:
    return option.look(render(option.base, values))


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.setting)
def test_a_value_shows_where_it_is_set_and_only_there(option):
    assert look(option, merged(option.also, at(option.setting, option.value))) == option.wanted
    assert look(option, {} if option.goes_together else option.also) != option.wanted


def leaves(settings: list[values_file.Setting], prefix: str = "") -> list[str]:
    names = []
    for setting in settings:
        name = prefix + setting.name
        is_object = setting.members and "item" not in setting.tags
        names += leaves(setting.members, name + ".") if is_object else [name]
    return names


def test_every_value_is_looked_at():
    settings = values_file.read((CHART / "values.yaml").read_text())
    known = {option.setting for option in OPTIONS} | NOT_SHOWN | MONITORING
    # Those of the server's configuration: test_config.py.
    beside = [name for name in leaves(settings) if not name.startswith("config.")]
    assert [name for name in beside if name not in known] == []
    assert sorted(known - set(beside)) == []
