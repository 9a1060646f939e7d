#!/usr/bin/python3
"""live_test.py BUILD_DIR [TABLE]: a Prometheus of its own looks at real servers, each of which gets
a fault that is cured again (scenarios.py). Every alert must fire and clear, and every query of the
dashboard and of docs/alerts.md must have had a value other than 0. TABLE gets what they had.

The alerts' times are 720 times shorter (helm/monitoring/generate.py --scale), the rest of them is
what is shipped."""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/clients"))

# pylint: disable=wrong-import-position
from bridge import KEY, Bridge, path_of
from caller import ACCOUNT, COMPLAINT, MERCHANT
from prometheus import Prometheus
from scenarios import KINDS, SCENARIOS
from world.sandbox import Sandbox

HELM = REPOSITORY / "helm"
SCALE = 720
SECONDS_MAX = 500
LOOK_SECONDS = 0.3
ROWS_MAX = 3  # of the table, for each query
# What Grafana puts in the place of a dashboard's variables.
VARIABLES = {
    "$__rate_interval": "5s",
    "$__range": "5m",
    "$instance": ".*",
    "$isspid": ".*",
    "$job": ".*",
}


class World:
    def __init__(self, build, folder):
        self.build = build
        self.folder = folder
        self.at_end = contextlib.ExitStack()
        self._make_sandbox()
        self._make_rules()
        self.texts = set()
        self._fired = set()
        self._active = set()  # pending or firing
        self._cleared = set()
        self._under_way = []
        self._seen_starts = {}
        self.bridges = [
            KINDS.get(scenario, Bridge)(self, scenario.__name__) for scenario in SCENARIOS
        ]

    def _make_sandbox(self):
        sandbox = self.build / "tests/sandbox/gateway-sandbox"
        subprocess.run([sandbox, "--make-certificate", self.folder], check=True)
        endpoint = {"isspid": MERCHANT, "system_id": "8888", "key": KEY}
        settings = {
            "tls": {
                "certificate_file": str(self.folder / "cert.pem"),
                "key_file": str(self.folder / "key.pem"),
            },
            "endpoints": [{"path": path_of(s.__name__), **endpoint} for s in SCENARIOS],
            "complaints": [{"complaint_id": COMPLAINT, "seller_account": ACCOUNT}],
            "keep_messages": 1,
        }
        self.sandbox = Sandbox(self.build, self.folder, settings)
        self.at_end.callback(self.sandbox.stop)

    def _make_rules(self):
        generate = [HELM / "monitoring/generate.py", "--out", self.folder, "--scale", str(SCALE)]
        subprocess.run(generate, check=True)

    # What scenarios do.

    def add_fault(self, bridge, plan):
        self.sandbox.add_fault({"match": {"path": path_of(bridge.name)}, **plan})

    def has_fired(self, bridge, name):
        return (bridge.name, f"Complaint{name}") in self._fired

    def fire(self, bridge, *names):
        yield from self._wait(bridge, names, "fires", self.has_fired)

    def clear(self, bridge, *names):
        yield from self._wait(bridge, names, "clears", self._is_clear)
        self._cleared |= {f"Complaint{name}" for name in names}

    def moment(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            yield

    def until_seen(self, bridge):
        """Until Prometheus has seen a start of the process that it had not seen before."""
        query = f'process_start_time_seconds{{namespace="{bridge.name}"}}'
        while True:
            for _, start in self.prometheus.query(query):
                if start != self._seen_starts.get(bridge.name):
                    self._seen_starts[bridge.name] = start
                    return
            yield

    def _is_clear(self, bridge, name):
        return (bridge.name, f"Complaint{name}") not in self._active

    def _wait(self, bridge, names, what, holds):
        for name in names:
            while not holds(bridge, name):
                yield
            print(f"{self.prometheus.age():5.1f} s, {bridge.name}: Complaint{name} {what}")

    # What the test does.

    def run(self):
        self._under_way = [s(self, bridge) for s, bridge in zip(SCENARIOS, self.bridges)]
        for scenario, bridge in zip(self._under_way, self.bridges):
            next(scenario)
            self.at_end.callback(bridge.kill)
        targets = [(b.operations_address, {"namespace": b.name, **b.labels}) for b in self.bridges]
        self.prometheus = Prometheus(self.folder, self.folder / "alerts.yaml", targets)
        self.at_end.callback(self.prometheus.stop)
        self._until(lambda: len(self.prometheus.query("up == 1")) == len(targets), "all are up")
        self._until(self._go_on, "all alerts have fired and cleared")
        self._until(lambda: not self._look(), "no alert is left")

    def _go_on(self):
        self._look()
        for scenario in list(self._under_way):
            if next(scenario, "ended") == "ended":
                self._under_way.remove(scenario)
        return not self._under_way

    def _look(self):
        def key(labels):
            return labels.get("namespace"), labels["alertname"]

        alerts = self.prometheus.alerts()
        fired = self.prometheus.query('last_over_time(ALERTS{alertstate="firing"}[1h])')
        self._active = {key(alert["labels"]) for alert in alerts}
        self._fired |= {key(labels) for labels, _ in fired}
        self.texts |= {text for alert in alerts for text in alert["annotations"].values()}
        return self._active

    def _until(self, holds, what):
        while not holds():
            if self.prometheus.age() > SECONDS_MAX:
                names = [scenario.__name__ for scenario in self._under_way]
                raise TimeoutError(f"not in {SECONDS_MAX} s: {what}; {names} {self._active}")
            time.sleep(LOOK_SECONDS)

    def unproven_alerts(self):
        rules = (HELM / "complaint-bridge/monitoring/alerts.yaml").read_text()
        names = [line.split()[-1] for line in rules.splitlines() if "- alert: " in line]
        return [name for name in names if name not in self._cleared]


def dashboard_queries():
    dashboard = json.loads((HELM / "complaint-bridge/monitoring/dashboard.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]
    for variable in dashboard["templating"]["list"][1:]:
        metric, label = variable["query"]["query"][len("label_values(") : -1].rsplit(", ", 1)
        yield f"variable {variable['name']}", f"count by ({label}) ({metric})"


def documented_queries():
    page = (REPOSITORY / "docs/alerts.md").read_text()
    for section, *blocks in (part.split("```promql\n") for part in page.split("\n## ")):
        for block in blocks:
            yield f"docs/alerts.md, {section.splitlines()[0]}", block.split("\n```")[0]


def without_variables(query):
    for name, value in VARIABLES.items():
        query = query.replace(name, value)
    return query


def row(labels, values):
    names = ", ".join(
        f"{k}={v}" for k, v in labels.items() if k not in ("__name__", "job", "namespace")
    )
    return f"        {max(values):12.6g}  {names}\n"


def look_at_queries(prometheus, table):
    """Those that had nothing but 0, unless they ask for it, or nothing at all. The table gets the highest
    values of each."""
    empty = []
    for where, query in (*dashboard_queries(), *documented_queries()):
        asks_for_0 = query.endswith("== 0")
        found = [
            series
            for series in prometheus.query_run(without_variables(query))
            if asks_for_0 or any(series[1])
        ]
        found.sort(key=lambda series: -max(series[1]))
        table.write(f"{where}\n    {query}\n")
        table.writelines(row(*series) for series in found[:ROWS_MAX])
        if len(found) > ROWS_MAX:
            table.write(f"        and {len(found) - ROWS_MAX} more\n")
        if not found:
            empty.append(f"{where}: {query}")
    return empty


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    table = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "/dev/null")
    with tempfile.TemporaryDirectory(prefix="imageco-monitoring-") as folder:
        world = World(build, pathlib.Path(folder))
        with world.at_end, table.open("w") as out:
            world.run()
            empty = look_at_queries(world.prometheus, out)
    faults = [f"no value: {query}" for query in empty]
    faults += [f"cannot be told: {text}" for text in world.texts if "<" in text]
    faults += [f"not seen to fire and clear: {name}" for name in world.unproven_alerts()]
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
