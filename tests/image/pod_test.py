"""The images at work, as in a pod: one network, a read-only root, a numeric user, 128 MiB."""

import itertools
import json
import os
import pathlib
import shutil
import subprocess
import unittest

from container import PATIENCE, Container, await_that
from images import NONROOT, WORK, unpacked

MEMORY = 128 * 1024 * 1024
ADMIN = "http://127.0.0.1:8081"
OPERATIONS = "http://127.0.0.1:9464"
GATEWAY = {
    "http_port": 8080,
    "https_port": 8443,
    "admin_port": 8081,
    "accept_any_complaint": True,
    "tls": {"certificate_file": "/secrets/cert.pem", "key_file": "/secrets/key.pem"},
    "endpoints": [
        {"path": "/json", "isspid": "39493002", "system_id": "8888", "key": "KEY0123456789"},
        {"path": "/xml", "isspid": "39493003", "system_id": "8888", "format": "xml"},
    ],
}
SERVER = {
    "ledger": {"sqlite": {"file": "/var/lib/complaint-bridge/replies.sqlite3"}},
    "merchants": [
        {"isspid": "39493002", "systemId": "8888", "signature": {"keyFile": "merchant.key"},
         "gateway": {"url": "http://gateway.example:8080/json", "allowPlaintext": True}},
        {"isspid": "39493003", "systemId": "8888", "wire": {"format": "FORMAT_XML"},
         "gateway": {"url": "https://127.0.0.1:8443/xml", "tls": {"caFile": "/secrets/cert.pem"}}},
    ],
}
WITH_SYSTEMS_AUTHORITIES = {
    "merchants": [{"isspid": "39493003", "systemId": "8888", "wire": {"format": "FORMAT_XML"},
                   "gateway": {"url": "https://gateway.example/"}}]
}

numbers = itertools.count()


def folder(owner: int, **files: str) -> pathlib.Path:
    """A new one with those files, `name_ending` for name.ending; the user's alone."""
    made = WORK / f"folder-{next(numbers)}"
    made.mkdir(mode=0o700)
    for name, content in files.items():
        (made / name.replace("_", ".")).write_text(content)
    for path in (made, *made.iterdir()):
        os.chown(path, owner, owner)
    return made


def run(image, mounts, **more) -> Container:
    name = f"image-test-{os.getpid()}-{next(numbers)}"
    return Container(image, name, WORK / name, mounts, memory=MEMORY, **more)


class Pod:
    user: int  # who it is
    as_user: int | None  # who it is told to be; None: as the image says

    def setUp(self):
        secrets = folder(self.user, merchant_key="KEY0123456789\n")
        made = self.start("gateway-sandbox", {secrets: "/secrets"}, arguments=["--make-certificate", "/secrets"])
        self.assertEqual(made.await_end(), 0, made.text())
        gateway = folder(self.user, config_json=json.dumps(GATEWAY))
        self.sandbox = self.start("gateway-sandbox", {secrets: "/secrets", gateway: "/etc/gateway-sandbox"})
        self.sandbox.await_line("https_port")
        settings = folder(self.user, config_json=json.dumps(SERVER), merchant_key="KEY0123456789\n")
        hosts = folder(self.user, hosts="127.0.0.1 gateway.example\n") / "hosts"
        self.state = folder(self.user)
        self.server = self.start("complaint-bridge", {secrets: "/secrets", settings: "/etc/complaint-bridge",
                                                      self.state: "/var/lib/complaint-bridge",
                                                      hosts: "/etc/hosts"}, network=self.sandbox.network())
        self.server.await_line('"listening"')

    def start(self, name: str, mounts: dict, **more) -> Container:
        container = run(unpacked(name), mounts, user=self.as_user, **more)
        self.addCleanup(container.close)
        return container

    def control(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(self.server.execute("complaintctl", *arguments), text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def reply(self, isspid: str, transaction_id: str) -> subprocess.Popen:
        return self.control("reply", "--server", "127.0.0.1:50051", "--isspid", isspid,
                            "--transaction-id", transaction_id, "--seller-account", "66660000000000001",
                            "--complaint-id", "200201820200101080076610000", "--content", "已与用户沟通解决")

    def assert_good(self, process: subprocess.Popen, words: str) -> None:
        said, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, said)
        self.assertIn(words, said)

    def counts(self) -> dict:
        return json.loads(self.sandbox.curl(f"{ADMIN}/counts"))

    def test_serves_replies(self):
        self.assert_good(self.reply("39493002", "json-1"), "Delivered.")
        self.assert_good(self.reply("39493003", "xml-1"), "Delivered.")
        counts = self.counts()
        self.assertEqual([counts[name] for name in ("received", "applied", "rejected")], [2, 2, 0])
        self.assertTrue((self.state / "replies.sqlite3").exists())

    def test_tells_how_it_is(self):
        self.assertEqual(self.server.curl(f"{OPERATIONS}/readyz").strip(), "ready")
        self.assertTrue(self.server.curl(f"{OPERATIONS}/livez"))
        self.assert_good(self.control("health", "--server", "127.0.0.1:50051", "--operations", "127.0.0.1:9464"),
                         "SERVING")

    def test_is_held_as_it_was_told(self):
        self.assert_good(self.reply("39493002", "json-1"), "Delivered.")
        self.assertEqual(self.server.users(), {self.user})
        self.assertIn("ro", self.server.root_options())
        self.assertEqual(self.server.memory_limit(), MEMORY)

    def test_drains_as_process_1_and_answers_what_is_under_way(self):
        self.assertEqual(self.server.pid_inside(), 1)
        self.sandbox.curl(f"{ADMIN}/faults", "--data", json.dumps({"latency_ms": 8000}))
        replying = self.reply("39493002", "slow-1")
        await_that(lambda: self.counts()["received"] == 1, "the message at the gateway")
        self.server.signal("TERM")
        self.server.await_line('"draining"')
        self.assert_good(replying, "Delivered.")
        self.assertEqual(self.server.await_end(), 0, self.server.text())
        log = self.server.text()
        self.assertLess(log.index('"draining"'), log.index("slow-1"), "it was answered before the signal")

    def test_has_no_shell(self):
        for shell in ("sh", "/bin/sh", "bash", "busybox"):
            tried = subprocess.run(self.server.execute(shell, "-c", "true"), capture_output=True, text=True)
            self.assertNotEqual(tried.returncode, 0)
            self.assertRegex(tried.stderr, "executable file not found|no such file")


class AsTheImageSays(Pod, unittest.TestCase):
    user, as_user = NONROOT, None


class AsAnother(Pod, unittest.TestCase):
    user, as_user = 12345, 12345


class Lacking(unittest.TestCase):
    """Roots that lack what is read once it runs."""

    def check(self, *missing: str) -> tuple[int, str]:
        """What --check makes of the server's root without these files."""
        image = unpacked("complaint-bridge").without(WORK / f"less-{next(numbers)}", *missing)
        settings = folder(NONROOT, config_json=json.dumps(WITH_SYSTEMS_AUTHORITIES))
        container = run(image, {settings: "/etc/complaint-bridge"},
                        arguments=["--config", "/etc/complaint-bridge/config.json", "--check"])
        self.addCleanup(container.close)
        self.addCleanup(shutil.rmtree, image.bundle)
        return container.await_end(), container.text().strip()

    def test_nothing_is_taken(self):
        self.assertEqual(self.check(), (0, "the configuration is good"))

    def test_a_converter_is_refused(self):
        for name in ("GBK.so", "GB18030.so"):
            self.assertEqual(self.check(f"usr/lib/x86_64-linux-gnu/gconv/{name}"),
                             (2, "the C library has no GBK and GB18030 (gconv modules GBK.so and GB18030.so)"))

    def test_authorities_is_refused(self):
        bundle = "/etc/ssl/certs/ca-certificates.crt"
        status, said = self.check(bundle)
        self.assertEqual(status, 2)
        self.assertEqual(said, "merchants[0].gateway.tls.ca_file: is not set, and of the system's authorities: "
                               f"cannot read {bundle}: No such file or directory")
