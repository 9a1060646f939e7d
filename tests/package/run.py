#!/usr/bin/env python3
"""run.py BUILD_DIR PACKAGE_DIR: whether the Debian package holds what it should, installs into a new Debian,
serves there as its unit would have it, and leaves the ledger where it goes. Wants root. Its last line is
"N passed, N failed"."""

import filecmp
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD, MADE = (pathlib.Path(folder).resolve() for folder in sys.argv[1:3])
PACKAGE = next(MADE.glob("complaint-bridge_*.deb"))
UNIT = "usr/lib/systemd/system/complaint-server.service"
PATIENCE = 60
EXPOSURE_MAX = 15  # tenths, as systemd-analyze counts
USER = "complaint-bridge"
FILES = {
    "usr/bin/complaint-ledger": 0o755,
    "usr/bin/complaint-server": 0o755,
    "usr/bin/complaintctl": 0o755,
    UNIT: 0o644,
    "usr/lib/sysusers.d/complaint-bridge.conf": 0o644,
    "usr/share/doc/complaint-bridge/CHANGELOG.md": 0o644,
    "usr/share/doc/complaint-bridge/LICENSE": 0o644,
    "usr/share/doc/complaint-bridge/copyright": 0o644,
    "usr/share/doc/complaint-bridge/examples/server.txtpb": 0o644,
}


def output(*command, **more) -> str:
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended in {done.returncode}: {done.stdout}")
    return done.stdout


def await_line(process: subprocess.Popen, words: str) -> str:
    for line in process.stderr if process.stderr else process.stdout:
        if words in line:
            return line
    raise AssertionError(f"no line with {words}: it ended in {process.wait(PATIENCE)}")


class Package(unittest.TestCase):
    def test_holds_its_files_for_all_to_read_and_root_to_write(self):
        lines = output("dpkg-deb", "--contents", PACKAGE).splitlines()
        rows = [line.split() for line in lines]
        self.assertEqual({row[1] for row in rows}, {"root/root"})
        self.assertEqual({row[0] for row in rows if row[5].endswith("/")}, {"drwxr-xr-x"})
        modes = {row[5][2:]: row[0] for row in rows if not row[5].endswith("/")}
        told = {0o755: "-rwxr-xr-x", 0o644: "-rw-r--r--"}
        # Manuals and completions are welcome besides.
        extra = re.compile(r"usr/share/(man|bash-completion|zsh)/")
        found = {name: mode for name, mode in modes.items() if not extra.match(name)}
        self.assertEqual(found, {name: told[mode] for name, mode in FILES.items()})

    def test_is_the_same_when_it_is_made_again(self):
        with tempfile.TemporaryDirectory() as again:
            epoch = str(int(output("date", "+%s", "--date", self.date())))
            output("cpack", "--config", BUILD / "CPackConfig.cmake", "-G", "DEB", "-B", again,
                   env=os.environ | {"SOURCE_DATE_EPOCH": epoch, "TZ": "Asia/Shanghai"}, umask=0o022)
            self.assertTrue(filecmp.cmp(PACKAGE, pathlib.Path(again) / PACKAGE.name, shallow=False))

    def date(self) -> str:
        listed = output("sh", "-c", f"dpkg-deb --fsys-tarfile '{PACKAGE}' | tar -tv --full-time")
        return " ".join(listed.splitlines()[0].split()[3:5])

    def test_keeps_what_a_debugger_wants_beside(self):
        debug = {file.name for file in (MADE / "complaint-bridge.debug").iterdir()}
        self.assertEqual(debug, {"complaint-server.debug", "complaintctl.debug"})


class Debian:
    """A new one, in which the package is installed by apt, with what it wants."""

    def __init__(self, folder: pathlib.Path):
        self.root = folder
        output("mmdebstrap", "--mode=root", "--variant=apt", "--quiet", "--include=sqlite3",
               f"--customize-hook=copy-in {PACKAGE} /root",
               f"--customize-hook=chroot \"$1\" apt-get install --quiet --yes /root/{PACKAGE.name}",
               "bookworm", folder)

    def run(self, *command) -> str:
        return output("chroot", self.root, *command)

    def as_user(self, *command) -> list:
        """As the unit has it: no capability, and none to come by."""
        return ["chroot", str(self.root), "setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups",
                "--no-new-privs", "--bounding-set=-all", *map(str, command)]

    def about(self, path: str) -> str:
        return self.run("stat", "--format=%a %U %G", path).strip()


def syscalls_allowed() -> set:
    """By the unit's SystemCallFilter."""
    listed = output("systemd-analyze", "syscall-filter", "--no-pager")
    sets, name = {}, ""
    for line in listed.splitlines():
        word = line.strip()
        if line.startswith("@"):
            name = word
            sets[name] = []
        elif word and not word.startswith("#"):
            sets[name].append(word)

    def members(of):
        return {call for word in sets[of] for call in (members(word) if word in sets else [word])}

    unit = (ROOT / "cmake/debian/complaint-server.service").read_text()
    allowed = set()
    for words in re.findall(r"^SystemCallFilter=(.*)$", unit, re.M):
        for word in words.removeprefix("~").split():
            allowed = allowed - members(word) if words.startswith("~") else allowed | members(word)
    return allowed


def syscalls_of(trace: str) -> set:
    """Of complaint-server itself, from when it is run."""
    begun = trace[re.search(r'execve\("\S*complaint-server"[^\n]* = 0\n', trace).end():]
    return set(re.findall(r"^\d+ +(\w+)\(", begun, re.M))


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.work = pathlib.Path(folder.name)
        cls.debian = Debian(cls.work / "root")

    def test_1_makes_its_user_and_folders(self):
        self.assertRegex(self.debian.run("getent", "passwd", USER), "/var/lib/complaint-bridge:/usr/sbin/nologin")
        self.assertEqual(self.debian.about("/etc/complaint-bridge"), f"750 root {USER}")
        self.assertEqual(self.debian.about("/etc/complaint-bridge/keys"), f"700 {USER} {USER}")

    def test_2_has_a_unit_that_systemd_takes_and_finds_safe(self):
        self.assertEqual(output("systemd-analyze", f"--root={self.debian.root}", "verify",
                                self.debian.root / UNIT), "")
        output("systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={EXPOSURE_MAX}",
               self.debian.root / UNIT)

    def test_3_serves_with_the_example_and_does_what_the_unit_allows(self):
        url = self.start_sandbox()
        self.configure(url)
        config = ("--config", "/etc/complaint-bridge/server.txtpb")
        self.assertEqual(output(*self.debian.as_user("complaint-server", *config, "--check")),
                         "the configuration is good\n")
        trace = self.work / "trace"
        server = subprocess.Popen(
            ["strace", "--follow-forks", "--quiet=all", f"--output={trace}",
             *self.debian.as_user("complaint-server", *config)],
            stderr=subprocess.PIPE, text=True, umask=0o077)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.kill)
        address = json.loads(await_line(server, '"listening"'))["address"]
        said = output(*self.debian.as_user(
            "complaintctl", "reply", "--server", address, "--isspid", "39493002", "--transaction-id", "first",
            "--seller-account", "66660000000000001", "--complaint-id", "200201820200101080076610000",
            "--content", "已与用户沟通解决"))
        self.assertIn("Delivered.", said)
        self.end(server)
        made = syscalls_of(trace.read_text(errors="replace"))
        self.assertLessEqual({"epoll_wait", "fdatasync", "connect"}, made)
        self.assertEqual(made - syscalls_allowed(), set())
        self.assertEqual(self.debian.about("/var/lib/complaint-bridge/replies.sqlite3"), f"600 {USER} {USER}")

    def start_sandbox(self) -> str:
        program = BUILD / "tests/sandbox/gateway-sandbox"
        output(program, "--make-certificate", self.work)
        (self.work / "sandbox.json").write_text(json.dumps({
            "http_port": 0, "https_port": 0, "admin_port": 0, "accept_any_complaint": True,
            "tls": {"certificate_file": str(self.work / "cert.pem"), "key_file": str(self.work / "key.pem")},
            "endpoints": [{"path": "/json", "isspid": "39493002", "system_id": "8888", "key": "KEY0123456789"}]}))
        sandbox = subprocess.Popen([program, "--config", self.work / "sandbox.json"], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(sandbox.wait)
        self.addCleanup(sandbox.terminate)
        self.addCleanup(sandbox.stdout.close)
        return f"127.0.0.1:{json.loads(await_line(sandbox, 'https_port'))['https_port']}/json"

    def configure(self, url: str) -> None:
        """The example, with what it asks for; and ports and an authority of this test."""
        example = (self.debian.root / "usr/share/doc/complaint-bridge/examples/server.txtpb").read_text()
        for said, meant in (("ISSPID", "39493002"), ("SYSID", "8888"), ("127.0.0.1:50051", "127.0.0.1:0"),
                            ("127.0.0.1:9464", "127.0.0.1:0"),
                            ('"https://GATEWAY"', f'"https://{url}" tls {{ ca_file: "ca.pem" }}')):
            self.assertIn(said, example)
            example = example.replace(said, meant)
        etc = self.debian.root / "etc/complaint-bridge"
        (etc / "server.txtpb").write_text(example)
        (etc / "ca.pem").write_text((self.work / "cert.pem").read_text())
        (self.debian.root / "root/KEY").write_text("KEY0123456789\n")
        self.debian.run(*"install -m 0400 -o complaint-bridge /root/KEY /etc/complaint-bridge/keys/merchant".split())
        # As systemd does by StateDirectory=.
        self.debian.run(*f"install -d -o {USER} -g {USER} -m 0700 /var/lib/complaint-bridge".split())

    def end(self, server: subprocess.Popen) -> None:
        children = pathlib.Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        os.kill(int(children[0]), 15)
        log = server.stderr.read()
        self.assertEqual(server.wait(PATIENCE), 0, log)
        self.assertIn('"drained"', log)
        self.assertNotIn("everyone", log)

    def test_4_backs_up_its_ledger(self):
        said = output(*self.debian.as_user("complaint-ledger", "copy", "/var/lib/complaint-bridge/replies.sqlite3",
                                           "/var/lib/complaint-bridge/backup.sqlite3"))
        self.assertIn("records  1\n  delivered 1\n", said)

    def test_5_leaves_what_was_set_when_it_is_installed_again(self):
        self.debian.run("chmod", "0500", "/etc/complaint-bridge/keys")
        self.debian.run("dpkg", "--install", f"/root/{PACKAGE.name}")
        self.assertEqual(self.debian.about("/etc/complaint-bridge/keys"), f"500 {USER} {USER}")

    def test_6_leaves_the_ledger_when_it_is_purged(self):
        said = self.debian.run("dpkg", "--purge", "complaint-bridge")
        self.assertIn("the ledger stays in /var/lib/complaint-bridge", said)
        self.assertTrue((self.debian.root / "var/lib/complaint-bridge/replies.sqlite3").exists())
        self.assertFalse((self.debian.root / "usr/bin/complaint-server").exists())


def main() -> int:
    tests = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    failed = len(result.failures) + len(result.errors) or int(result.testsRun == 0)
    print(f"\n{max(result.testsRun - failed, 0)} passed, {failed} failed")
    return int(failed != 0)


if __name__ == "__main__":
    sys.exit(main())
