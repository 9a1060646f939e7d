"""Reads a commented values.yaml: what each value is for, what it may be, and its default.

A comment in front of a value says what it does. Lines in it that begin with @ say what it may be:

    @type NAME[, NAME…] [MIN [MAX]]   where the default does not tell
    @enum A, B                        one of these, or the default
    @map TYPE                         names of the user's own, and values of that type
    @items TYPE [MIN [MAX]]           a list of these
    @item                             a list of what the rest of the comment shows, written likewise
    @k8s TYPE                         an object of Kubernetes' API
    @open                             anything
    @required                         of an item: it must be there
"""

import dataclasses
import re
import textwrap
from typing import Any

import yaml


@dataclasses.dataclass
class Setting:
    name: str
    description: str
    tags: dict[str, str]
    default: Any
    members: list["Setting"]  # of an object, or of each item of a list


KEY = re.compile(r"( *)([\w.]+):")


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def uncomment(line: str) -> str:
    return line.lstrip(" ")[1:].removeprefix(" ")


def read_comment(comment: list[str]) -> tuple[str, dict[str, str], list[str]]:
    """Its text, its tags, and the lines of an item that it shows."""
    text, tags = [], {}
    for number, line in enumerate(comment):
        if not line.startswith("@"):
            text.append(line)
            continue
        tag, _, rest = line[1:].partition(" ")
        tags[tag] = rest.strip()
        if tag == "item":
            return (
                " ".join(text),
                tags,
                textwrap.dedent("\n".join(comment[number + 1 :])).split("\n"),
            )
    return " ".join(text), tags, []


def has_members(default: Any, tags: dict[str, str]) -> bool:
    return bool(isinstance(default, dict) and default and not tags.keys() & {"k8s", "map", "open"})


def read_settings(lines: list[str], values: dict[str, Any]) -> list[Setting]:
    """Of lines that all belong to one mapping, with `values` as YAML reads them."""
    settings, comment, at = [], [], 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if not line.strip():
            comment = []
        elif line.lstrip().startswith("#"):
            comment.append(uncomment(line))
        else:
            match = KEY.match(line)
            begin = at
            while at < len(lines) and (
                not lines[at].strip() or indent_of(lines[at]) > len(match[1])
            ):
                at += 1
            settings.append(read_setting(match[2], comment, values[match[2]], lines[begin:at]))
            comment = []
    return settings


def read_setting(name: str, comment: list[str], default: Any, body: list[str]) -> Setting:
    description, tags, item = read_comment(comment)
    if not description:
        raise ValueError(f"{name}: nothing says what it is for")
    members = []
    if item:
        members = read_settings(item, yaml.safe_load("\n".join(item)))
    elif has_members(default, tags):
        members = read_settings(body, default)
    return Setting(name, description, tags, default, members)


def read(text: str) -> list[Setting]:
    return read_settings(text.split("\n"), yaml.safe_load(text))
