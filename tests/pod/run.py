#!/usr/bin/env python3
"""run.py: the chart's pods, run with the images in build/image as a kubelet would, with PostgreSQL
and callers beside them. Wants root. Its last line is "N passed, N failed"."""

import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)] + [str(HERE.parent / other) for other in ("helm", "image", "clients")]

import namespaces  # noqa: E402
import suite  # noqa: E402

with tempfile.TemporaryDirectory(prefix="node-") as folder:
    namespaces.enter(pathlib.Path(folder))
    status = suite.run(HERE)
sys.exit(status)
