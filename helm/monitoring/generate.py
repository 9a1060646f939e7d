#!/usr/bin/env python3
"""generate.py: writes dashboard.json and alerts.yaml into helm/complaint-bridge/monitoring, from
dashboard.py and alerts.py.

    generate.py --check    writes nothing, and fails where a file is not what it would write
    generate.py --out DIR  writes them there
    --scale N              alerts whose times are N times shorter, for a test: `for`, the ranges in
                           brackets and seconds(…), none below 5 s. All else is what is shipped
"""

import argparse
import json
import pathlib
import re
import sys

from alerts import ALERTS
from dashboard import ROWS

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "complaint-bridge/monitoring"
HEADER = "# Made by helm/monitoring/generate.py from alerts.py: change it there.\n"
SECONDS = {"s": 1, "m": 60, "h": 3600}
SCALED_MIN = 5  # five scrapes of the test

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
LABELS = {
    "$merchant": '$here, isspid=~"$isspid"',
    "$here": 'job=~"$job", instance=~"$instance"',
}
PANEL_HEIGHTS = {"stat": 4, "timeseries": 8}


def scaled(duration, scale):
    """In seconds."""
    seconds = int(duration[:-1]) * SECONDS[duration[-1]]
    return seconds if scale == 1 else max(SCALED_MIN, seconds // scale)


def scaled_expr(expr, scale):
    if scale != 1:
        expr = re.sub(r"\[(\d+[smh])\]", lambda m: f"[{scaled(m[1], scale)}s]", expr)
    return re.sub(r"seconds\((\w+)\)", lambda m: str(scaled(m[1], scale)), expr)


def rule(alert, scale):
    quoted = json.dumps  # a JSON string is a YAML one
    lasts = alert.lasts if scale == 1 or not alert.lasts else f"{scaled(alert.lasts, scale)}s"
    lines = [f"- alert: {alert.name}", "  expr: |-"]
    lines += [f"    {line}" for line in scaled_expr(alert.expr, scale).splitlines()]
    lines += [f"  for: {lasts}"] if lasts else []
    lines += [
        "  labels:",
        f"    severity: {alert.severity}",
        "  annotations:",
        f"    summary: {quoted(alert.summary)}",
        f"    description: {quoted(alert.description)}",
        f"    runbook: docs/alerts.md#{alert.name.lower()}",
    ]
    return "".join(f"      {line}\n" for line in lines)


def alerts_yaml(scale):
    rules = "\n".join(rule(alert, scale) for alert in ALERTS)
    return f"{HEADER}groups:\n  - name: complaint-bridge\n    rules:\n{rules}"


def with_labels(query):
    for name, labels in LABELS.items():
        query = query.replace(name, labels)
    return query


def thresholds(limits):
    colors = ("green", "orange", "red")
    steps = [{"color": color, "value": value} for color, value in zip(colors, (None, *limits))]
    return {"mode": "absolute", "steps": steps}


def options(panel):
    if panel.kind == "stat":
        return {
            "colorMode": "value" if panel.limits else "none",
            "reduceOptions": {"calcs": ["lastNotNull"]},
        }
    return {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }


def custom(panel):
    if panel.kind == "stat":
        return {}
    stacking = {"mode": "normal" if panel.stacked else "none"}
    return {"fillOpacity": 30 if panel.stacked else 0, "showPoints": "never", "stacking": stacking}


def panel_json(panel, identity, x, y):
    return {
        "id": identity,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": DATASOURCE,
        "gridPos": {"x": x, "y": y, "w": panel.width, "h": PANEL_HEIGHTS[panel.kind]},
        "fieldConfig": {
            "defaults": {
                "unit": panel.unit,
                "min": 0,
                "thresholds": thresholds(panel.limits),
                "custom": custom(panel),
            },
            "overrides": [],
        },
        "options": options(panel),
        "targets": [
            {
                "refId": chr(ord("A") + i),
                "datasource": DATASOURCE,
                "expr": with_labels(query),
                "legendFormat": legend,
                "range": True,
            }
            for i, (query, legend) in enumerate(panel.queries)
        ],
    }


def row_json(title, identity, y):
    return {
        "id": identity,
        "type": "row",
        "title": title,
        "collapsed": False,
        "gridPos": {"x": 0, "y": y, "w": 24, "h": 1},
        "panels": [],
    }


def panels_json():
    panels = []
    y = 0
    for title, row in ROWS:
        panels.append(row_json(title, len(panels) + 1, y))
        x, y, height = 0, y + 1, 0
        for panel in row:
            if x + panel.width > 24:
                x, y, height = 0, y + height, 0
            panels.append(panel_json(panel, len(panels) + 1, x, y))
            x, height = x + panel.width, PANEL_HEIGHTS[panel.kind]
        y += height
    return panels


def variable(name, label, query):
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": DATASOURCE,
        "query": {"query": query, "refId": name},
        "refresh": 2,
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "current": {"text": ["All"], "value": ["$__all"]},
    }


def variables():
    of_targets = 'complaint_replies_total{job=~"$job", instance=~"$instance"}'
    return [
        {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"},
        variable("job", "Job", "label_values(complaint_build_info, job)"),
        variable(
            "instance", "Instance", 'label_values(complaint_build_info{job=~"$job"}, instance)'
        ),
        variable("isspid", "Merchant", f"label_values({of_targets}, isspid)"),
    ]


def dashboard_json():
    dashboard = {
        "uid": "complaint-bridge",
        "title": "Complaint bridge",
        "description": "Made by helm/monitoring/generate.py from dashboard.py: change it there.",
        "tags": ["complaint-bridge"],
        "schemaVersion": 42,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": variables()},
        "annotations": {"list": []},
        "links": [],
        "panels": panels_json(),
    }
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=pathlib.Path, default=FOLDER)
    parser.add_argument("--scale", type=int, default=1)
    arguments = parser.parse_args()
    files = {"dashboard.json": dashboard_json(), "alerts.yaml": alerts_yaml(arguments.scale)}
    current = True
    for name, text in files.items():
        file = arguments.out / name
        if not arguments.check:
            file.write_text(text)
        elif not file.exists() or file.read_text() != text:
            print(f"{name} is not as generate.py makes it: run helm/monitoring/generate.py")
            current = False
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main())
