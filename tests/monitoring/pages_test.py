#!/usr/bin/env python3
"""What stands about alerts and metrics in several places is the same in all of them."""

import pathlib
import re
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "helm/monitoring"))

from alerts import ALERTS  # pylint: disable=wrong-import-position
from dashboard import ROWS  # pylint: disable=wrong-import-position

PAGES = ["docs/alerts.md", "docs/alerts.zh-CN.md"]
MESSAGE = re.compile(r'"message":"(?:\(([^"]+?)\)|([^"(]+?)(?:\(([^"]+?)\))?)"')

faults = []


def read(path):
    return (REPOSITORY / path).read_text()


def expect(what, wanted, given):
    """The same, in the same order."""
    if wanted != given:
        lacks = [one for one in wanted if one not in given]
        has = [one for one in given if one not in wanted]
        faults.append(f"{what}: lacks {lacks}, has {has}")


def messages_sought(page):
    """What `grep` looks for as a line's message, as regular expressions."""
    for alone, before, choice in MESSAGE.findall(page):
        for alternative in (alone or choice).split("|"):
            yield before + alternative


def check_pages():
    alerts = [(alert.name, alert.severity) for alert in ALERTS]
    for path in PAGES:
        expect(path, alerts, re.findall(r"^## (Complaint\w+)\n\n(\w+) · ", read(path), re.M))


def check_log_messages():
    sources = "".join(
        file.read_text()
        for folder in ("bridge", "server")
        for file in (REPOSITORY / folder).rglob("*.cc")
    )
    for message in sorted(set(messages_sought(read(PAGES[0])))):
        if not re.search(f'"{message}"', sources):
            faults.append(f"{PAGES[0]}: nothing logs: {message}")


def check_rule_tests():
    tests = read("tests/monitoring/alerts_test.yaml")
    tested = set(re.findall(r'alertname="(\w+)",severity="(\w+)"', tests))
    expect("alerts_test.yaml", {(alert.name, alert.severity) for alert in ALERTS}, tested)


def check_metrics():
    documented = set(
        re.findall(r"`((?:complaint|grpc|process)_[a-z_]+)`", read("docs/operations.md"))
    )
    queries = " ".join(query for _, row in ROWS for panel in row for query, _ in panel.queries)
    shown = set(re.findall(r"\b(?:complaint|grpc|process)_[a-z_]+(?=\{)", queries))
    shown = {re.sub(r"_(bucket|sum|count)$", "", metric) for metric in shown}
    expect("metrics with a panel", sorted(documented), sorted(shown))


for check in (check_pages, check_log_messages, check_rule_tests, check_metrics):
    check()
print(*faults, sep="\n")
sys.exit(1 if faults else 0)
