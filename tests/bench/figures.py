"""The bench's arithmetic: medians, what is made of a load's report, and two runs compared. Pure."""

import statistics

FLOOR_RPC = "null RPC, callback"
FLOOR_EXCHANGE = "raw exchange"
PARTS = ("loop", "rpc")

MARKS = ("<!-- figures of a run of ./dev bench -->", "<!-- end of the figures -->")


def median(reports):
    """One report of several: of each figure the median, 0 where one lacks it."""
    if all(isinstance(report, dict) for report in reports):
        keys = dict.fromkeys(key for report in reports for key in report)
        return {key: median([report.get(key, 0) for report in reports]) for key in keys}
    if all(isinstance(report, (int, float)) for report in reports):
        return statistics.median(reports)
    return next((report for report in reports if report), reports[0])


def throughput(report):
    """Replies delivered a second."""
    return report["delivered_in_window"] / report["seconds"]


def cpu_us(report):
    """Microseconds of the server's CPU for a reply; 0 where none was delivered."""
    delivered = report["delivered_in_window"]
    return report["cpu_seconds"] * 1e6 / delivered if delivered else 0


def parts_us(report):
    """The same by the part that used it: by its threads, and the rest of them."""
    delivered = report["delivered_in_window"] or 1
    threads = report["thread_seconds"]
    parts = {part: threads.get(part, 0) * 1e6 / delivered for part in PARTS}
    return parts | {"rest": max(cpu_us(report) - sum(parts.values()), 0)}


def floor_us(closed, callers):
    """What one RPC that does nothing and one exchange cost; None where they were not measured."""
    pair = [closed.get(name, {}).get(callers) for name in (FLOOR_RPC, FLOOR_EXCHANGE)]
    return sum(cpu_us(report) for report in pair) if all(pair) else None


def change(before, after):
    """In percent of before; None where there was nothing."""
    return (after - before) * 100 / before if before else None


def compare(before, after):
    """(contender, callers, change of CPU, change of throughput) of all that both runs have."""
    earlier = before.get("scenarios", {}).get("closed", {})
    rows = []
    for name, by_callers in after.get("scenarios", {}).get("closed", {}).items():
        for callers, report in by_callers.items():
            if old := earlier.get(name, {}).get(callers):
                rows.append((name, callers, change(cpu_us(old), cpu_us(report)),
                             change(throughput(old), throughput(report))))
    return rows


def refusals(report):
    """As text, the most frequent first."""
    refused = sorted(report["refused"].items(), key=lambda item: -item[1])
    return ", ".join(f"{reason} {count:.0f}" for reason, count in refused) or "-"


def between_marks(page, text):
    """A page with `text` between its marks."""
    begin, end = (page.index(mark) for mark in MARKS)
    return f"{page[:begin + len(MARKS[0])]}\n\n{text}\n\n{page[end:]}"
