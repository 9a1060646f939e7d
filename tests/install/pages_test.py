#!/usr/bin/env python3
"""pages_test.py BUILD: help, man pages and completions of the programs name the same flags, all of
them; shells and mandoc, where they are there, take what was made."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD = sys.argv.pop(1)
PAGES = os.path.join(BUILD, "cmake/pages")
PROGRAMS = {
    "complaint-server": os.path.join(BUILD, "server/complaint-server"),
    "complaintctl": os.path.join(BUILD, "clients/complaintctl/complaintctl"),
    "gateway-sandbox": os.path.join(BUILD, "tests/sandbox/gateway-sandbox"),
}
FLAG = re.compile(r"^  (--[a-z_-]+)", re.MULTILINE)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def page(folder, name):
    with open(os.path.join(PAGES, folder, name), encoding="utf-8") as file:
        return file.read()


def help_of(*command):
    """What help shows, however it is asked for."""
    shown = run(*command, "--help")
    assert (shown.returncode, shown.stderr) == (0, ""), command
    assert run(*command, "-h").stdout == shown.stdout, command
    return shown.stdout


def commands():
    """Of complaintctl, as its help lists them."""
    listed = help_of(PROGRAMS["complaintctl"]).split("\nCommands:\n")[1].split("\n\n")[0]
    return [line[2:16].strip().split() for line in listed.splitlines()]


def flags(name):
    """What stands in a program's help: pairs of a command's words and a flag."""
    program = PROGRAMS[name]
    if name != "complaintctl":
        return [([], flag) for flag in FLAG.findall(help_of(program))]
    return [(words, flag) for words in commands() for flag in FLAG.findall(help_of(program, *words))]


def complete(name, *words):
    """What bash completes of a line, of which the last word is begun."""
    line = " ".join("'%s'" % word for word in (name,) + words)
    script = (f"source '{PAGES}/bash/{name}'; COMP_WORDS=({line}); COMP_CWORD={len(words)}; "
              f"_{name.replace('-', '_')}; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    completed = run("bash", "-u", "-c", script)
    assert (completed.returncode, completed.stderr) == (0, ""), completed.stderr
    return completed.stdout.split()


class Help(unittest.TestCase):
    def test_is_a_page_and_no_fault(self):
        for program in PROGRAMS.values():
            self.assertTrue(help_of(program).startswith("Usage: "))
            self.assertEqual(run(program, "help").stdout, help_of(program))

    def test_of_the_server_is_its_own_and_names_every_flag_of_it(self):
        shown = help_of(PROGRAMS["complaint-server"])
        self.assertNotIn("absl", shown)
        of_abseil = run(PROGRAMS["complaint-server"], "--helpon=server/main").stdout
        defined = re.findall(r"^    --([a-z_]+)", of_abseil, re.MULTILINE)
        self.assertIn("make_ledger", defined)
        for flag in defined:
            self.assertIn(f"  --{flag}", shown)

    def test_of_the_sandbox_names_every_flag_that_its_program_reads(self):
        source = os.path.join(os.path.dirname(__file__), "../sandbox/program.cc")
        with open(source, encoding="utf-8") as file:
            read = set(re.findall(r'== "(--[a-z-]+)"', file.read()))
        self.assertEqual(read, set(FLAG.findall(help_of(PROGRAMS["gateway-sandbox"]))))

    def test_fits_a_terminal(self):
        for words in commands():
            for line in help_of(PROGRAMS["complaintctl"], *words).splitlines():
                self.assertLessEqual(len(line), 100)

    def test_is_pointed_to_by_a_wrong_command_line(self):
        for program in PROGRAMS.values():
            wrong = run(program)
            self.assertEqual(wrong.returncode, 2)
            self.assertIn(" --help\n", wrong.stderr)


class Pages(unittest.TestCase):
    def test_name_every_flag(self):
        for name in PROGRAMS:
            named = flags(name)
            self.assertGreaterEqual(len(named), 3)
            for words, flag in named:
                manual = page("man", name + ".1").replace("\\-", "-")
                heading = f".SS {name} {' '.join(words)}" if words else ".SH OPTIONS"
                section = re.split(r"\n\.S[SH] ", manual[manual.index(heading) + 1:])[0]
                self.assertIn(f"\\fB{flag}\\fR", section, words)
                self.assertIn(f"{flag}[", page("zsh", "_" + name), words)
                self.assertIn(flag, complete(name, *words, "--"), words)

    def test_complete_commands(self):
        for words in commands():
            self.assertIn(words[0], complete("complaintctl", ""))
            self.assertIn(words[0], complete("complaintctl", "help", ""))
            self.assertIn(words[-1], complete("complaintctl", *words[:-1], ""))
        self.assertEqual(complete("complaintctl", "sign", ""), ["make", "check", "doctor"])
        self.assertEqual(complete("complaintctl", "se"), ["settle"])

    def test_complete_values(self):
        self.assertEqual(complete("complaintctl", "get", "--output", "j"), ["json"])
        self.assertEqual(complete("complaintctl", "get", "--output", "=", "j"), ["json"])
        self.assertEqual(complete("complaintctl", "get", "--output", "="), ["people", "json"])
        self.assertEqual(complete("complaintctl", "get", "--isspid", ""), [])

    def test_complete_files(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "a.txtpb")
            with open(file, "w", encoding="utf-8"):
                pass
            begun = os.path.join(folder, "a")
            self.assertEqual(complete("complaint-server", "--config", begun), [file])
            self.assertEqual(complete("complaintctl", "reply", "--content-file", begun), [file])
            self.assertEqual(complete("complaintctl", "sign", "doctor", begun), [file])
            self.assertEqual(complete("complaintctl", "reply", "--content", begun), [])

    @unittest.skipUnless(shutil.which("mandoc"), "no mandoc")
    def test_are_manual_pages(self):
        for name in PROGRAMS:
            lint = run("mandoc", "-T", "lint", "-W", "warning", f"{PAGES}/man/{name}.1")
            faults = [line for line in lint.stdout.splitlines() if "missing date" not in line]
            self.assertEqual(faults, [])

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_are_functions_of_zsh(self):
        for name in PROGRAMS:
            self.assertEqual(run("zsh", "-n", f"{PAGES}/zsh/_{name}").stderr, "")

    def test_are_installed(self):
        with tempfile.TemporaryDirectory() as prefix:
            for name in PROGRAMS:
                installed = run("cmake", "--install", BUILD, "--prefix", prefix, "--component",
                                name + "-pages")
                self.assertEqual(installed.returncode, 0, installed.stderr)
                for path in (f"share/man/man1/{name}.1",
                             f"share/bash-completion/completions/{name}",
                             f"share/zsh/site-functions/_{name}"):
                    self.assertTrue(os.path.isfile(os.path.join(prefix, path)), path)


if __name__ == "__main__":
    unittest.main()
