"""The fake, as the callers' tests meet it."""

from __future__ import annotations

import asyncio

import pytest

from imageco.complaint import ComplaintError, Reason, ReplyRequest, ReplyState, Sent
from imageco.complaint.testing import FakeComplaintService
from imageco.complaint.v1 import complaint_service_pb2 as pb
from imageco.complaint.v1.reply_admin_service_pb2 import ListRepliesRequest, SettleReplyRequest


@pytest.fixture
def client(fake):
    return fake.client()


def failure(client, *args, **named):
    with pytest.raises(ComplaintError) as caught:
        client.reply(*args, **named)
    return caught.value


def test_replays_the_same_payload(fake, client, request_):
    assert not client.reply(request_).replayed
    again = client.reply(request_)
    assert (again.replayed, again.result.id) == (True, "0000")
    assert len(fake.replies) == 1


def test_refuses_another_payload_under_the_id(fake, client, request_):
    client.reply(request_)
    request_.response_content = "另一个回复"
    assert failure(client, request_).reason == Reason.TRANSACTION_ID_REUSED
    assert len(fake.replies) == 1


def test_names_every_field_at_fault(fake, client):
    error = failure(
        client,
        isspid="123456789",
        seller_account="1",
        complaint_id="1",
        response_content="解" * 201,
        response_images=["a|b", "", "c", "d", "e"],
        jump_link={"url": "http://www.xxx.com"},
    )
    assert error.reason == Reason.INVALID_REQUEST
    assert [violation.field for violation in error.violations] == [
        "isspid",
        "response_content",
        "response_images",
        "response_images[0]",
        "response_images[1]",
        "jump_link.url",
        "jump_link.text",
    ]
    assert fake.replies == []


def test_finds_what_nobody_sees(fake, client):
    error = failure(
        client,
        seller_account="1\r",
        complaint_id="\u00a01",
        response_content=" \u3000\u200b",
        response_images=["a b", "c\ufeff"],
    )
    assert [violation.field for violation in error.violations] == [
        "seller_account",
        "complaint_id",
        "response_content",
        "response_images[1]",
    ]
    assert fake.replies == []


def test_wants_what_is_required(client):
    error = failure(client, isspid="1")
    fields = {violation.field for violation in error.violations}
    assert fields == {"seller_account", "complaint_id", "response_content"}


def test_takes_an_empty_isspid_for_its_single_merchant(client, fields):
    del fields["isspid"]
    assert client.reply(**fields).isspid == "39493002"


def test_validates_only(fake, client, request_):
    request_.validate_only = True
    assert not client.reply(request_).HasField("result")
    assert fake.replies == []


def test_records_the_replies_in_order(fake, client, fields):
    for text in ("一", "二", "三"):
        client.reply(**{**fields, "response_content": text})
    assert [reply.response_content for reply in fake.replies] == ["一", "二", "三"]


def test_fails_as_told_and_then_no_more(fake, client, request_):
    fake.fail_next(
        Reason.RATE_LIMITED, times=2, retry_delay=1.5, message="slow", metadata={"k": "v"}
    )
    for _ in range(2):
        error = failure(client, request_)
        assert (error.reason, error.retry_delay, error.message) == ("RATE_LIMITED", 1.5, "slow")
        assert error.metadata == {"k": "v"}
    assert client.reply(request_).result.id == "0000"


def test_keeps_what_the_gateway_refused(fake, client, request_):
    fake.fail_next(Reason.GATEWAY_REJECTED, gateway_result=("1001", "投诉单已完结"))
    for _ in range(2):
        error = failure(client, request_)
        assert (error.sent, error.gateway_result) == (Sent.REFUSED, ("1001", "投诉单已完结"))
    record = client.get_reply(request_.isspid, request_.transaction_id).reply
    assert record.state == ReplyState.REPLY_STATE_REJECTED
    assert record.result.id == "1001"
    assert fake.replies == []


def test_an_unknown_outcome_stays_until_it_is_settled(fake, client, request_):
    fake.fail_next(Reason.OUTCOME_UNKNOWN)
    for _ in range(2):
        assert failure(client, request_).reason == Reason.OUTCOME_UNKNOWN
    unknown = client.admin.ListReplies(ListRepliesRequest(states=[pb.REPLY_STATE_UNKNOWN]))
    assert [reply.transaction_id for reply in unknown.replies] == [request_.transaction_id]
    settle = SettleReplyRequest(
        isspid=request_.isspid,
        transaction_id=request_.transaction_id,
        verdict=pb.VERDICT_NOT_DELIVERED,
        settled_by="alice",
        reason="nothing there",
    )
    record = client.admin.SettleReply(settle).reply
    assert record.state == pb.REPLY_STATE_NOT_DELIVERED
    assert record.finding.settled_by == "alice"
    assert not client.reply(request_).replayed
    assert len(fake.replies) == 1


def test_a_reply_settled_as_delivered_is_answered(fake, client, request_):
    fake.fail_next(Reason.OUTCOME_UNKNOWN)
    failure(client, request_)
    settle = SettleReplyRequest(
        transaction_id=request_.transaction_id, verdict=pb.VERDICT_DELIVERED
    )
    client.admin.SettleReply(settle)
    response = client.reply(request_)
    assert (response.replayed, response.HasField("result")) == (True, False)


def test_loses_the_connection_before_it_has_the_reply(fake, request_):
    fake.lose_next()
    failure(fake.client(retries=False), request_)
    assert (len(fake.attempts), len(fake.replies)) == (1, 0)


def test_loses_the_connection_after_it_has_the_reply(fake, request_):
    fake.lose_next(after_taking=True)
    failure(fake.client(retries=False), request_)
    assert (len(fake.attempts), len(fake.replies)) == (1, 1)


def test_a_delayed_reply_of_a_caller_that_is_gone_is_not_taken(fake, client, request_):
    fake.delay_next(0.5)
    failure(client, request_, timeout=0.1)
    assert client.reply(request_).replayed is False


def test_serves_asyncio():
    async def ask(fake):
        async with fake.aio_client() as client:
            return await client.reply(
                seller_account="1", complaint_id="2", response_content="已解决"
            )

    with FakeComplaintService() as fake:
        assert asyncio.run(ask(fake)).result.id == "0000"
        assert len(fake.replies) == 1


def test_gives_copies(fake, client, request_):
    client.reply(request_)
    fake.replies[0].response_content = "changed"
    request_.response_content = "changed"
    assert isinstance(fake.replies[0], ReplyRequest)
    fake.replies.clear()
    assert len(fake.replies) == 1
