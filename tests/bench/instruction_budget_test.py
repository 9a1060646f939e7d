#!/usr/bin/env python3
"""What instruction_budget.py says of a part, without counting anything."""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from instruction_budget import MARGIN, read_budgets, verdict, write_budgets  # noqa: E402


class VerdictTest(unittest.TestCase):
    def test_takes_what_lies_around_the_budget(self):
        for counted in (850, 1000, 1050):
            self.assertEqual(verdict("sign", (1000, 5), counted), "")

    def test_names_part_budget_and_count_of_one_that_costs_too_much(self):
        self.assertEqual(
            verdict("sign", (1000, 5), 1051),
            "sign: too many instructions: budget 1000 + 5 %, measured 1051",
        )

    def test_wants_the_budget_of_one_that_got_cheap_lowered(self):
        self.assertEqual(
            verdict("sign", (1000, 5), 849), "sign: lower its budget: 1000, measured 849"
        )

    def test_wants_a_budget_for_every_part_and_a_part_for_every_budget(self):
        self.assertEqual(verdict("new", None, 7), "new: has no budget; measured 7")
        self.assertEqual(verdict("gone", (7, 5), None), "gone: has a budget, 7, and is not measured")


class TableTest(unittest.TestCase):
    def test_reads_what_it_writes_and_keeps_what_it_says(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "table"
            path.write_text("# why\nsign 1 15\n")
            write_budgets(path, {"sign": 7909, "reply": 158101})
            self.assertEqual(
                read_budgets(path), {"sign": (7909, 15), "reply": (158101, MARGIN)}
            )
            self.assertTrue(path.read_text().startswith("# why\n"))


if __name__ == "__main__":
    unittest.main()
