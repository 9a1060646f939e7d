#!/usr/bin/env python3
"""count.py LOG: what failed in a run of ctest's, with the end of what it said, and how many tests
passed and failed, as the last line. A GoogleTest program counts as its tests, and one more where it
fails beyond them; any other command is one test."""

import pathlib
import re
import sys

WORDS = 15  # lines of what a failed program said at last

PASSED = re.compile(r"^\[       OK \] ", re.M)
FAILED = re.compile(r"^\[  FAILED  \] .* \(\d+ ms\)$", re.M)
TEST = re.compile(
    r"^\d+/\d+ Test: (?P<name>.*?)\n.*?^Output:\n-+\n(?P<output>.*?)^<end of output>\n"
    r"Test time .*?\n-+\nTest (?P<end>Pass)?",
    re.M | re.S,
)


def main() -> None:
    log = pathlib.Path(sys.argv[1])
    text = log.read_text(errors="replace") if log.exists() else ""
    passed = failed = 0
    for test in TEST.finditer(text):
        output = test["output"]
        is_googletest = "[==========]" in output
        passed += len(PASSED.findall(output)) if is_googletest else bool(test["end"])
        if test["end"]:
            continue
        failed += len(FAILED.findall(output)) or 1
        print(f"FAILED {test['name']}")
        print(*output.splitlines()[-WORDS:], sep="\n")
    if passed + failed == 0:
        print("FAILED: no test ran")
        failed = 1
    print(passed, failed)


main()
