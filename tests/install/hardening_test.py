#!/usr/bin/env python3
"""hardening_test.py BUILD_DIR: complaint-server and complaintctl, as they are built for use, have what
makes faults of memory hard to use; installed, they are stripped, and their debug files fit them."""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import zlib

BUILD = pathlib.Path(sys.argv[1])
PROGRAMS = {"complaint-server": BUILD / "server", "complaintctl": BUILD / "clients/complaintctl"}


def read(command, file):
    return subprocess.run(
        [*command, str(file)], capture_output=True, text=True, check=True, errors="replace"
    ).stdout


def readelf(option, file):
    return read(["readelf", "--wide", option], file)


def build_id(file):
    return re.search(r"Build ID: ([0-9a-f]+)", readelf("--notes", file)).group(1)


def sections(file):
    return set(re.findall(r"\] (\.[\w.]+)", readelf("--section-headers", file)))


class Program(unittest.TestCase):
    def each(self):
        for name, folder in PROGRAMS.items():
            with self.subTest(program=name):
                yield folder / name

    def test_stands_anywhere(self):
        for file in self.each():
            self.assertRegex(readelf("--file-header", file), r"Type:\s+DYN")

    def test_binds_all_at_its_start_and_lets_nobody_write_it_then(self):
        for file in self.each():
            self.assertRegex(readelf("--dynamic", file), r"BIND_NOW|FLAGS_1\)\s.*NOW")
            self.assertIn("GNU_RELRO", readelf("--program-headers", file))

    def test_runs_nothing_on_its_stack(self):
        for file in self.each():
            self.assertRegex(readelf("--program-headers", file), r"GNU_STACK .* RW +0x")

    def test_looks_for_no_library_but_where_the_system_does(self):
        for file in self.each():
            self.assertNotRegex(readelf("--dynamic", file), r"RPATH|RUNPATH")

    def test_notices_an_overrun_of_its_stack(self):
        for file in self.each():
            self.assertIn("__stack_chk_fail", readelf("--dyn-syms", file))

    def test_notices_an_overrun_of_a_buffer(self):
        for file in self.each():
            self.assertRegex(readelf("--dyn-syms", file), r"__\w+_chk@GLIBC")

    # Of our code alone: Debian's start-up files are not marked, and so neither is the whole.
    def test_marks_where_control_may_go(self):
        for file in sorted(BUILD.glob("server/libserver.a")) + sorted(BUILD.glob("bridge/libbridge.a")):
            notes = readelf("--notes", file)
            self.assertEqual(notes.count("\nFile: "), notes.count("IBT, SHSTK"), file)


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.prefix = tempfile.TemporaryDirectory()
        for name in PROGRAMS:
            subprocess.run(
                ["cmake", "--install", BUILD, "--component", name, "--prefix", cls.prefix.name],
                check=True, stdout=subprocess.DEVNULL,
            )
        cls.folder = pathlib.Path(cls.prefix.name) / "bin"

    @classmethod
    def tearDownClass(cls):
        cls.prefix.cleanup()

    def test_strips(self):
        for name in PROGRAMS:
            kept = sections(self.folder / name)
            self.assertIn(".gnu_debuglink", kept)
            self.assertFalse({".symtab", ".debug_info", ".debug_line"} & kept, kept)

    def test_runs_yet(self):
        for name in PROGRAMS:
            self.assertIn(name, read([self.folder / name], "--version"))

    def test_keeps_what_a_debugger_wants_beside(self):
        for name in PROGRAMS:
            program, debug = self.folder / name, self.folder / ".debug" / f"{name}.debug"
            self.assertLessEqual({".debug_info", ".symtab"}, sections(debug))
            self.assertEqual(build_id(program), build_id(debug))
            with tempfile.NamedTemporaryFile() as link:
                read(["objcopy", "-O", "binary", "--only-section=.gnu_debuglink",
                      "--set-section-flags=.gnu_debuglink=alloc", program], link.name)
                bytes_ = pathlib.Path(link.name).read_bytes()
            self.assertTrue(bytes_.startswith(f"{name}.debug\0".encode()), bytes_)
            self.assertEqual(int.from_bytes(bytes_[-4:], "little"), zlib.crc32(debug.read_bytes()))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
