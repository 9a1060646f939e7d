"""One question, one answer."""

from __future__ import annotations

import re
import socket
import threading

import grpc
import pytest
from callers import Stopwatch

from imageco.complaint import (
    ComplaintClient,
    ComplaintError,
    GetReplyRequest,
    Reason,
    ReplyRequest,
    ReplyState,
    Sent,
    new_transaction_id,
)


def test_delivers(bridge, request_):
    response = bridge.reply(request_)
    assert (response.result.id, response.result.comment) == ("0000", "回复成功")
    assert not response.replayed
    assert [reply.response_content for reply in bridge.fake.replies] == ["已与用户沟通解决"]


def test_takes_the_fields_instead_of_a_message(bridge, fields):
    link = {"url": "https://www.xxx.com/aaaa", "text": "查看订单详情"}
    response = bridge.reply(**fields, response_images=["a", "b"], jump_link=link)
    (seen,) = bridge.fake.replies
    assert seen.transaction_id == response.transaction_id
    assert list(seen.response_images) == ["a", "b"]
    assert seen.jump_link.text == "查看订单详情"


def test_refuses_message_and_fields_at_once(bridge, request_):
    with pytest.raises(TypeError, match="not both"):
        bridge.reply(request_, isspid="1")


def test_refuses_another_message(bridge):
    with pytest.raises(TypeError, match="not GetReplyRequest"):
        bridge.reply(GetReplyRequest())


def test_makes_an_id_and_writes_it_into_the_request(bridge, request_):
    response = bridge.reply(request_)
    assert re.fullmatch("[0-9a-f]{32}", request_.transaction_id)
    assert response.transaction_id == request_.transaction_id
    assert bridge.reply(request_).replayed


def test_keeps_the_callers_id(bridge, request_):
    request_.transaction_id = "mine"
    assert bridge.reply(request_).transaction_id == "mine"


def test_made_ids_differ():
    assert len({new_transaction_id() for _ in range(1000)}) == 1000


def test_tells_the_made_id_by_the_error(bridge, fields):
    bridge.fake.fail_next(Reason.OUTCOME_UNKNOWN)
    with pytest.raises(ComplaintError) as caught:
        bridge.reply(**fields)
    (attempt,) = bridge.fake.attempts
    assert caught.value.transaction_id == attempt.transaction_id
    assert caught.value.request == attempt


def test_asks_again_with_what_the_error_holds(bridge, fields):
    bridge.fake.fail_next(Reason.DRAINING)
    with pytest.raises(ComplaintError) as caught:
        bridge.reply(**fields)
    assert not bridge.reply(caught.value.request).replayed
    assert len({attempt.transaction_id for attempt in bridge.fake.attempts}) == 1


def test_repeats_a_lost_connection_with_the_same_id(bridge, request_):
    bridge.fake.lose_next(times=2)
    bridge.reply(request_)
    ids = [attempt.transaction_id for attempt in bridge.fake.attempts]
    assert ids == [request_.transaction_id] * 3
    assert len(bridge.fake.replies) == 1


def test_asks_four_times_at_most(bridge, request_):
    bridge.fake.lose_next(times=9)
    with pytest.raises(ComplaintError) as caught:
        bridge.reply(request_)
    assert (caught.value.code, caught.value.reason) == (grpc.StatusCode.UNAVAILABLE, "")
    assert caught.value.sent is Sent.PERHAPS
    assert len(bridge.fake.attempts) == 4


@pytest.mark.parametrize("reason", [Reason.DRAINING, Reason.RATE_LIMITED])
def test_a_no_after_a_lost_answer_speaks_of_itself_alone(bridge, request_, reason):
    bridge.fake.lose_next(after_taking=True)
    bridge.fake.fail_next(reason, retry_delay=0.1)
    with pytest.raises(ComplaintError) as caught:
        bridge.reply(request_)
    assert (caught.value.reason, caught.value.sent) == (reason, Sent.PERHAPS)
    assert (len(bridge.fake.attempts), len(bridge.fake.replies)) == (2, 1)


def test_remembers_a_lost_answer_when_its_caller_cancels(bridge, request_):
    bridge.fake.lose_next(after_taking=True)
    bridge.fake.delay_next(60)
    with pytest.raises(ComplaintError) as caught:
        bridge.reply(request_, cancel_after=1)
    assert (caught.value.code, caught.value.sent) == (grpc.StatusCode.CANCELLED, Sent.PERHAPS)
    assert len(bridge.fake.attempts) == 2


def test_ends_where_the_server_forbids_a_retry(bridge, request_):
    bridge.fake.fail_next_without_word(grpc.StatusCode.UNAVAILABLE)
    with pytest.raises(ComplaintError):
        bridge.reply(request_)
    assert len(bridge.fake.attempts) == 1


def test_asks_once_where_retries_are_off(bridge, request_):
    bridge.fake.lose_next()
    with pytest.raises(ComplaintError) as caught:
        bridge.reply(request_, retries=False)
    assert (caught.value.code, caught.value.reason) == (grpc.StatusCode.UNAVAILABLE, "")
    assert caught.value.sent is Sent.PERHAPS
    assert len(bridge.fake.attempts) == 1


def test_channel_retries_nothing_but_unavailable(bridge, request_):
    for code in (grpc.StatusCode.UNKNOWN, grpc.StatusCode.INTERNAL, grpc.StatusCode.ABORTED):
        bridge.fake.fail_next_without_word(code)
        with pytest.raises(ComplaintError):
            bridge.reply(request_)
    assert len(bridge.fake.attempts) == 3


def test_sends_nothing_to_a_server_that_does_not_serve(bridge, request_):
    bridge.fake.set_serving(False)
    with pytest.raises(ComplaintError) as caught:
        bridge.reply(request_, timeout=3)
    assert caught.value.code is grpc.StatusCode.UNAVAILABLE
    assert bridge.fake.attempts == []


def test_ends_at_its_deadline(bridge, request_):
    bridge.fake.delay_next(60)
    watch = Stopwatch()
    with pytest.raises(ComplaintError) as caught:
        bridge.reply(request_, timeout=0.3)
    assert watch < 3
    assert caught.value.code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert (caught.value.reason, caught.value.sent) == ("", Sent.PERHAPS)
    assert caught.value.transaction_id == request_.transaction_id
    assert bridge.fake.replies == []


def test_ends_at_its_deadline_where_the_server_never_speaks(bridge, request_):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        watch = Stopwatch()
        with pytest.raises(ComplaintError):
            bridge.reply(request_, target=f"127.0.0.1:{mute.getsockname()[1]}", timeout=0.5)
        assert watch < 3


def test_uses_the_clients_deadline(fake, request_):
    fake.delay_next(60)
    watch = Stopwatch()
    with pytest.raises(ComplaintError), fake.client(timeout=0.3) as client:
        client.reply(request_)
    assert watch < 3


def test_ends_when_its_caller_cancels(bridge, request_):
    bridge.fake.delay_next(60)
    watch = Stopwatch()
    with pytest.raises(ComplaintError) as caught:
        bridge.reply(request_, cancel_after=0.2)
    assert watch < 3
    assert (caught.value.code, caught.value.sent) == (grpc.StatusCode.CANCELLED, Sent.PERHAPS)
    assert caught.value.transaction_id == request_.transaction_id


def test_asks_nothing_where_it_is_cancelled_before(fake, request_):
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(ComplaintError) as caught, fake.client() as client:
        client.reply(request_, cancel=cancel)
    assert (caught.value.code, caught.value.sent) == (grpc.StatusCode.CANCELLED, Sent.NOTHING)
    assert fake.attempts == []


def test_answers_while_it_could_be_cancelled(bridge, request_):
    bridge.fake.delay_next(0.2)
    assert bridge.reply(request_, cancel_after=1).result.id == "0000"


def test_tells_a_reply(bridge, request_):
    bridge.reply(request_)
    record = bridge.call("get_reply", request_.isspid, request_.transaction_id).reply
    assert record.state == ReplyState.REPLY_STATE_DELIVERED
    assert record.result.id == "0000"


def test_get_reply_never_sends(bridge):
    with pytest.raises(ComplaintError) as caught:
        bridge.call("get_reply", "39493002", "nowhere")
    assert (caught.value.reason, caught.value.sent) == (Reason.REPLY_NOT_FOUND, Sent.NOTHING)
    assert caught.value.transaction_id == "nowhere"
    bridge.fake.close()
    with pytest.raises(ComplaintError) as caught:
        bridge.call("get_reply", "39493002", "nowhere", timeout=1)
    assert (caught.value.reason, caught.value.sent) == ("", Sent.NOTHING)


def test_a_client_that_is_closed_says_so(fake):
    client = fake.client()
    client.close()
    with pytest.raises(ValueError, match="closed"):
        client.reply(ReplyRequest())


def test_a_target_takes_tls_or_plaintext():
    from imageco.complaint import Tls

    with pytest.raises(ValueError, match="not both"):
        ComplaintClient("localhost:1", tls=Tls(), plaintext=True)
