#!/usr/bin/env python3
"""run.py: whether the images in build/image hold what they should and nothing else, and serve as in a pod.
Wants root, for namespaces. Its last line is "N passed, N failed"."""

import pathlib
import sys
import unittest

tests = unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent), "*_test.py")
result = unittest.TextTestRunner(verbosity=2).run(tests)
failed = len(result.failures) + len(result.errors) or result.testsRun == 0
print(f"\n{max(result.testsRun - failed, 0)} passed, {failed:d} failed")
sys.exit(failed != 0)
