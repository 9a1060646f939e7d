#!/usr/bin/env python3
"""run.py BUILD_DIR: what ./dev up shows in a browser, Debian's Chromium, with a real server behind
it. Wants Playwright. Its last line is "N passed, N failed"."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)] + [str(HERE.parent / other) for other in ("demo", "image")]

import suite  # noqa: E402
import world  # noqa: E402

with world.World(pathlib.Path(sys.argv[1])) as world.THE:
    status = suite.run(HERE)
sys.exit(status)
