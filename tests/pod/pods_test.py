"""The chart's pods, played: images run as the rendered pods say, on a node of the test's own."""

import atexit
import collections
import contextlib
import json
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from chart import at, merged, render
from cluster import Cluster, Deployment, StatefulSet
from container import await_that
from database import NAME as DATABASE
from database import PASSWORD, Database
from namespaces import NODE
from pod_files import Authority
from proxy import OF_ISTIO, Proxy

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CALLER = REPOSITORY / "build/pod/bin/python"
CONTROL = REPOSITORY / "build/release/clients/complaintctl/complaintctl"
ENVOY = REPOSITORY / "build/pod/bin/envoy"
ONE_REPLY = pathlib.Path(__file__).with_name("one_reply.py")
CONNINFO = f"host={DATABASE} dbname=complaints user=bridge sslmode=require"
LOAD = pathlib.Path(__file__).with_name("load.py")
BRIDGE = "bridge-complaint-bridge"
SANDBOX = f"{BRIDGE}-sandbox"
KEY = "SANDBOXKEY0123456789"
ISSPID = "39493002"
SERVER_NAMES = f"DNS:{BRIDGE}.shop.svc,DNS:{BRIDGE}-headless.shop.svc"
MERCHANT = {
    "isspid": ISSPID,
    "systemId": "8888",
    "gateway": {"url": f"http://{SANDBOX}:8080/json", "allowPlaintext": True},
    "signature": {"keyFile": {"secret": "gateway-keys"}},
}
VALUES = merged(at("config.merchants", [MERCHANT]), at("config.logDeliveredOneIn", 1))
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="pod-test-"))
FOLDER.chmod(0o755)
atexit.register(shutil.rmtree, FOLDER)


class Played(unittest.TestCase):
    """A cluster with the gateway's emulator in a pod of the chart's trial."""

    def setUp(self):
        self.folder = FOLDER / self.id().rsplit(".")[-1]
        self.folder.mkdir()
        self.cluster = Cluster(self.folder)
        self.addCleanup(self.cluster.close)
        self.authority = Authority(self.folder)
        self.put_secrets()
        trial = render("trial")
        self.cluster.apply(trial)
        config = trial.get("ConfigMap", SANDBOX)["data"]
        config = dict(config, **{"sandbox.json": config["sandbox.json"].replace("1000", "1000000")})
        self.cluster.put("configMap", SANDBOX, config)
        self.sandbox = self.cluster.start(
            trial.get("Deployment", SANDBOX)["spec"]["template"], SANDBOX
        )

    def put_secrets(self) -> None:
        server = self.authority.make("server", SERVER_NAMES)
        caller = self.authority.make("caller", "URI:spiffe://shop/orders")
        self.cluster.put("secret", "complaint-bridge-tls", server)
        self.cluster.put("secret", "complaint-bridge-test-tls", caller)
        self.cluster.put("secret", "gateway-keys", {ISSPID: KEY})
        self.cluster.put("configMap", "callers-ca", {"ca.crt": self.authority.text()})
        self.authority.make("operator", "URI:spiffe://shop/operators")

    @contextlib.contextmanager
    def load(self, target: str, threads: int = 4):
        """Replies while the block runs; gives what holds, at its end, what became of them."""
        command = [CALLER, "-B", LOAD, target, self.folder, str(threads)]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"GRPC_DNS_RESOLVER": "native"},
        )
        self.addCleanup(process.kill)
        result = {}
        try:
            await_that(lambda: self.counts()["applied"] >= 10, "the first replies")
            yield result
            before = self.counts()["applied"]
            await_that(lambda: self.counts()["applied"] >= before + 10, "more replies")
        finally:
            out, _ = process.communicate(timeout=120)
            result.update(json.loads(out))
            whys = collections.Counter(result["failed"].values())
            print(
                len(result["delivered"]), "delivered, failed:", dict(whys), end=" ", file=sys.stderr
            )

    def ask_sandbox(self, path: str, data: dict | None = None):
        url = f"http://{self.sandbox.network.address}:8081{path}"
        body = None if data is None else json.dumps(data).encode()
        with urllib.request.urlopen(urllib.request.Request(url, body), timeout=60) as answer:
            return json.load(answer)

    def counts(self) -> dict:
        return self.ask_sandbox("/counts")

    def applied(self) -> list[str]:
        """The transaction_id of each reply that a consumer sees, as often as it is seen."""
        return [
            one["fields"]["transaction_id"]
            for one in self.ask_sandbox("/messages")
            if one["applied"]
        ]

    def records(self) -> dict[str, str]:
        """The state of each reply in the ledger, by transaction_id."""
        command = [CONTROL, "list", "--server", f"{BRIDGE}.shop.svc:50051", "--output", "json"]
        for flag, file in (
            ("ca-file", "ca.crt"),
            ("certificate-file", "operator.crt"),
            ("key-file", "operator.key"),
        ):
            command += [f"--{flag}", self.folder / file]
        listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        records = map(json.loads, listed.splitlines())
        return {one["transaction_id"]: one["state"].removeprefix("REPLY_STATE_") for one in records}

    def metric(self, pod, series: str) -> float:
        lines = pod.operations("/metrics").splitlines()
        return float(next(line for line in lines if line.startswith(f"{series} ")).split()[1])

    def replies(self, pod, outcome: str) -> float:
        return self.metric(pod, f'complaint_replies_total{{isspid="{ISSPID}",outcome="{outcome}"}}')

    def assert_all_delivered_once(self, result: dict, pods: list) -> None:
        self.assertEqual(result["failed"], {})
        self.assertGreater(len(result["delivered"]), 0)
        counts = self.counts()
        self.assertEqual(counts["duplicates"], 0)
        self.assertEqual(counts["applied"], len(result["delivered"]))
        for pod in pods:
            self.assertEqual(self.replies(pod, "OUTCOME_UNKNOWN"), 0)
            self.assertEqual(pod.restarts, 0)


class WithDatabase(Played):
    def setUp(self):
        super().setUp()
        database = Database(self.authority)
        self.addCleanup(database.stop)
        self.cluster.name(DATABASE, NODE)
        self.cluster.put("secret", DATABASE, {"password": PASSWORD})
        self.cluster.put("configMap", f"{DATABASE}-ca", {"ca.crt": self.authority.text()})


class OfDatabase(WithDatabase):
    """ledger.kind: postgres."""

    def rendered(self, *more: dict):
        fixed = merged(at("autoscaling.enabled", False), at("replicas", 2))
        return render("postgres", VALUES, fixed, at("ledger.identity", ""), *more)

    def test_a_rolling_update_under_load_fails_nobody(self):
        deployment = Deployment(self.cluster, self.rendered())
        with self.load(f"dns:///{BRIDGE}-headless.shop.svc:50051") as result:
            statuses = deployment.upgrade(
                self.rendered(at("config.limits.connectionAgeMax", "900s"))
            )
        self.assertEqual(statuses, [0, 0])
        self.assert_all_delivered_once(result, deployment.pods)
        for pod in deployment.pods:
            self.assertGreater(self.replies(pod, "DELIVERED"), 0, "round_robin never came to it")

    def test_helm_test_of_the_rendered_pod_passes(self):
        rendered = self.rendered()
        Deployment(self.cluster, rendered)
        ended = self.cluster.run(rendered.get("Pod", f"{BRIDGE}-test"))
        self.assertEqual(
            {name: status for name, (status, _) in ended.items()}, {"health": 0, "reply": 0}, ended
        )


class OfMesh(WithDatabase):
    """Envoy beside the caller tries again by itself what fails with UNAVAILABLE, as in Istio."""

    def setUp(self):
        super().setUp()
        self.rendered = render(
            "istio", VALUES, at("replicas", 1), at("ledger.postgres.conninfo", CONNINFO)
        )
        (self.pod,) = Deployment(self.cluster, self.rendered).pods

    def reply(self, transaction_id: str, retries: dict | None) -> str:
        """Through the proxy: what the caller hears."""
        proxy = Proxy(ENVOY, self.folder / transaction_id, f"{BRIDGE}.shop.svc", retries)
        with contextlib.closing(proxy):
            command = [CALLER, "-B", ONE_REPLY, f"127.0.0.1:{proxy.PORT}", transaction_id]
            return subprocess.run(
                command, check=True, capture_output=True, text=True
            ).stdout.strip()

    def calls(self) -> float:
        return self.metric(
            self.pod,
            'grpc_server_started_total{grpc_method="Reply",'
            'grpc_service="imageco.complaint.v1.ComplaintService",grpc_type="unary"}',
        )

    def test_a_mesh_that_is_told_so_calls_once(self):
        self.cluster.delete(self.sandbox)
        self.assertEqual(self.reply("of-istio", OF_ISTIO), "GATEWAY_UNREACHABLE")
        self.assertEqual(self.calls(), 3)
        (service,) = self.rendered.of_kind("VirtualService")
        (route,) = service["spec"]["http"]
        self.assertEqual(route["retries"], {"attempts": 0})
        self.assertEqual(self.reply("once", None), "GATEWAY_UNREACHABLE")
        self.assertEqual(self.calls(), 4)

    def test_a_mesh_that_tries_again_sends_nothing_twice(self):
        self.ask_sandbox("/faults", {"connection": {"end": "close", "at": "after_request"}})
        self.assertEqual(self.reply("lost", OF_ISTIO), "OUTCOME_UNKNOWN")
        self.assertEqual(self.counts()["received"], 1)


class OfFile(Played):
    """ledger.kind: sqlite."""

    def setUp(self):
        super().setUp()
        rendered = render("sqlite", VALUES)
        self.claim = f"{BRIDGE}-ledger"
        self.cluster.claims[self.claim] = self.folder / "node-1"
        self.workload = StatefulSet(self.cluster, rendered)

    def test_an_end_under_load_answers_what_was_taken(self):
        with self.load(f"{BRIDGE}.shop.svc:50051") as result:
            self.assertEqual(self.workload.replace(), 0)
        self.assertEqual(set(self.records_of_seen(result).values()), {"DELIVERED"})

    def test_a_lost_node_leaves_nothing_twice_and_tells_what_is_unknown(self):
        with self.load(f"{BRIDGE}.shop.svc:50051") as result:
            self.ask_sandbox("/faults", {"times": 2, "latency_ms": 3000})
            received = self.counts()["received"]
            await_that(lambda: self.counts()["received"] >= received + 2, "messages on their way")
            self.workload.move(self.claim, self.folder / "node-2")
        states = self.records_of_seen(result)
        # What had been sent when the node went is told, and is not sent again.
        self.assertLessEqual(set(states.values()), {"DELIVERED", "UNKNOWN"})
        self.assertGreaterEqual(list(states.values()).count("UNKNOWN"), 2)

    def records_of_seen(self, result: dict) -> dict[str, str]:
        """Of each reply that a consumer sees, which is once."""
        applied = self.applied()
        self.assertEqual(len(applied), len(set(applied)))
        self.assertEqual(self.counts()["duplicates"], 0)
        self.assertLessEqual(set(result["delivered"]), set(applied))
        records = self.records()
        return {one: records.get(one, "not there") for one in applied}

    def test_a_secret_that_is_swapped_is_taken_up(self):
        with self.load(f"{BRIDGE}.shop.svc:50051") as result:
            self.cluster.put("secret", "gateway-keys", {ISSPID: "another key"})
            await_that(
                lambda: self.counts()["rejected"] > 0, "a message that is signed by the new key"
            )
            self.cluster.put("secret", "gateway-keys", {ISSPID: KEY})
        self.assertTrue(result["failed"])
        self.assertTrue(
            all("its signature does not verify" in why for why in result["failed"].values()),
            result["failed"],
        )

    def test_a_certificate_that_is_swapped_is_shown(self):
        address = self.workload.pod.network.address
        before = ssl.get_server_certificate((address, 50051))
        renewed = self.authority.make("renewed", SERVER_NAMES)
        self.cluster.put("secret", "complaint-bridge-tls", renewed)
        shown = await_that(
            lambda: (one := ssl.get_server_certificate((address, 50051))) != before and one,
            "another certificate",
        )
        self.assertIn(shown.strip(), renewed["tls.crt"])
