"""The decisions of reply and reply_until_settled."""

from __future__ import annotations

import grpc
import pytest

from imageco.complaint import ComplaintError, Reason, Sent
from imageco.complaint._reason import sent_by_reply
from imageco.complaint._repeating import once, until_settled
from imageco.complaint._settling import Settling

UNAVAILABLE = grpc.StatusCode.UNAVAILABLE


def failed(reason="", code=UNAVAILABLE, retry_delay=None):
    sent = sent_by_reply(reason, code, "")
    return ComplaintError(
        code=code,
        message="m",
        reason=reason,
        sent=sent,
        retry_delay=retry_delay,
        transaction_id="t",
    )


def settling(timeout, draw=1.0, repeating=None):
    return Settling(repeating or until_settled(), 1000, timeout, draw=lambda: draw)


def test_an_attempt_has_30_seconds_or_what_is_left():
    reply = settling(timeout=50)
    assert reply.attempt_timeout(1000) == 30
    assert reply.attempt_timeout(1035) == 15
    assert reply.attempt_timeout(1060) == 0


@pytest.mark.parametrize(("draw", "part"), [(1.0, 1.0), (0.0, 0.5)])
def test_the_waits_double_up_to_5_seconds(draw, part):
    reply, waits = settling(timeout=10_000, draw=draw), []
    for _ in range(30):
        reply.attempt_timeout(1000)
        waits.append(reply.after(failed(), 1000))
    doubled = [0.2, 0.4, 0.8, 1.6, 3.2] + [5.0] * 25
    assert waits == pytest.approx([wait * part for wait in doubled])


def test_a_wait_that_is_asked_for_is_kept():
    reply = settling(timeout=60)
    reply.attempt_timeout(1000)
    assert reply.after(failed(Reason.RATE_LIMITED, retry_delay=9.5), 1000) == 9.5


def test_a_wait_that_is_asked_for_and_does_not_fit_ends_it():
    reply = settling(timeout=60)
    reply.attempt_timeout(1000)
    error = failed(Reason.RATE_LIMITED, retry_delay=60)
    assert reply.after(error, 1000) is error


def test_a_wait_of_its_own_leaves_time_for_an_attempt():
    reply = settling(timeout=60)
    for _ in range(9):
        reply.attempt_timeout(1000)
    assert reply.after(failed(), 1058) == 1


def test_ends_when_no_time_is_left():
    reply = settling(timeout=60)
    reply.attempt_timeout(1000)
    error = failed(code=grpc.StatusCode.DEADLINE_EXCEEDED)
    assert reply.after(error, 1060) is error


def test_a_deadline_too_short_gets_all_that_is_left():
    reply = settling(timeout=120)
    assert reply.attempt_timeout(1000) == 30
    assert reply.after(failed(Reason.DEADLINE_TOO_SHORT), 1001) == 0.2
    assert reply.attempt_timeout(1002) == 118
    error = failed(Reason.DEADLINE_TOO_SHORT)
    assert reply.after(error, 1003) is error


def test_a_deadline_too_short_ends_it_where_no_longer_one_is_left():
    reply = settling(timeout=20)
    reply.attempt_timeout(1000)
    error = failed(Reason.DEADLINE_TOO_SHORT)
    assert reply.after(error, 1001) is error


def test_a_reason_from_the_future_ends_it():
    reply = settling(timeout=20)
    reply.attempt_timeout(1000)
    error = failed("BRAND_NEW")
    assert reply.after(error, 1001) is error


@pytest.mark.parametrize(
    ("earlier", "last", "sent"),
    [
        ("", Reason.INVALID_REQUEST, Sent.PERHAPS),
        ("", Reason.TRANSACTION_ID_REUSED, Sent.PERHAPS),
        ("", Reason.GATEWAY_REJECTED, Sent.REFUSED),
        ("", Reason.OUTCOME_UNKNOWN, Sent.PERHAPS),
        (Reason.REPLY_IN_PROGRESS, Reason.CALLER_NOT_ALLOWED, Sent.PERHAPS),
        (Reason.GATEWAY_UNREACHABLE, Reason.INVALID_REQUEST, Sent.NOTHING),
    ],
)
def test_a_no_speaks_of_its_own_attempt(earlier, last, sent):
    reply = settling(timeout=60)
    reply.attempt_timeout(1000)
    assert isinstance(reply.after(failed(earlier), 1000), float)
    word = reply.after(failed(last), 1001)
    assert (word.reason, word.sent, word.transaction_id) == (last, sent, "t")


def test_the_bridges_word_says_more_than_none():
    reply = settling(timeout=60)
    for reason in (Reason.CIRCUIT_OPEN, Reason.DRAINING):
        reply.attempt_timeout(1000)
        assert isinstance(reply.after(failed(reason), 1000), float)
    word = reply.after(failed(code=grpc.StatusCode.DEADLINE_EXCEEDED), 1060)
    assert (word.reason, word.sent) == (Reason.DRAINING, Sent.PERHAPS)
    assert "But an earlier attempt may have sent it" in str(word)


def test_a_last_attempt_cut_short_says_less_than_those_before_it():
    reply = settling(timeout=60)
    reply.attempt_timeout(1000)
    assert isinstance(reply.after(failed(Reason.GATEWAY_UNREACHABLE), 1000), float)
    reply.attempt_timeout(1059)
    assert reply.after(failed(Reason.DEADLINE_TOO_SHORT), 1059).reason == "GATEWAY_UNREACHABLE"


def test_its_callers_end_remembers_the_attempts():
    reply = settling(timeout=60)
    end = ComplaintError(code=grpc.StatusCode.CANCELLED, sent=Sent.NOTHING)
    assert reply.ended(end).sent is Sent.NOTHING
    reply.attempt_timeout(1000)
    reply.after(failed(), 1000)
    assert reply.ended(end).sent is Sent.PERHAPS


def test_a_reply_repeats_by_the_service_config():
    reply, waits = settling(timeout=60, repeating=once(retries=True)), []
    for _ in range(3):
        assert reply.attempt_timeout(1000) == 60
        waits.append(reply.after(failed(), 1000))
    assert waits == pytest.approx([0.2, 0.4, 0.8])
    reply.attempt_timeout(1000)
    error = failed()
    assert reply.after(error, 1000) is error


def test_a_reply_waits_two_seconds_at_most():
    assert once(retries=True).backoff(5) == once(retries=True).backoff(2000) == 2


def test_a_reply_without_retries_is_one_attempt():
    reply = settling(timeout=60, repeating=once(retries=False))
    reply.attempt_timeout(1000)
    error = failed()
    assert reply.after(error, 1000) is error


@pytest.mark.parametrize("code", sorted(set(grpc.StatusCode) - {UNAVAILABLE}, key=str))
def test_a_reply_repeats_unavailable_alone(code):
    reply = settling(timeout=60, repeating=once(retries=True))
    reply.attempt_timeout(1000)
    error = failed(code=code)
    assert reply.after(error, 1000) is error


def test_a_reply_keeps_the_wait_that_is_asked_for():
    reply = settling(timeout=60, repeating=once(retries=True))
    reply.attempt_timeout(1000)
    assert reply.after(failed(Reason.LEDGER_UNAVAILABLE, retry_delay=9.5), 1000) == 9.5
    reply.attempt_timeout(1010)
    word = reply.after(failed(Reason.CIRCUIT_OPEN, retry_delay=50), 1010)
    assert (word.reason, word.sent) == (Reason.CIRCUIT_OPEN, Sent.NOTHING)


def test_a_reply_out_of_attempts_tells_the_bridges_word_and_what_was_perhaps_sent():
    reply = settling(timeout=60, repeating=once(retries=True))
    for reason in ("", Reason.DRAINING, ""):
        reply.attempt_timeout(1000)
        assert isinstance(reply.after(failed(reason), 1000), float)
    reply.attempt_timeout(1000)
    word = reply.after(failed(), 1000)
    assert (word.reason, word.sent) == (Reason.DRAINING, Sent.PERHAPS)
