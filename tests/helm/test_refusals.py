"""Values that would break something are refused with a sentence that says what is wrong."""

import re
import subprocess

import helm_python
import pytest
import values_file
import yaml
from chart import CHART, REPOSITORY, Rendered, at, example, merged, refusal, render

BROKEN = REPOSITORY / "tests/helm/broken"
GOOD = yaml.safe_load((BROKEN / "good.yaml").read_text())
FILES = sorted(file for file in BROKEN.glob("*.yaml") if file.stem != "good")
CHECKS = "".join(file.read_text() for file in sorted((CHART / "templates").glob("_checks*.tpl")))
SENTENCES = re.findall(r"^((?:[a-z]|\{\{ \$)\S*.*: .*)$", CHECKS, re.M)


def faults(said: str) -> list[str]:
    """One a line, of the chart's own or of the schema's."""
    if "These values cannot be used:" in said:
        return said.split("These values cannot be used:")[1].strip().split("\n")
    return [line for line in said.split("\n") if line.startswith("- at ")]


def test_what_the_broken_files_lie_over_is_taken():
    assert render(GOOD).has("StatefulSet")
    assert render(GOOD, at("ledger.kind", "postgres")).has("Deployment")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_file_is_refused_by_the_sentence_that_it_names(file):
    text = file.read_text()
    wanted = text.split("\n")[0].removeprefix("# ")
    said = faults(refusal(GOOD, yaml.safe_load(text)))
    assert len(said) == 1 and wanted in said[0], said


def words(sentence: str) -> str:
    """The longest piece of it that is no template and always there."""
    always = re.sub(r"\{\{ if .*?\{\{ end \}\}", "{{}}", sentence)
    return max(re.split(r"\{\{.*?\}\}", always), key=len).strip()


def test_every_sentence_of_the_chart_has_a_file():
    said = "\n".join(refusal(GOOD, yaml.safe_load(file.read_text())) for file in FILES)
    # Only a cluster can be asked for what runs, and a chart be packaged without a file.
    elsewhere = ("still runs", "was packaged without")
    unsaid = [one for one in SENTENCES if words(one) not in said]
    assert [one for one in unsaid if not any(word in one for word in elsewhere)] == []


def lines_of(settings: list[values_file.Setting], prefix: str = ""):
    """Every line of a values file that may have nothing behind its colon."""
    for setting in settings:
        yield prefix + setting.name
        if "item" not in setting.tags:
            yield from lines_of(setting.members, f"{prefix}{setting.name}.")


@pytest.mark.parametrize("base", ["sqlite", "postgres", "trial"])
def test_a_line_with_nothing_behind_it_is_left_out_or_refused(base):
    for line in lines_of(values_file.read((CHART / "values.yaml").read_text())):
        try:
            Rendered(merged(example(base), at(line, None)))
        except helm_python.HelmError as error:
            said = str(error)
            missing = f"missing property '{line.rpartition('.')[2]}'"
            assert missing in said or "These values cannot be used" in said, (line, said)


GUARDS = ["networkPolicy", "networkPolicy.enabled", "podSecurityContext", "strategy.maxUnavailable"]


@pytest.mark.parametrize("line", GUARDS)
def test_a_line_with_nothing_behind_it_turns_no_guard_off(line):
    assert "missing property" in refusal("postgres", at(line, None))


SAME = [("1Gi", "1024Mi"), ("100m", "0.1"), (1, "1"), ("1e3", "1k")]
RISING = [("1500m", 2), ("64Mi", "1G"), ("1G", "1Gi"), ("999", "1k"), (7, "1e1")]


def bounded(wanted, limit) -> dict:
    name = "example.com/x"
    return at("resources", {"requests": {name: wanted}, "limits": {name: limit}})


@pytest.mark.parametrize("less, more", SAME + RISING)
def test_amounts_of_other_units_are_compared(less, more):
    assert render(GOOD, bounded(less, more))
    if (less, more) in RISING:
        assert "raise the limit too" in refusal(GOOD, bounded(more, less))


def test_all_faults_are_named_at_once():
    said = refusal(GOOD, {"replicas": 2, "preStopSleepSeconds": 0}, at("ledger.identity", "x"))
    assert [one.split(":")[0] for one in faults(said)] == ["replicas", "ledger.identity"]


@pytest.mark.parametrize(
    "file, value",
    [("monitoring/alerts.yaml", "prometheusRule"), ("monitoring/dashboard.json", "dashboard")],
)
def test_what_was_not_packaged_cannot_be_asked_for(file, value, tmp_path):
    subprocess.run(["cp", "-r", CHART, tmp_path / "chart"], check=True)
    (tmp_path / "chart" / file).unlink(missing_ok=True)
    with helm_python.Chart.load(tmp_path / "chart") as chart:
        with pytest.raises(helm_python.HelmError, match=f"was packaged without {file}"):
            chart.render(merged(GOOD, at(f"{value}.enabled", True)))
