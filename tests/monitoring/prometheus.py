"""A Prometheus of the test's own, which scrapes and judges once a second."""

import json
import math
import time
import urllib.error
import urllib.parse
import urllib.request

from world.program import Program, free_port

START_SECONDS_MAX = 60
CONFIG = {
    "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
}


class Prometheus:
    def __init__(self, folder, rules, targets):
        """`targets`: pairs of address and labels."""
        port = free_port()
        config = folder / "prometheus.yml"
        job = {
            "job_name": "complaint-bridge",
            "static_configs": [
                {"targets": [address], "labels": labels} for address, labels in targets
            ],
        }
        # JSON is YAML.
        config.write_text(
            json.dumps({**CONFIG, "rule_files": [str(rules)], "scrape_configs": [job]})
        )
        self._log = folder / "prometheus.log"
        self._url = f"http://127.0.0.1:{port}"
        self._program = Program(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}"]
            + [f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"],
            self._log,
        )
        self._await_ready()
        self._begin = time.time()

    def age(self):
        return time.time() - self._begin

    def query(self, expr):
        """Pairs of labels and value, as of now."""
        found = self._ask("/api/v1/query", query=expr)["result"]
        return [(series["metric"], float(series["value"][1])) for series in found]

    def query_run(self, expr, step=1):
        """Pairs of labels and all finite values of the run so far."""
        found = self._ask(
            "/api/v1/query_range", query=expr, start=self._begin, end=time.time(), step=step
        )["result"]
        return [
            (
                series["metric"],
                [v for _, text in series["values"] if math.isfinite(v := float(text))],
            )
            for series in found
        ]

    def alerts(self):
        """Those that are pending or firing."""
        return self._ask("/api/v1/alerts")["alerts"]

    def stop(self):
        self._program.kill()

    def _ask(self, path, **parameters):
        url = f"{self._url}{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{parameters}: {error.read().decode()}") from error

    def _await_ready(self):
        give_up = time.monotonic() + START_SECONDS_MAX
        while True:
            try:
                with urllib.request.urlopen(f"{self._url}/-/ready", timeout=5):
                    return
            except OSError as error:
                if time.monotonic() > give_up:
                    raise RuntimeError(self._log.read_text()) from error
                time.sleep(0.1)
