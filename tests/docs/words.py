#!/usr/bin/env python3
"""words.py [FILE...]: Chinese texts use the one word for each thing that words.zh-CN.txt names.

Looks at pages in Chinese and at what users read of programs, charts and clients; not at code in a
page (`so`), nor at links' targets. Without files, at all of the repository that are looked at.
"""

import dataclasses
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIST = HERE / "words.zh-CN.txt"
# Tests hold what people wrote, wrong words too. The emulator's page is read by people.
LOOKED_AT = re.compile(r"^(?!tests/|.*[/_]tests?[/._]|.*\.pb\.).*|^tests/(sandbox|demo)/")
HAN = re.compile(r"[\u4e00-\u9fff]")
LEFT_OUT = re.compile(r"`[^`]*`|\]\([^)]*\)|https?://\S+")


@dataclasses.dataclass(frozen=True)
class Rule:
    wrong: re.Pattern
    right: str


def read_rules(text):
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        wrong, arrow, right = line.partition(" => ")
        if not arrow or not right.strip():
            raise ValueError(f"line {number} of the list: {line}")
        yield Rule(re.compile(wrong), right)


def faults_of(text, rules):
    """(line, what stands there, what to write)"""
    for number, line in enumerate(text.splitlines(), start=1):
        if not HAN.search(line):
            continue
        said = LEFT_OUT.sub(" ", line)
        for rule in rules:
            for found in rule.wrong.finditer(said):
                yield number, found[0], rule.right


def looked_at():
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / path for path in sorted(set(listed.splitlines())) if LOOKED_AT.match(path)]


def text_of(file):
    try:
        return file.read_text()
    except (UnicodeDecodeError, FileNotFoundError):
        return ""


def main(arguments):
    rules = list(read_rules(LIST.read_text()))
    faults = 0
    for file in [pathlib.Path(path).resolve() for path in arguments] or looked_at():
        for line, wrong, right in faults_of(text_of(file), rules):
            print(f"{file.relative_to(ROOT)}:{line}: {wrong}: write {right}")
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
