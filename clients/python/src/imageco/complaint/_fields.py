"""What help() tells of the fields of a reply, by the limits that the proto's options give."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, TypeVar

from imageco.wire.v1 import wire_pb2

from .v1.complaint_service_pb2 import JumpLink, ReplyRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.protobuf.descriptor import FieldDescriptor

_TYPES = {
    "isspid": "str",
    "transaction_id": "str",
    "seller_account": "str",
    "complaint_id": "str",
    "response_content": "str",
    "response_images": "Iterable[str]",
    "jump_link": "JumpLink",
    "validate_only": "bool",
}
_MEANINGS = {
    "isspid": "the merchant's number; may be left out where the bridge serves one merchant",
    "transaction_id": "the reply's own number; made where it is left out",
    "seller_account": "the receiving account that the complaint is about",
    "complaint_id": "the complaint that is answered",
    "response_content": "the text that the consumer reads",
    "response_images": "ids from Imageco's picture upload interface",
    "jump_link": "a link that the consumer can follow",
    "validate_only": "check everything that can be checked, and send nothing",
    "url": "HTTPS",
    "text": "what the link shows",
}

Method = TypeVar("Method", bound="Callable[..., Any]")


def takes_fields(method: Method) -> Method:
    """Shows help() and inspect the fields, where the method has **fields."""
    signature = inspect.signature(method)
    given = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    fields = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=..., annotation=kind)
        for name, kind in _TYPES.items()
    ]
    method.__signature__ = signature.replace(parameters=[*given, *fields])  # type: ignore[attr-defined]
    method.__doc__ = f"{inspect.cleandoc(method.__doc__ or '')}\n\n{_text(ReplyRequest)}"
    return method


def _text(message: Any) -> str:
    return "\n".join(_line(field) for field in message.DESCRIPTOR.fields)


def _line(field: FieldDescriptor) -> str:
    rule = field.GetOptions().Extensions[wire_pb2.field]
    facts = [_MEANINGS[field.name]]
    if rule.required:
        facts.append("required")
    if rule.max_chars:
        facts.append(f"at most {rule.max_chars} characters")
    if rule.max_items:
        facts.append(f"at most {rule.max_items}")
    if field.message_type is JumpLink.DESCRIPTOR:
        facts += [_line(member).replace(":", "", 1) for member in field.message_type.fields]
    return f"{field.name}: {'; '.join(facts)}"


ReplyRequest.__doc__ = f"A reply to one complaint.\n\n{_text(ReplyRequest)}"
JumpLink.__doc__ = f"A link that the consumer can follow.\n\n{_text(JumpLink)}"
