"""Asking again, by both clients. What to do when is tested in test_settling.py."""

from __future__ import annotations

import threading

import grpc
import pytest
from callers import Stopwatch

from imageco.complaint import ComplaintError, Reason, Sent

NO_WORD = [
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
]
ASKED_AGAIN = [
    Reason.REPLY_IN_PROGRESS,
    Reason.GATEWAY_UNREACHABLE,
    Reason.CIRCUIT_OPEN,
    Reason.LEDGER_UNAVAILABLE,
    Reason.DRAINING,
    Reason.RATE_LIMITED,
    Reason.OVERLOADED,
]
FINAL = sorted(set(Reason) - set(ASKED_AGAIN) - {Reason.DEADLINE_TOO_SHORT})


def ids(fake):
    return {attempt.transaction_id for attempt in fake.attempts}


def test_delivers_at_once(bridge, request_):
    assert not bridge.reply_until_settled(request_).replayed
    assert len(bridge.fake.attempts) == 1


@pytest.mark.parametrize("code", NO_WORD)
def test_asks_again_where_the_bridge_said_nothing(bridge, fields, code):
    bridge.fake.fail_next_without_word(code)
    response = bridge.reply_until_settled(**fields)
    assert len(bridge.fake.attempts) == 2
    assert ids(bridge.fake) == {response.transaction_id}


@pytest.mark.parametrize("reason", ASKED_AGAIN)
def test_asks_again_after(bridge, fields, reason):
    bridge.fake.fail_next(reason)
    response = bridge.reply_until_settled(**fields)
    assert len(bridge.fake.attempts) == 2
    assert ids(bridge.fake) == {response.transaction_id}


@pytest.mark.parametrize("reason", FINAL)
def test_ends_at_once_with(bridge, request_, reason):
    bridge.fake.fail_next(reason)
    with pytest.raises(ComplaintError) as caught:
        bridge.reply_until_settled(request_)
    assert caught.value.reason == reason
    assert len(bridge.fake.attempts) == 1


@pytest.mark.parametrize("code", [grpc.StatusCode.UNIMPLEMENTED, grpc.StatusCode.PERMISSION_DENIED])
def test_ends_at_once_with_what_a_repeat_cannot_mend(bridge, request_, code):
    bridge.fake.fail_next_without_word(code)
    with pytest.raises(ComplaintError) as caught:
        bridge.reply_until_settled(request_)
    assert caught.value.code is code
    assert len(bridge.fake.attempts) == 1


def test_the_consumer_sees_a_reply_once_whose_answers_were_lost(bridge, request_):
    bridge.fake.lose_next(times=3, after_taking=True)
    response = bridge.reply_until_settled(request_)
    assert response.replayed
    assert len(bridge.fake.attempts) == 4
    assert len(bridge.fake.replies) == 1


def test_knows_of_every_attempt(bridge, request_):
    """One that was lost, and then a no that speaks of itself alone."""
    bridge.fake.lose_next(after_taking=True)
    bridge.fake.fail_next(Reason.LEDGER_UNAVAILABLE, retry_delay=600)
    with pytest.raises(ComplaintError) as caught:
        bridge.reply_until_settled(request_)
    assert (caught.value.reason, caught.value.sent) == (Reason.LEDGER_UNAVAILABLE, Sent.PERHAPS)
    assert caught.value.retry_delay == 600


def test_waits_as_long_as_it_is_told(bridge, request_):
    bridge.fake.fail_next(Reason.RATE_LIMITED, retry_delay=0.7)
    watch = Stopwatch()
    bridge.reply_until_settled(request_)
    assert watch > 0.7


def test_ends_at_once_where_the_wait_does_not_fit(bridge, request_):
    bridge.fake.fail_next(Reason.CIRCUIT_OPEN, retry_delay=60)
    watch = Stopwatch()
    with pytest.raises(ComplaintError) as caught:
        bridge.reply_until_settled(request_, timeout=20)
    assert watch < 3
    assert (caught.value.reason, caught.value.sent) == (Reason.CIRCUIT_OPEN, Sent.NOTHING)


def test_ends_at_its_deadline_with_the_bridges_last_word(bridge, request_):
    bridge.fake.fail_next(Reason.DRAINING)
    bridge.fake.delay_next(60)
    watch = Stopwatch()
    with pytest.raises(ComplaintError) as caught:
        bridge.reply_until_settled(request_, timeout=1)
    assert 0.9 < float(watch) < 4
    assert (caught.value.reason, caught.value.sent) == (Reason.DRAINING, Sent.PERHAPS)


def test_ends_at_its_deadline_without_a_server(bridge, request_):
    bridge.fake.close()
    watch = Stopwatch()
    with pytest.raises(ComplaintError) as caught:
        bridge.reply_until_settled(request_, timeout=1)
    assert watch < 4
    assert (caught.value.reason, caught.value.sent) == ("", Sent.NOTHING)
    assert caught.value.transaction_id == request_.transaction_id


def test_ends_when_its_caller_cancels_an_attempt(bridge, request_):
    bridge.fake.delay_next(60)
    watch = Stopwatch()
    with pytest.raises(ComplaintError) as caught:
        bridge.reply_until_settled(request_, cancel_after=0.3)
    assert watch < 3
    assert (caught.value.code, caught.value.sent) == (grpc.StatusCode.CANCELLED, Sent.PERHAPS)


def test_ends_when_its_caller_cancels_between_two(bridge, request_):
    bridge.fake.fail_next(Reason.CIRCUIT_OPEN, retry_delay=60)
    watch = Stopwatch()
    with pytest.raises(ComplaintError) as caught:
        bridge.reply_until_settled(request_, cancel_after=0.3)
    assert watch < 3
    assert (caught.value.code, caught.value.sent) == (grpc.StatusCode.CANCELLED, Sent.NOTHING)
    assert caught.value.transaction_id == request_.transaction_id


def test_a_cancelled_wait_remembers_what_was_perhaps_sent(bridge, request_):
    bridge.fake.lose_next(after_taking=True)
    bridge.fake.fail_next(Reason.CIRCUIT_OPEN, retry_delay=60)
    with pytest.raises(ComplaintError) as caught:
        bridge.reply_until_settled(request_, cancel_after=1)
    assert (caught.value.code, caught.value.sent) == (grpc.StatusCode.CANCELLED, Sent.PERHAPS)


def test_finds_a_server_that_serves_again(bridge, request_):
    bridge.fake.set_serving(False)
    call = bridge.start("reply_until_settled", request_, timeout=10)
    threading.Event().wait(0.5)
    assert bridge.fake.attempts == []
    bridge.fake.set_serving(True)
    assert call.result(timeout=10).result.id == "0000"


def test_ends_when_its_client_is_closed(fake, request_):
    client = fake.client()
    fake.fail_next(Reason.CIRCUIT_OPEN, retry_delay=0.5)
    threading.Timer(0.2, client.close).start()
    with pytest.raises(ComplaintError) as caught:
        client.reply_until_settled(request_)
    assert caught.value.code is grpc.StatusCode.CANCELLED
    assert len(fake.attempts) == 1
