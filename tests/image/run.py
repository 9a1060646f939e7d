#!/usr/bin/env python3
"""run.py: whether the images in build/image hold what they should and nothing else, and serve as in a pod.
Wants root, for namespaces. Its last line is "N passed, N failed"."""

import pathlib
import sys

import suite

sys.exit(suite.run(pathlib.Path(__file__).parent))
