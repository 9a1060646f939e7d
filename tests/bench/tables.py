"""A run's figures as tables, for people and as Markdown."""

from figures import cpu_us, floor_us, parts_us, refusals, throughput


def ms(report, quantile, of="latency_us"):
    return f"{report[of][quantile] / 1000:.2f}"


def mib(report, key="resident_kib"):
    return f"{report[key] / 1024:.0f}"


def share(part, whole):
    """One of the other; "-" where that is nothing."""
    return f"{part / whole:.2f}" if whole else "-"


def of_setting(results, setting):
    """Of those that have one: each contender's report."""
    return {name: reports[setting] for name, reports in results.items() if setting in reports}


def closed(results):
    header = ["callers", "contender", "replies/s", "p50 ms", "p99 ms", "p99.9 ms", "CPU µs",
              "of floor", "loop", "rpc", "rest", "RSS MiB", "syncs"]
    rows = []
    for callers in dict.fromkeys(key for reports in results.values() for key in reports):
        floor = floor_us(results, callers)
        for name, report in of_setting(results, callers).items():
            parts = parts_us(report)
            by_part = [f"{parts[part]:.0f}" for part in ("loop", "rpc", "rest")]
            ours = "syncs_per_reply" in report and parts["loop"] > 0
            rows.append([
                callers, name, f"{throughput(report):.0f}", ms(report, "p50"), ms(report, "p99"),
                ms(report, "p999"), f"{cpu_us(report):.1f}",
                share(cpu_us(report), floor),
                *(by_part if ours else ["-"] * 3), mib(report),
                f"{report['syncs_per_reply']:.2f}" if ours else "-"])
    return header, rows


def rates(results):
    header = ["replies/s", "ledger", "CPU cores", "CPU µs", "p50 ms", "p99 ms", "RSS MiB",
              "refused"]
    return header, [
        [rate, name, f"{report['cpu_seconds'] / report['seconds']:.3f}", f"{cpu_us(report):.0f}",
         ms(report, "p50"), ms(report, "p99"), mib(report), refusals(report)]
        for name, reports in results.items() for rate, report in reports.items()]


def inflight(results):
    header = ["in flight", "contender", "replies", "delivered", "seconds", "p50 ms", "p99 ms",
              "max ms", "CPU µs", "RSS peak MiB", "refused"]
    return header, [
        [count, name, f"{report['offered']:.0f}", f"{report['delivered']:.0f}",
         f"{report['seconds']:.1f}", ms(report, "p50"), ms(report, "p99"), ms(report, "max"),
         f"{cpu_us(report):.0f}", mib(report, "resident_peak_kib"), refusals(report)]
        for name, reports in results.items() for count, report in reports.items()]


def overload(results):
    header = ["contender", "best/s", "wanted/s", "offered/s", "delivered/s", "of best", "p99 ms",
              "refusal p99 ms", "load late ms", "RSS MiB before", "RSS peak MiB", "refused"]
    return header, [
        [name, f"{report['best_rate']:.0f}", f"{report['wanted_rate']:.0f}",
         f"{report['offered'] / report['seconds']:.0f}",
         f"{throughput(report):.0f}", share(throughput(report), report["best_rate"]),
         ms(report, "p99"), ms(report, "p99", "refusal_us"),
         f"{report['late_max_us'] / 1000:.0f}", mib(report, "resident_kib_before"),
         mib(report, "resident_peak_kib"), refusals(report)]
        for name, reports in results.items() for report in reports.values()]


def dead_merchant(results):
    header = ["beside", "delivered", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "refused",
              "the dead one's refusals"]
    return header, [
        [neighbour, f"{report['delivered']:.0f}", ms(report, "p50"), ms(report, "p99"),
         ms(report, "p999"), ms(report, "max"), refusals(report),
         refusals(report["dead"]) if "dead" in report else "-"]
        for reports in results.values() for neighbour, report in reports.items()]


OF = {"closed": closed, "rates": rates, "inflight": inflight, "overload": overload,
      "deadline": overload, "dead-merchant": dead_merchant}


def comparison(rows):
    header = ["callers", "contender", "CPU", "replies/s"]
    return header, [[callers, name, percent(cpu), percent(rate)]
                    for name, callers, cpu, rate in rows]


def percent(value):
    return "-" if value is None else f"{value:+.1f} %"


def aligned(header, rows):
    """In columns: text to the left, the rest to the right."""
    table = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[i]) for row in table) for i in range(len(header))]
    texts = [any(row[i][:1].isalpha() for row in table[1:]) for i in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) if text else cell.rjust(width)
                  for cell, width, text in zip(row, widths, texts)).rstrip()
        for row in table)


def markdown(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
