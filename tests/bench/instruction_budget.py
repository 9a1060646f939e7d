#!/usr/bin/env python3
"""Holds what a reply costs in instructions to its budget, so that a regression shows without a
stopwatch.

  instruction_budget.py --program reply-cost [--budgets FILE] [--write]

Counts by valgrind's callgrind, and fails where a part costs more than its budget and the margin, or
so much less that the budget says nothing any more; names the part, the budget and what was measured.
--write puts what was measured into the table instead.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
REPLIES = 100
# Percent of the budget. Above, where a row says nothing else: what patch releases of Debian's
# libraries differ by. Below: what makes a budget worthless.
MARGIN = 5
SLACK = 15


class CannotCount(Exception):
    """Says nothing about the code."""


def environment():
    """One that takes the same way through glibc and OpenSSL whatever the processor offers."""
    plain = "-AVX2,-AVX,-AVX512F,-AVX512VL,-AVX512BW,-ERMS,-FSRM,-BMI2,-RTM,-MOVBE,-LZCNT"
    return os.environ | {
        "GLIBC_TUNABLES": f"glibc.cpu.hwcaps={plain}",
        "OPENSSL_ia32cap": "0:0",
    }


def count(program):
    """Instructions a reply, by part."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as folder:
        command = ["valgrind", "--tool=callgrind", "--quiet", "--callgrind-out-file=out"]
        ran = subprocess.run(
            [*command, str(pathlib.Path(program).resolve()), folder, str(REPLIES)],
            cwd=folder, env=environment(), capture_output=True, text=True, check=False,
        )
        if ran.returncode != 0:
            raise CannotCount(f"{program} ended with {ran.returncode}:\n{ran.stderr}")
        totals = {}
        for path in pathlib.Path(folder).glob("out.*"):
            text = path.read_text()
            trigger = re.search(r"^desc: Trigger: Client Request: (\w+) ([12])$", text, re.M)
            total = re.search(r"^totals: (\d+)$", text, re.M)
            if trigger and total:
                totals[trigger[1], int(trigger[2])] = int(total[1])
    if not totals:
        raise CannotCount(f"callgrind counted nothing:\n{ran.stderr}")
    return {
        part: round((totals[part, 2] - totals[part, 1]) / REPLIES)
        for part in sorted({part for part, _ in totals})
    }


def read_budgets(path):
    """Budget and margin, by part."""
    rows = [line.split("#")[0].split() for line in path.read_text().splitlines()]
    return {row[0]: (int(row[1]), int(row[2]) if row[2:] else MARGIN) for row in rows if row}


def write_budgets(path, counted):
    before = read_budgets(path)
    lines = [line for line in path.read_text().splitlines() if line.startswith("#")]
    for part, instructions in counted.items():
        margin = before.get(part, (0, MARGIN))[1]
        lines.append(f"{part:<16}{instructions:>8}" + (f"{margin:>4}" if margin != MARGIN else ""))
    path.write_text("\n".join(lines) + "\n")


def verdict(part, row, counted):
    """What is wrong with a part; empty where nothing is."""
    if row is None:
        return f"{part}: has no budget; measured {counted}"
    budget, margin = row
    if counted is None:
        return f"{part}: has a budget, {budget}, and is not measured"
    if counted * 100 > budget * (100 + margin):
        return f"{part}: too many instructions: budget {budget} + {margin} %, measured {counted}"
    if counted * 100 < budget * (100 - SLACK):
        return f"{part}: lower its budget: {budget}, measured {counted}"
    return ""


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--budgets", type=pathlib.Path, default=HERE / "instruction_budget.txt")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    counted = count(arguments.program)
    if arguments.write:
        write_budgets(arguments.budgets, counted)
        return 0
    budgets = read_budgets(arguments.budgets)
    faults = []
    for part in sorted(budgets.keys() | counted.keys()):
        budget = budgets.get(part, ("-", 0))[0]
        print(f"{part:<16} budget {budget:>8}  measured {counted.get(part, '-'):>8}")
        faults.append(verdict(part, budgets.get(part), counted.get(part)))
    faults = [fault for fault in faults if fault]
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotCount as why:
        print(why, file=sys.stderr)
        sys.exit(2)
