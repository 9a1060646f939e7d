"""The chart, rendered as Helm renders it, without a cluster."""

import copy
import functools
import json
import pathlib
from typing import Any

import helm_python
import yaml

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
HELM = REPOSITORY / "helm"
CHART = HELM / "complaint-bridge"
EXAMPLES = sorted((CHART / "examples").glob("*.yaml"))
VERSIONS = [f"1.{minor}" for minor in range(25, 38)]

Values = dict[str, Any]


def example(name: str) -> Values:
    return yaml.safe_load((CHART / "examples" / f"{name}.yaml").read_text())


def merged(values: Values, more: Values) -> Values:
    """`more` over `values`, as a second values file is: objects are merged, lists are not."""
    result = copy.deepcopy(values)
    for name, value in more.items():
        is_object = isinstance(value, dict) and isinstance(result.get(name), dict)
        result[name] = merged(result[name], value) if is_object else value
    return result


def at(path: str, value: Any) -> Values:
    """Values with one in them: at("image.tag", "2") is {"image": {"tag": "2"}}."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


@functools.cache
def loaded() -> helm_python.Chart:
    return helm_python.Chart.load(CHART)


class Rendered:
    def __init__(self, values: Values, name: str = "bridge", namespace: str = "shop") -> None:
        texts = loaded().render(values, name=name, namespace=namespace)
        self.notes = next(text for file, text in texts.items() if file.endswith("NOTES.txt"))
        manifests = [text for file, text in texts.items() if not file.endswith("NOTES.txt")]
        self.objects = [one for text in manifests for one in yaml.safe_load_all(text) if one]

    def of_kind(self, kind: str) -> list[Values]:
        return [one for one in self.objects if one["kind"] == kind]

    def has(self, kind: str, name: str = "bridge-complaint-bridge") -> bool:
        return any(one["metadata"]["name"] == name for one in self.of_kind(kind))

    def get(self, kind: str, name: str = "bridge-complaint-bridge") -> Values:
        """The one of that kind and name."""
        found = [one for one in self.of_kind(kind) if one["metadata"]["name"] == name]
        assert len(found) == 1, [(one["kind"], one["metadata"]["name"]) for one in self.objects]
        return found[0]

    @property
    def workload(self) -> Values:
        return self.get("StatefulSet" if self.has("StatefulSet") else "Deployment")

    @property
    def pod(self) -> Values:
        return self.workload["spec"]["template"]

    @property
    def server(self) -> Values:
        return next(one for one in self.pod["spec"]["containers"] if one["name"] == "server")

    @property
    def config_text(self) -> str:
        return self.get("ConfigMap")["data"]["config.json"]

    @property
    def config(self) -> Values:
        return yaml.safe_load(self.config_text)


@functools.cache
def rendered(values: str) -> Rendered:
    return Rendered(json.loads(values))


def render(values: str | Values, *more: Values) -> Rendered:
    """Of an example by its name, or of values, with others over them. Not to be changed."""
    result = example(values) if isinstance(values, str) else values
    for one in more:
        result = merged(result, one)
    return rendered(json.dumps(result))


def refusal(values: str | Values, *more: Values) -> str:
    """What Helm says of values that it does not take; the test fails where it takes them."""
    try:
        render(values, *more)
    except helm_python.HelmError as error:
        return str(error)
    raise AssertionError("these values are taken")
