"""How code that replies is tested: with the fake, and pytest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from imageco.complaint import ComplaintClient, ComplaintError, Reason, Sent
from imageco.complaint.testing import FakeComplaintService

if TYPE_CHECKING:
    from collections.abc import Iterator


def apologize(client: ComplaintClient, complaint_id: str) -> str:
    """The code under test."""
    response = client.reply_until_settled(
        isspid="39493002",
        seller_account="66660000000000001",
        complaint_id=complaint_id,
        response_content="非常抱歉，已为您退款",
    )
    return response.transaction_id


@pytest.fixture
def bridge() -> Iterator[FakeComplaintService]:
    with FakeComplaintService() as fake:
        yield fake


def test_apologizes_once_where_the_answer_is_lost(bridge: FakeComplaintService) -> None:
    bridge.lose_next(after_taking=True)
    apologize(bridge.client(), "c1")
    assert [reply.response_content for reply in bridge.replies] == ["非常抱歉，已为您退款"]


def test_tells_that_the_gateway_refused(bridge: FakeComplaintService) -> None:
    bridge.fail_next(Reason.GATEWAY_REJECTED, gateway_result=("1001", "投诉单已完结"))
    with pytest.raises(ComplaintError) as caught:
        apologize(bridge.client(), "c1")
    assert caught.value.sent is Sent.REFUSED
    assert bridge.replies == []
