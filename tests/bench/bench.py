#!/usr/bin/env python3
"""Measures what a reply costs, beside what it cannot cost less than and what others cost:

  bench.py --build FOLDER [--quick] [--rounds N] [--scenario NAME]... [--out FOLDER] [--markdown]
           [--document FILE]
  bench.py --out FOLDER --print [--markdown] [--document FILE]

Writes last.json and last.svg into --out, by default build/bench, prints tables, as Markdown where
that is asked for, and compares with the last.json that it finds. --print prints that one's tables
and measures nothing. --document writes the tables into that page, between its marks, and the plot
beside it. Figures are medians of the closed loop's rounds, and of a third as many of the others.
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
from processes import DidNotStart  # noqa: E402
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
    parser.add_argument("--document", type=pathlib.Path)
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
        "load_before": round(os.getloadavg()[0], 1),
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


def measure(cases, rounds, name, failed):
    """By contender and setting: the median of the rounds. A case that does not come to an end is
    left out, and named in `failed`."""
    reports = {}
    for round_number in range(rounds):
        for i, case in enumerate(cases):
            progress(f"{name} {round_number + 1}/{rounds}, {i + 1}/{len(cases)}: "
                     f"{case.contender} {case.setting}")
            try:
                reports.setdefault((case.contender, case.setting), []).append(case.run())
            except (RuntimeError, DidNotStart, subprocess.TimeoutExpired) as why:
                failed.append(f"{name}, {case.contender} {case.setting}: {why}")
    progress("")
    results = {}
    for (contender, setting), several in reports.items():
        if not several:
            continue
        results.setdefault(contender, {})[setting] = figures.median(several)
    return results


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def run(arguments):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    scale = (scenarios.SMOKE if arguments.smoke else
             scenarios.QUICK if arguments.quick else scenarios.FULL)
    rounds = 1 if arguments.smoke else arguments.rounds
    result = {"machine": machine(), "rounds": rounds, "failed": [], "scenarios": {}}
    with make_world(arguments.build, arguments.out.resolve()) as world:
        contenders, result["missing"] = make_contenders(world, not arguments.smoke)
        made = scenarios.Scenarios(world, contenders, scale)
        for name in arguments.scenario or scenarios.NAMES:
            of_this = rounds if name == "closed" else (rounds + 2) // 3
            result["scenarios"][name] = measure(made.cases(name), of_this, name, result["failed"])
            write(result, arguments.out)
    return result


def write(result, out):
    (out / "last.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    if closed := result["scenarios"].get("closed"):
        (out / "last.svg").write_text(plot.draw(closed))


def tell(result, layout):
    """The machine, what is missing and the tables of a run, as text."""
    of_run = result["machine"] | {"rounds": result["rounds"]}
    told = [", ".join(f"{name} {value}" for name, value in of_run.items())]
    told += [f"left out: {name}: {why}" for name, why in result["missing"].items()]
    told += [f"failed: {failure}" for failure in result["failed"]]
    mark = "### " if layout is tables.markdown else ""
    told += [f"{mark}{name}\n\n{layout(*tables.OF[name](results))}"
             for name, results in result["scenarios"].items()]
    return "\n\n".join(told)


def tell_change(before, after, layout):
    rows = figures.compare(before, after)
    if not rows:
        return ""
    of_before = f"{before['machine']['date']}, {before['machine']['commit']}"
    return f"\nbeside the run of {of_before}:\n\n{layout(*tables.comparison(rows))}"


def document(result, page):
    """Into a page, between its marks, and as <its name>.svg."""
    text = figures.between_marks(page.read_text(), tell(result, tables.markdown))
    page.write_text(text)
    if closed := result["scenarios"].get("closed"):
        page.with_suffix(".svg").write_text(plot.draw(closed))


def read(path):
    return json.loads(path.read_text()) if path.exists() else {}


def main():
    arguments = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    before = read(arguments.out / "last.json")
    result = before if arguments.print else run(arguments)
    layout = tables.markdown if arguments.markdown else tables.aligned
    print(tell(result, layout))
    if not arguments.print:
        print(tell_change(before, result, layout))
    if arguments.document:
        document(result, arguments.document)
    return 1 if result["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
