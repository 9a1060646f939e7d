"""A run's closed loop as one SVG: what a reply costs beside the floor, and how fast replies are."""

import math
from xml.sax.saxutils import escape

from figures import cpu_us, floor_us, throughput

COLOURS = ("#1b6ca8", "#d1495b", "#2e8b57", "#888888", "#b8b8b8", "#8a5fb0", "#c77d1e", "#444444")
WIDTH = 920
BAR_TOP, BAR_HEIGHT, BAR_LEFT, BAR_WIDTH = 60, 24, 190, 560
CHART_LEFT, CHART_WIDTH, CHART_HEIGHT = 70, 640, 330


class Drawing:
    def __init__(self):
        self.parts = []

    def text(self, x, y, words, anchor="start", size=13, weight="normal"):
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
            f'font-weight="{weight}">{escape(str(words))}</text>')

    def line(self, points, colour="#cccccc", width=1):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" '
                          f'stroke-width="{width}"/>')

    def bar(self, x, y, width, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
                          f'height="{BAR_HEIGHT - 6}" fill="{colour}"/>')

    def dot(self, x, y, colour):
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')

    def svg(self, height):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
                f'viewBox="0 0 {WIDTH} {height:.0f}" font-family="sans-serif" fill="#222222">\n'
                f'<rect width="100%" height="100%" fill="#ffffff"/>\n'
                + "\n".join(self.parts) + "\n</svg>\n")


def draw(closed):
    """The SVG; `closed` is that scenario's results."""
    drawing = Drawing()
    callers = max((key for reports in closed.values() for key in reports),
                  key=lambda key: (key == "64", int(key)))
    bottom = bars(drawing, closed, callers)
    return drawing.svg(chart(drawing, closed, bottom + 60))


def bars(drawing, closed, callers):
    floor = floor_us(closed, callers) or 1
    drawing.text(20, 30, f"CPU of the server for a reply at {callers} callers", size=16,
                 weight="bold")
    drawing.text(20, 48, f"1 = one RPC that does nothing and one raw exchange, {floor:.0f} µs",
                 size=12)
    costs = {name: cpu_us(reports[callers]) for name, reports in closed.items()
             if callers in reports}
    scale = BAR_WIDTH / max(*costs.values(), floor)
    x = BAR_LEFT + floor * scale
    drawing.line([(x, BAR_TOP - 4), (x, BAR_TOP + BAR_HEIGHT * len(costs))], colour="#aaaaaa")
    y = BAR_TOP
    for (name, cost), colour in zip(costs.items(), COLOURS):
        drawing.text(BAR_LEFT - 10, y + 13, name, anchor="end")
        drawing.bar(BAR_LEFT, y, cost * scale, colour)
        drawing.text(BAR_LEFT + cost * scale + 6, y + 13, f"{cost / floor:.2f}  ({cost:.0f} µs)")
        y += BAR_HEIGHT
    return y


def chart(drawing, closed, top):
    """p99 over throughput, both logarithmic, one point for each number of callers."""
    points = {name: [(throughput(report), report["latency_us"]["p99"] / 1000)
                     for report in reports.values()] for name, reports in closed.items()}
    every = [point for line in points.values() for point in line]
    x_of = axis([x for x, _ in every], CHART_LEFT, CHART_LEFT + CHART_WIDTH)
    bottom = top + 30 + CHART_HEIGHT
    y_of = axis([y for _, y in every], bottom, top + 30)
    counts = ", ".join(next(iter(closed.values())))
    drawing.text(20, top, f"p99 over throughput, closed loop at {counts} callers", size=16,
                 weight="bold")
    grid(drawing, every, x_of, y_of, top + 30, bottom)
    for i, ((name, line), colour) in enumerate(zip(points.items(), COLOURS)):
        drawing.line([(x_of(x), y_of(y)) for x, y in line], colour=colour, width=2)
        for x, y in line:
            drawing.dot(x_of(x), y_of(y), colour)
        drawing.dot(CHART_LEFT + CHART_WIDTH + 30, top + 40 + 20 * i, colour)
        drawing.text(CHART_LEFT + CHART_WIDTH + 42, top + 44 + 20 * i, name)
    drawing.text(CHART_LEFT + CHART_WIDTH / 2, bottom + 40, "replies a second", anchor="middle")
    drawing.text(20, top + 22, "p99, ms", size=12)
    return bottom + 60


def axis(values, start, end):
    """Where a value stands between start and end, by its logarithm."""
    low, high = (math.log10(max(value, 0.001)) for value in (min(values), max(values)))
    low, high = math.floor(low * 2) / 2, math.ceil(high * 2) / 2
    span = (high - low) or 1
    return lambda value: start + (math.log10(max(value, 0.001)) - low) / span * (end - start)


def grid(drawing, points, x_of, y_of, top, bottom):
    for x in ticks([x for x, _ in points]):
        drawing.line([(x_of(x), top), (x_of(x), bottom)], colour="#eeeeee")
        drawing.text(x_of(x), bottom + 18, f"{x:,g}", anchor="middle", size=11)
    for y in ticks([y for _, y in points]):
        drawing.line([(CHART_LEFT, y_of(y)), (CHART_LEFT + CHART_WIDTH, y_of(y))], colour="#eeeeee")
        drawing.text(CHART_LEFT - 8, y_of(y) + 4, f"{y:g}", anchor="end", size=11)
    drawing.line([(CHART_LEFT, top), (CHART_LEFT, bottom), (CHART_LEFT + CHART_WIDTH, bottom)],
                 colour="#222222")


def ticks(values):
    """1, 2 and 5 times the powers of ten among the values."""
    low, high = max(min(values), 0.001), max(values)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = [step * 10.0**power for power in powers for step in (1, 2, 5)]
    return [step for step in steps if low * 0.95 <= step <= high * 1.05]
