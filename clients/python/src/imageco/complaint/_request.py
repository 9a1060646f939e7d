"""A caller's ReplyRequest, with the id that every attempt of it shares."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from .v1.complaint_service_pb2 import JumpLink, ReplyRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from typing_extensions import TypedDict

    class ReplyFields(TypedDict, total=False):
        """The fields of ReplyRequest, as keyword arguments."""

        isspid: str
        transaction_id: str
        seller_account: str
        complaint_id: str
        response_content: str
        response_images: Iterable[str]
        jump_link: JumpLink
        validate_only: bool


def new_transaction_id() -> str:
    """An id for one new reply: 128 random bits as 32 hex digits."""
    return secrets.token_hex(16)


def to_request(request: ReplyRequest | None, fields: Mapping[str, Any]) -> ReplyRequest:
    """The caller's message, or one of the fields given; its transaction_id is made where empty.

    Raises TypeError where both are given, or what is given is no ReplyRequest.
    """
    if request is None:
        request = ReplyRequest(**fields)
    elif fields:
        raise TypeError("give a ReplyRequest or its fields, not both")
    elif not isinstance(request, ReplyRequest):
        raise TypeError(f"a ReplyRequest is wanted, not {type(request).__name__}")
    if not request.transaction_id:
        request.transaction_id = new_transaction_id()
    return request
