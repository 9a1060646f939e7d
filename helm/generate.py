#!/usr/bin/env python3
"""generate.py [--check]: writes complaint-bridge/values.schema.json and the table of values in its
README.md from its values.yaml, or fails where they are not what it would write."""

import json
import pathlib
import re
import sys
from typing import Any

import kubernetes_validate
import values_file
from values_file import Setting

CHART = pathlib.Path(__file__).resolve().parent / "complaint-bridge"
KUBERNETES = "io.k8s.api."
# The newest version that the API is taken from.
API_VERSION = "v1.37.0"
RELABELING = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "action": {"type": "string"},
        "modulus": {"type": "integer"},
        "regex": {"type": "string"},
        "replacement": {"type": "string"},
        "separator": {"type": "string"},
        "sourceLabels": {"type": "array", "items": {"type": "string"}},
        "targetLabel": {"type": "string"},
    },
}


def kubernetes_definitions() -> dict[str, Any]:
    folder = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
    file = folder / f"{API_VERSION}-local-strict/_definitions.json"
    return json.loads(file.read_text())["$defs"]


def without_prose(schema: Any) -> Any:
    """Of a definition, what a value is checked by."""
    if isinstance(schema, list):
        return [without_prose(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for name, part in schema.items():
        if name == "properties":
            kept[name] = {member: without_prose(of) for member, of in part.items()}
        elif name == "$ref":
            kept[name] = "#/definitions/" + part.rpartition("/")[2]
        elif name != "format" and name != "description" and not name.startswith("x-"):
            kept[name] = without_prose(part)
    return kept


def is_needed(setting: Setting) -> bool:
    """Whether its default must not be taken away. Helm does so where it is null, as in a line with
    nothing behind the colon. What is empty by default may be, and what says so."""
    if setting.members and "item" not in setting.tags:
        return True
    may_be_null = "null" in setting.tags.get("type", "") or "map" in setting.tags
    is_number = type(setting.default) is int
    return (bool(setting.default) or is_number) and not may_be_null


class Schema:
    """Of settings; gathers what it refers to."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}
        self.kubernetes = kubernetes_definitions()

    def refer(self, name: str) -> dict[str, str]:
        if name not in self.definitions:
            self.definitions[name] = without_prose(self.kubernetes[name])
            for other in re.findall(r'"#/definitions/([^"]+)"', json.dumps(self.definitions[name])):
                self.refer(other)
        return {"$ref": f"#/definitions/{name}"}

    def of_type(self, tag: str, default: Any = "") -> dict[str, Any]:
        """`tag` as @type and @items have it."""
        if tag.startswith("k8s "):
            name = tag.removeprefix("k8s ")
            return self.refer(KUBERNETES + (name if name.count(".") == 2 else f"core.v1.{name}"))
        if tag.startswith("enum "):
            return {"enum": tag.removeprefix("enum ").split(", ")}
        if tag == "open":
            return {}
        if tag == "relabeling":
            return RELABELING
        types, *bounds = re.split(r"(?<!,) ", tag)
        names = types.split(", ") + (["null"] if default is None else [])
        schema: dict[str, Any] = {"type": names[0] if len(names) == 1 else names}
        for bound, value in zip(("minimum", "maximum"), bounds):
            schema[bound] = int(value)
        return schema

    def of_default(self, default: Any) -> dict[str, Any]:
        names = {bool: "boolean", int: "integer", str: "string"}
        return {"type": names[type(default)]}

    def of_value(self, setting: Setting, has_defaults: bool) -> dict[str, Any]:
        tags = setting.tags
        if "open" in tags:
            return {"type": "object"}
        if "k8s" in tags:
            return self.refer(KUBERNETES + tags["k8s"])
        if "map" in tags:
            return {"type": "object", "additionalProperties": self.of_type(tags["map"])}
        if "items" in tags:
            return {"type": "array", "items": self.of_type(tags["items"])}
        if "item" in tags:
            return {"type": "array", "items": self.of_object(setting.members, has_defaults=False)}
        if setting.members:
            return self.of_object(setting.members, has_defaults)
        if "enum" in tags:
            return {"enum": list(dict.fromkeys([*tags["enum"].split(", "), setting.default]))}
        if "type" in tags:
            return self.of_type(tags["type"], setting.default)
        return self.of_default(setting.default)

    def of_object(self, settings: list[Setting], has_defaults: bool = True) -> dict[str, Any]:
        """`has_defaults`: of values.yaml itself, not of an item, which lacks what is not said."""
        schema: dict[str, Any] = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                one.name: {"description": one.description, **self.of_value(one, has_defaults)}
                for one in settings
            },
        }
        required = [
            one.name
            for one in settings
            if "required" in one.tags or has_defaults and is_needed(one)
        ]
        return schema | ({"required": required} if required else {})


def make_schema(settings: list[Setting]) -> str:
    schema = Schema()
    root = {"$schema": "http://json-schema.org/draft-07/schema#", **schema.of_object(settings)}
    root["definitions"] = dict(sorted(schema.definitions.items()))
    return json.dumps(root, ensure_ascii=False, indent=1) + "\n"


def default_text(setting: Setting) -> str:
    if "item" in setting.tags or setting.default in (None, "", [], {}):
        return ""
    text = json.dumps(setting.default, ensure_ascii=False)
    return "`" + (setting.default if isinstance(setting.default, str) else text) + "`"


def rows(settings: list[Setting], prefix: str = "") -> list[str]:
    lines = []
    for setting in settings:
        name = prefix + setting.name
        if setting.members:
            of = f"{name}[]" if "item" in setting.tags else name
            lines += [f"| **{of}** | {setting.description} | |", *rows(setting.members, of + ".")]
            continue
        what = setting.description
        if "enum" in setting.tags:
            what += (
                " One of " + ", ".join(f"`{one}`" for one in setting.tags["enum"].split(", ")) + "."
            )
        lines.append(f"| `{name}` | {what} | {default_text(setting)} |")
    return lines


def make_readme(readme: str, settings: list[Setting]) -> str:
    table = "\n".join(["| value | what it is for | default |", "|---|---|---|", *rows(settings)])
    begin, end = "<!-- values -->\n", "\n<!-- end of values -->"
    before, rest = readme.split(begin)
    return before + begin + table + end + rest.split(end)[1]


def main() -> int:
    settings = values_file.read((CHART / "values.yaml").read_text())
    readme = CHART / "README.md"
    wanted = {
        CHART / "values.schema.json": make_schema(settings),
        readme: make_readme(readme.read_text(), settings),
    }
    stale = [file for file, text in wanted.items() if not file.exists() or file.read_text() != text]
    if sys.argv[1:] == ["--check"]:
        for file in stale:
            print(f"{file.name}: is not what values.yaml says: run ./dev generate")
        return 1 if stale else 0
    for file in stale:
        file.write_text(wanted[file])
    return 0


if __name__ == "__main__":
    sys.exit(main())
