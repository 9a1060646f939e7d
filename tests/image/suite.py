"""How tests in a folder are run and counted."""

import pathlib
import unittest


def run(folder: pathlib.Path) -> int:
    """The exit status. What is printed last is "N passed, N failed"."""
    tests = unittest.defaultTestLoader.discover(str(folder), "*_test.py")
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    failed = len(result.failures) + len(result.errors) or result.testsRun == 0
    print(f"\n{max(result.testsRun - failed, 0)} passed, {failed:d} failed")
    return int(failed != 0)
