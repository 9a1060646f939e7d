#!/usr/bin/env python3
"""Measures what a reply costs, beside what it cannot cost less than and what others cost:

  bench.py --build FOLDER [--quick] [--rounds N] [--scenario NAME]... [--out FOLDER] [--markdown]
  bench.py --out FOLDER --markdown --print

Writes last.json and last.svg into --out, by default build/bench, prints tables, as Markdown where
that is asked for, and compares with the last.json that it finds. --print prints that one's tables
and measures nothing. Figures are medians of the closed loop's rounds, and of a third as many of the
others.
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import resource
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import figures  # noqa: E402
import plot  # noqa: E402
import scenarios  # noqa: E402
import tables  # noqa: E402
from contenders import make_contenders  # noqa: E402
from world import Postgres, World  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def parse():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--build", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build/bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scenario", action="append", choices=scenarios.NAMES)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--print", action="store_true")
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument("--quick", action="store_true")
    # A fraction of a second for each case, and no comparators: that it runs at all.
    scale.add_argument("--smoke", action="store_true")
    return parser.parse_args()


def first_line(path, start):
    lines = pathlib.Path(path).read_text().splitlines()
    return next((line for line in lines if line.startswith(start)), "")


def machine():
    commit = subprocess.run(["git", "describe", "--always", "--match=", "--dirty=+"], cwd=ROOT,
                            capture_output=True, text=True, check=False).stdout.strip()
    return {
        "cpu": first_line("/proc/cpuinfo", "model name").partition(":")[2].strip(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "memory_mib": int(first_line("/proc/meminfo", "MemTotal").split()[1]) // 1024,
        "date": datetime.date.today().isoformat(),
        "commit": commit,
        "load_before": os.getloadavg()[0],
    }


@contextlib.contextmanager
def make_world(build, out):
    """In a folder of the system's for what is temporary, which a database's user may enter."""
    tools = out / "tools"
    tools.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        world = World(build, folder, tools)
        if Postgres.programs():
            (folder / "postgres").mkdir()
            world.postgres = stack.enter_context(Postgres(folder / "postgres").running())
        yield world


def measure(cases, rounds, name):
    """By contender and setting: the median of the rounds."""
    reports = {}
    for round_number in range(rounds):
        for i, case in enumerate(cases):
            progress(f"{name} {round_number + 1}/{rounds}, {i + 1}/{len(cases)}: "
                     f"{case.contender} {case.setting}")
            reports.setdefault((case.contender, case.setting), []).append(case.run())
    progress("")
    results = {}
    for (contender, setting), several in reports.items():
        results.setdefault(contender, {})[setting] = figures.median(several)
    return results


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def run(arguments):
    scale = (scenarios.SMOKE if arguments.smoke else
             scenarios.QUICK if arguments.quick else scenarios.FULL)
    rounds = 1 if arguments.smoke else arguments.rounds
    result = {"machine": machine(), "rounds": rounds, "scenarios": {}}
    with make_world(arguments.build, arguments.out.resolve()) as world:
        contenders, result["missing"] = make_contenders(world, not arguments.smoke)
        made = scenarios.Scenarios(world, contenders, scale)
        for name in arguments.scenario or scenarios.NAMES:
            of_this = rounds if name == "closed" else (rounds + 2) // 3
            result["scenarios"][name] = measure(made.cases(name), of_this, name)
    return result


def write(result, out):
    (out / "last.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    if closed := result["scenarios"].get("closed"):
        (out / "last.svg").write_text(plot.draw(closed))


def show(result, before, as_markdown):
    layout = tables.markdown if as_markdown else tables.aligned
    print(", ".join(f"{name} {value}" for name, value in result["machine"].items()))
    for name, why in result["missing"].items():
        print(f"left out: {name}: {why}")
    for name, results in result["scenarios"].items():
        print(f"\n{'### ' if as_markdown else ''}{name}\n\n{layout(*tables.OF[name](results))}")
    rows = figures.compare(before, result)
    if rows:
        print(f"\nbeside the run of {before['machine']['date']}, {before['machine']['commit']}:\n\n"
              f"{layout(*tables.comparison(rows))}")


def read(path):
    return json.loads(path.read_text()) if path.exists() else {}


def main():
    arguments = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    before = read(arguments.out / "last.json")
    if arguments.print:
        show(before, {}, arguments.markdown)
        return 0
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    result = run(arguments)
    write(result, arguments.out)
    show(result, before, arguments.markdown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
