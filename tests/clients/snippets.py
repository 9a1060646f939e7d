#!/usr/bin/env python3
"""snippets.py README...: every block of code in them stands in an example that the tests run.

A fenced block in a programming language follows a line `<!-- from: PATH -->`, PATH counted from the
repository, and is a part of that file, whatever its indentation.
"""

import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
LANGUAGES = {"go", "java", "cpp", "python", "ts", "typescript", "js", "javascript"}
BLOCK = re.compile(
    r"^(?:<!-- from: (?P<path>\S+) -->\n)?```(?P<language>\w+)\n(?P<code>.*?)^```$", re.M | re.S
)


def normal(code):
    lines = textwrap.dedent(code.expandtabs(4)).strip("\n").splitlines()
    return [line.rstrip() for line in lines]


def is_part(code, file):
    """Whether the lines of `code` follow each other in `file`."""
    wanted = normal(code)
    lines = file.expandtabs(4).splitlines()
    parts = ("\n".join(lines[i : i + len(wanted)]) for i in range(len(lines)))
    return any(normal(part) == wanted for part in parts)


def faults_of(readme):
    blocks = [b for b in BLOCK.finditer(readme.read_text()) if b["language"] in LANGUAGES]
    if not blocks:
        yield f"{readme}: shows no code"
    for block in blocks:
        first = block["code"].splitlines()[0]
        if block["path"] is None:
            yield f"{readme}: no file is named for the block that begins {first!r}"
        elif not (ROOT / block["path"]).is_file():
            yield f"{readme}: there is no {block['path']}"
        elif not is_part(block["code"], (ROOT / block["path"]).read_text()):
            yield f"{readme}: {block['path']} does not hold the block that begins {first!r}"


def main(readmes):
    faults = [fault for readme in readmes for fault in faults_of(pathlib.Path(readme))]
    print("\n".join(faults) or f"{len(readmes)} files, every block stands in an example")
    return 1 if faults or not readmes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
