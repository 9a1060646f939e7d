"""What an image holds, and that it is the same whoever makes it."""

import filecmp
import json
import os
import re
import stat
import subprocess
import unittest

from container import output
from images import BUILD, MADE, NONROOT, REPOSITORY, WORK, OfBridge, OfSandbox, made, unpacked

BYTES_MAX = {"complaint-bridge": 30_000_000, "gateway-sandbox": 10_000_000}


def is_executable(file) -> bool:
    return bool(file.stat().st_mode & 0o111)


class Contents:
    def setUp(self):
        self.image = unpacked(self.name)
        self.config = self.image.config["config"]
        self.labels = {key.rpartition(".")[2]: value for key, value in self.config["Labels"].items()}

    def test_is_the_same_when_it_is_made_again_elsewhere(self):
        again = WORK / "again"
        seconds = output("date", "+%s", "--date", self.image.config["created"]).strip()
        subprocess.run(
            ["sh", "-c", 'umask 077; exec "$@"', "sh", REPOSITORY / "cmake/image/image.sh", BUILD, again,
             self.name, self.title, *self.programs],
            env=os.environ | {"SOURCE_DATE_EPOCH": seconds, "REVISION": self.labels["revision"],
                              "TZ": "Asia/Shanghai", "LC_ALL": "C", "TMPDIR": str(WORK)},
            check=True, stdout=subprocess.DEVNULL)
        for file in (made(self.name, "oci.tar"), made(self.name, "cdx.json")):
            self.assertTrue(filecmp.cmp(file, again / file.name, shallow=False), file.name)

    def test_is_small(self):
        self.assertLess(made(self.name, "oci.tar").stat().st_size, BYTES_MAX[self.name])

    def test_can_run_its_programs_and_nothing_else(self):
        self.assertEqual({f.name for f in (self.image.root / "bin").iterdir()}, set(self.programs))
        executable = {f.name for f in self.image.files() if is_executable(f) and ".so" not in f.name}
        self.assertEqual(executable, set(self.programs))

    def test_is_stripped_and_what_a_debugger_wants_stands_beside(self):
        for program in self.programs:
            self.assertNotIn(".symtab", output("readelf", "-SW", self.image.root / "usr/bin" / program))
            debug = MADE / f"{self.name}.debug" / f"{program}.debug"
            self.assertIn(".debug_info", output("readelf", "-SW", debug))

    def test_is_read_by_anyone_and_written_by_nobody(self):
        state = self.image.root / "var/lib" / self.name
        for file in self.image.root.rglob("*"):
            about = file.lstat()
            owner, mode = (about.st_uid, about.st_gid), stat.S_IMODE(about.st_mode)
            if file == state:
                self.assertEqual((owner, mode), ((NONROOT, 0), 0o770))
                continue
            self.assertEqual(owner, (0, 0), file)
            if file == self.image.root / "tmp":
                self.assertEqual(mode, 0o1777)
            elif not file.is_symlink():
                self.assertIn(mode, (0o755,) if file.is_dir() else (0o644, 0o755), file)

    def test_says_what_it_is(self):
        self.assertEqual(self.config["User"], f"{NONROOT}:{NONROOT}")
        self.assertEqual(self.config["Entrypoint"], [f"/usr/bin/{self.programs[0]}"])
        self.assertEqual(self.config["Cmd"], ["--config", f"/etc/{self.name}/config.json"])
        self.assertEqual(self.labels["title"], self.title)
        self.assertEqual(self.labels["licenses"], "Apache-2.0")
        self.assertEqual((self.image.root / f"usr/share/doc/{self.name}/LICENSE").read_text(),
                         (REPOSITORY / "LICENSE").read_text())
        self.assertRegex(self.labels["revision"], r"^[0-9a-f]{40}\+?$")
        self.assertIn(f"VERSION {self.labels['version']} ", (REPOSITORY / "CMakeLists.txt").read_text())

    def test_is_what_the_dockerfile_makes(self):
        text = (REPOSITORY / "Dockerfile").read_text()
        stage = re.search(rf"^FROM scratch AS {self.name}\n(.*?)(?=^FROM|\Z)", text, re.M | re.S).group(1)
        said = dict(re.findall(r"^(USER|ENV|ENTRYPOINT|CMD) (.*)$", stage, re.M))
        self.assertEqual(said["USER"], self.config["User"])
        self.assertEqual([said["ENV"]], self.config["Env"])
        self.assertEqual(json.loads(said["ENTRYPOINT"]), self.config["Entrypoint"])
        self.assertEqual(json.loads(said["CMD"]), self.config["Cmd"])
        labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="(.*?)"', stage))
        self.assertEqual(labels, self.labels | {"version": "$VERSION", "revision": "$REVISION"})
        self.assertIn(f" {self.name} \\\n      {' '.join(self.programs)} ", text)

    def test_is_taken_by_other_tools(self):
        archive = f"oci-archive:{made(self.name, 'oci.tar')}"
        self.assertEqual(json.loads(output("skopeo", "inspect", archive))["Labels"], self.config["Labels"])
        output("skopeo", "copy", archive, f"docker-archive:{WORK / self.name}.tar:{self.name}:trial")


class BridgesContents(Contents, OfBridge, unittest.TestCase):
    pass


class SandboxsContents(Contents, OfSandbox, unittest.TestCase):
    pass
