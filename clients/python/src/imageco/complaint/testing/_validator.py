"""What the bridge finds at fault in a request, by the vendor's limits in the proto's options."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from imageco.wire.v1 import wire_pb2

from .._error_details import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from google.protobuf.message import Message


def violations(message: Message, prefix: str = "") -> Iterator[Violation]:
    """Every field at fault, e.g. "response_content", "response_images[0]", "jump_link.url"."""
    for field in message.DESCRIPTOR.fields:
        rule = field.GetOptions().Extensions[wire_pb2.field]
        name, value = prefix + field.name, getattr(message, field.name)
        if rule.inlined:
            if message.HasField(field.name):
                yield from violations(value, f"{name}.")
        elif field.type != field.TYPE_STRING:
            continue
        elif isinstance(value, str):
            yield from _of_text(rule, name, value)
        else:
            yield from _of_items(rule, name, value)


def _of_text(rule: Any, name: str, value: str) -> Iterator[Violation]:
    if rule.required and all(_is_blank(character) for character in value):
        yield Violation(name, "must show something" if value else "must not be empty")
        return
    if rule.identifier and value and (fault := _fault_of_id(value)):
        yield Violation(name, fault)
    if rule.max_chars and len(value) > rule.max_chars:
        yield Violation(name, f"must have at most {rule.max_chars} characters, has {len(value)}")
    if rule.https_url and value and not value.startswith("https://"):
        yield Violation(name, "must be an absolute HTTPS URL")


def _of_items(rule: Any, name: str, items: Sequence[str]) -> Iterator[Violation]:
    if rule.max_items and len(items) > rule.max_items:
        yield Violation(name, f"must have at most {rule.max_items} items, has {len(items)}")
    for index, item in enumerate(items):
        if not item:
            yield Violation(f"{name}[{index}]", "must not be empty")
        if rule.separator and rule.separator in item:
            yield Violation(f"{name}[{index}]", f'must not hold a "{rule.separator}"')
        if rule.identifier and item and (fault := _fault_of_id(item)):
            yield Violation(f"{name}[{index}]", fault)


def _fault_of_id(value: str) -> str:
    if any(unicodedata.category(character) == "Cc" for character in value):
        return "must not hold a control character"
    if _is_blank(value[0]) or _is_blank(value[-1]):
        return "must not begin or end with a blank"
    return ""


def _is_blank(character: str) -> bool:
    """Whether it shows nothing: white space, or zero wide."""
    return character.isspace() or unicodedata.category(character) == "Cf"
