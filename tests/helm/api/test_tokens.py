"""Tokens that a real API server makes for service accounts are believed by the real server."""

from chart import CHART, at, render
from pod_files import Authority, PodFiles
from test_server import run_test_pod, server

BRIDGE = "bridge-complaint-bridge"


class ClusterIssuer:
    """In place of pod_files.Issuer."""

    def __init__(self, cluster, namespace: str) -> None:
        self.cluster = cluster
        self.namespace = namespace

    def jwks(self) -> str:
        return self.cluster.kubectl("get", "--raw=/openid/v1/jwks").stdout

    def token(self, subject: str, audience: str) -> str:
        account = subject.rpartition(":")[2]
        options = (f"--namespace={self.namespace}", f"--audience={audience}", "--duration=10m")
        return self.cluster.kubectl("create", "token", account, *options).stdout.strip()


def test_helm_test_works_by_a_token_of_the_cluster(cluster, namespace, tmp_path, build):
    jwt = CHART / "examples/jwt.yaml"
    cluster.run(
        "helm", "install", "bridge", str(CHART), f"--namespace={namespace}", f"--values={jwt}"
    )
    subject = f"system:serviceaccount:{namespace}:{BRIDGE}"
    rendered = render("jwt", at("config.callers", [{"jwt": {"subject": subject}}]))
    files = PodFiles(tmp_path, Authority(tmp_path))
    files.issuer = ClusterIssuer(cluster, namespace)
    with server(rendered, files, build) as line:
        results = run_test_pod(rendered, files, build, line)
    assert [one.returncode for one in results.values()] == [0, 0], results
