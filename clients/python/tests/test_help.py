"""What help() tells."""

from __future__ import annotations

import inspect
import pydoc

import pytest

import imageco.complaint
from imageco.complaint import ComplaintClient, ReplyRequest, aio

FIELDS = [field.name for field in ReplyRequest.DESCRIPTOR.fields]


@pytest.mark.parametrize("client", [ComplaintClient, aio.ComplaintClient])
@pytest.mark.parametrize("method", ["reply", "reply_until_settled"])
def test_shows_the_fields(client, method):
    shown = inspect.signature(getattr(client, method)).parameters
    assert [name for name in shown if name in FIELDS] == FIELDS
    text = pydoc.render_doc(getattr(client, method), renderer=pydoc.plaintext)
    for name in FIELDS:
        assert f"{name}: " in text
    assert "response_content: the text that the consumer reads; required; at most 200" in text


def test_shows_the_fields_of_the_message():
    assert "jump_link: a link that the consumer can follow; url HTTPS; " in ReplyRequest.__doc__
    assert "at most 512 characters; text what the link shows; " in ReplyRequest.__doc__


def test_names_the_module_that_callers_import():
    named = {
        name: getattr(imageco.complaint, name).__module__ for name in imageco.complaint.__all__
    }
    messages = {name for name, module in named.items() if module.endswith("_pb2")}
    assert {named[name] for name in named.keys() - messages - {"ReplyState"}} == {
        "imageco.complaint"
    }
