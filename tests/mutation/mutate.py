#!/usr/bin/env python3
"""Breaks the promise on purpose, one way at a time, and demands that some test notices.

  mutate.py [--list] [--build DIR] [NAME...]

Copies the working tree to DIR/tree (default build/mutation), and for every mutation of mutations.py,
or those named: replaces the text, builds and runs the programs that should notice until one does,
and puts the text back. Ends in one line "N mutations caught, M survived", with status 1 where one
survived, and 2 where a mutation could not be tried: its text is not found, it does not compile, or
the tests fail without any mutation.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # the tree stays as it is
from mutations import MUTATIONS  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASELINE_SECONDS_MAX = 900


class CannotTry(Exception):
    """A mutation, or the whole run, that says nothing about the tests."""


def run(command, **options):
    return subprocess.run(
        command, capture_output=True, text=True, errors="replace", check=False, **options
    )


def copy_tree(tree):
    """What git knows and what is new, touching only what differs, so that builds stay small."""
    listed = run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT)
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    for name in names:
        source, target = ROOT / name, tree / name
        content = source.read_bytes()
        if target.is_file() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(source.stat().st_mode)
    wanted = set(names)
    for path in [p for p in tree.rglob("*") if p.is_file()]:
        name = path.relative_to(tree).as_posix()
        if not name.startswith("build/") and name not in wanted:
            path.unlink()


class Tree:
    """The copy, with its build."""

    def __init__(self, folder):
        self.path = folder / "tree"
        self.build_path = self.path / "build" / "dev"
        self.environment = dict(
            os.environ, CCACHE_BASEDIR=str(ROOT), CCACHE_NOHASHDIR="1", NINJA_STATUS="[%f/%t] "
        )
        copy_tree(self.path)
        self._demand(
            ["cmake", "--preset", "dev", "-DIMAGECO_WERROR=OFF"], "cannot configure"
        )

    def _demand(self, command, what):
        done = run(command, cwd=self.path, env=self.environment)
        if done.returncode != 0:
            raise CannotTry(f"{what}:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")

    def build(self, targets):
        self._demand(["ninja", "-C", str(self.build_path), *targets], "does not compile")

    def failures(self, target, tests, seconds_max):
        """The names of the tests that fail; the program's own where it dies or does not end."""
        report = self.build_path / f"{target}.json"
        report.unlink(missing_ok=True)
        program = next(p for p in self.build_path.rglob(target) if p.is_file())
        command = [str(program), f"--gtest_filter={tests}", f"--gtest_output=json:{report}"]
        try:
            done = run(command, cwd=program.parent, env=self.environment, timeout=seconds_max)
        except subprocess.TimeoutExpired:
            return [f"{target} (does not end)"]
        if not report.is_file():
            return [f"{target} (ends with {done.returncode})"]
        ran = [
            (f"{suite['name']}.{test['name']}", "failures" in test)
            for suite in json.loads(report.read_text())["testsuites"]
            for test in suite["testsuite"]
            if test["status"] == "RUN"
        ]
        if not ran:
            raise CannotTry(f"{target} has no test {tests}")
        return [name for name, failed in ran if failed]


def measure_baseline(tree, mutations):
    """How many seconds a mutant has, by program and filter: some times as long as without one."""
    wanted = sorted({test for mutation in mutations for test in mutation.tests.items()})
    tree.build(sorted({target for target, _ in wanted}))
    seconds_max = {}
    for target, tests in wanted:
        begin = time.monotonic()
        if failed := tree.failures(target, tests, BASELINE_SECONDS_MAX):
            raise CannotTry(f"fails without any mutation: {', '.join(failed)}")
        seconds_max[target, tests] = 30 + 3 * (time.monotonic() - begin)
    return seconds_max


def text_of(root, mutation):
    """What its file holds, where it can be mutated."""
    text = (root / mutation.file).read_text()
    if text.count(mutation.old) != 1:
        raise CannotTry(f"{mutation.file} has its text {text.count(mutation.old)} times, not once")
    return text


def try_mutation(tree, mutation, seconds_max):
    """The tests of the first program that notices `mutation`."""
    path = tree.path / mutation.file
    before = text_of(tree.path, mutation)
    path.write_text(before.replace(mutation.old, mutation.new))
    try:
        for target, tests in mutation.tests.items():
            tree.build([target])
            if noticed := tree.failures(target, tests, seconds_max[target, tests]):
                return noticed
        return []
    finally:
        path.write_text(before)


def describe(caught, shown_max=4):
    rest = len(caught) - shown_max
    return ", ".join(caught[:shown_max]) + (f" and {rest} more" if rest > 0 else "")


def try_all(tree, mutations):
    caught, survived, untried = 0, 0, 0
    seconds_max = measure_baseline(tree, mutations)
    for mutation in mutations:
        try:
            noticed = try_mutation(tree, mutation, seconds_max)
        except CannotTry as why:
            untried += 1
            print(f"UNTRIED   {mutation.name}: {why}", flush=True)
            continue
        caught += bool(noticed)
        survived += not noticed
        verdict = f"caught    {mutation.name}: {describe(noticed)}"
        print(verdict if noticed else f"SURVIVED  {mutation.name}", flush=True)
    tail = f", {untried} could not be tried" if untried else ""
    print(f"{caught} mutations caught, {survived} survived{tail}")
    return 2 if untried else 1 if survived else 0


def list_all(mutations):
    """Each, and whether it can be tried."""
    rotten = 0
    for mutation in mutations:
        try:
            text_of(ROOT, mutation)
            print(f"{mutation.name}: {mutation.file}")
        except (CannotTry, OSError) as why:
            rotten += 1
            print(f"UNTRIED   {mutation.name}: {why}")
    return 2 if rotten else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "mutation")
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    chosen = [m for m in MUTATIONS if not arguments.names or m.name in arguments.names]
    if arguments.list:
        return list_all(chosen)
    unknown = set(arguments.names) - {m.name for m in MUTATIONS}
    if unknown:
        parser.error(f"no such mutation: {', '.join(sorted(unknown))}")
    try:
        return try_all(Tree(arguments.build.resolve()), chosen)
    except CannotTry as why:
        print(why)
        return 2


if __name__ == "__main__":
    sys.exit(main())
