#!/usr/bin/env python3
"""What the bench makes of reports, without measuring anything."""

import sys
import unittest
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
import figures  # noqa: E402
import plot  # noqa: E402
import tables  # noqa: E402


def report(delivered=1000, seconds=2.0, cpu=0.1, threads=None, refused=None):
    return {
        "delivered_in_window": delivered,
        "delivered": delivered,
        "offered": delivered,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "thread_seconds": threads or {},
        "refused": refused or {},
        "latency_us": {"p50": 1000, "p99": 2500, "p999": 3000, "max": 4000},
        "refusal_us": {"p50": 0, "p99": 0, "p999": 0, "max": 0},
        "late_max_us": 0,
        "resident_kib_before": 10240,
        "resident_kib": 20480,
        "resident_peak_kib": 30720,
    }


def closed():
    return {
        "memory": {"1": report(500), "64": report(cpu=0.12, threads={"loop": 0.08, "rpc": 0.03})},
        "null RPC, callback": {"1": report(2000), "64": report(cpu=0.02)},
        "raw exchange": {"1": report(3000), "64": report(cpu=0.02)},
    }


class MedianTest(unittest.TestCase):
    def test_is_of_each_figure_by_itself(self):
        several = [{"a": 1, "b": {"c": 30}}, {"a": 3, "b": {"c": 10}}, {"a": 2, "b": {"c": 20}}]
        self.assertEqual(figures.median(several), {"a": 2, "b": {"c": 20}})

    def test_lies_between_two(self):
        self.assertEqual(figures.median([{"a": 1}, {"a": 2}]), {"a": 1.5})

    def test_counts_what_a_round_lacks_as_0(self):
        several = [{"refused": {"OVERLOADED": 4}}, {"refused": {}}, {"refused": {"OVERLOADED": 6}}]
        self.assertEqual(figures.median(several), {"refused": {"OVERLOADED": 4}})

    def test_of_texts_is_the_first_that_says_something(self):
        self.assertEqual(figures.median([{"why": ""}, {"why": "full"}]), {"why": "full"})


class CostTest(unittest.TestCase):
    def test_is_what_the_window_took_for_what_it_delivered(self):
        self.assertEqual(figures.throughput(report()), 500)
        self.assertAlmostEqual(figures.cpu_us(report()), 100)

    def test_is_0_where_nothing_was_delivered(self):
        self.assertEqual(figures.cpu_us(report(delivered=0)), 0)

    def test_is_split_by_thread_and_the_rest_is_what_no_thread_is_named_for(self):
        threads = {"loop": 0.05, "rpc": 0.03, "timer": 0.01}
        parts = figures.parts_us(report(threads=threads))
        self.assertEqual({name: round(cost) for name, cost in parts.items()},
                         {"loop": 50, "rpc": 30, "rest": 20})

    def test_has_a_floor_of_one_rpc_and_one_exchange(self):
        self.assertAlmostEqual(figures.floor_us(closed(), "64"), 40)

    def test_has_no_floor_where_half_of_it_was_not_measured(self):
        half = closed()
        del half["raw exchange"]["64"]
        self.assertIsNone(figures.floor_us(half, "64"))


class CompareTest(unittest.TestCase):
    def test_is_in_percent_of_the_run_before(self):
        before = {"scenarios": {"closed": {"memory": {"64": report(cpu=0.1)}}}}
        after = {"scenarios": {"closed": {"memory": {"64": report(delivered=2000, cpu=0.1)}}}}
        self.assertEqual(figures.compare(before, after), [("memory", "64", -50, 100)])

    def test_leaves_out_what_one_run_lacks(self):
        self.assertEqual(figures.compare({}, {"scenarios": {"closed": closed()}}), [])
        self.assertEqual(figures.compare({"scenarios": {"closed": closed()}}, {}), [])

    def test_knows_no_change_of_nothing(self):
        self.assertIsNone(figures.change(0, 7))


class TableTest(unittest.TestCase):
    def test_shows_each_contender_beside_the_floor(self):
        header, rows = tables.closed(closed())
        row = dict(zip(header, rows[3]))
        self.assertEqual((row["callers"], row["contender"], row["CPU µs"], row["of floor"]),
                         ("64", "memory", "120.0", "3.00"))

    def test_of_every_scenario_is_as_wide_as_its_header(self):
        whole = report(refused={"OVERLOADED": 3, "DRAINING": 5})
        whole |= {"best_rate": 100, "wanted_rate": 300}
        nothing = whole | {"best_rate": 0, "delivered": 0, "delivered_in_window": 0}
        for name, table in tables.OF.items():
            for one in whole, nothing:
                header, rows = table({"memory": {"64": one | {"dead": one}}})
                self.assertEqual([len(row) for row in rows], [len(header)], name)

    def test_names_the_most_frequent_refusal_first(self):
        refused = {"OVERLOADED": 3, "DRAINING": 5}
        self.assertEqual(figures.refusals(report(refused=refused)), "DRAINING 5, OVERLOADED 3")

    def test_aligns_text_to_the_left_and_figures_to_the_right(self):
        self.assertEqual(tables.aligned(["who", "n"], [["a", "5"], ["bcde", "10"]]),
                         "who    n\na      5\nbcde  10")

    def test_is_markdown_where_that_is_asked_for(self):
        self.assertEqual(tables.markdown(["who", "n"], [["a", 5]]),
                         "| who | n |\n| --- | --- |\n| a | 5 |")


class PageTest(unittest.TestCase):
    def test_keeps_what_is_around_the_marks_and_nothing_between(self):
        page = "before\n" + "\nold\n".join(figures.MARKS) + "\nafter\n"
        once = figures.between_marks(page, "new")
        self.assertEqual(once, "before\n" + "\n\nnew\n\n".join(figures.MARKS) + "\nafter\n")
        self.assertEqual(figures.between_marks(once, "new"), once)


class PlotTest(unittest.TestCase):
    def test_is_an_image_with_every_contender_in_bars_and_chart(self):
        texts = [text.text for text in ElementTree.fromstring(plot.draw(closed())).iter(
            "{http://www.w3.org/2000/svg}text")]
        for name in closed():
            self.assertEqual(texts.count(name), 2)
        self.assertIn("3.00  (120 µs)", texts)

    def test_takes_a_run_of_one_contender_and_one_number_of_callers(self):
        ElementTree.fromstring(plot.draw({"memory": {"8": report()}}))

    def test_ticks_at_1_2_and_5(self):
        self.assertEqual(plot.ticks([9, 110]), [10, 20, 50, 100])


if __name__ == "__main__":
    unittest.main()
