"""count.py REPORT: of pytest's report, what was left out, what failed, and how many passed and failed."""

import pathlib
import sys
from xml.etree import ElementTree


def main() -> int:
    report = pathlib.Path(sys.argv[1])
    cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    left_out = {
        case.find("skipped").get("message") for case in cases if case.find("skipped") is not None
    }
    failed = [case for case in cases if {"failure", "error"} & {part.tag for part in case}]
    passed = [
        case for case in cases if not {"failure", "error", "skipped"} & {part.tag for part in case}
    ]
    for case in failed:
        print(f"FAILED chart: {case.get('classname')} {case.get('name')}")
    for reason in sorted(left_out):
        print(f"LEFT OUT chart: {reason}")
    if not cases:
        print("FAILED chart: no test ran")
    print(f"\n{len(passed)} passed, {len(failed) + (not cases)} failed")
    return 1 if failed or not cases else 0


sys.exit(main())
