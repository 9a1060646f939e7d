"""Reading a failed call."""

from __future__ import annotations

import pickle
import traceback

import grpc
import pytest
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2

from imageco.complaint import ComplaintError, GetReplyRequest, Reason, ReplyRequest, Sent, Violation
from imageco.complaint._error_details import decode
from imageco.complaint._reason import sent_by_reply
from imageco.complaint.v1 import error_reason_pb2
from imageco.complaint.v1.reply_admin_service_pb2 import SettleReplyRequest

Code = grpc.StatusCode
NOT_NOTHING = {
    "GATEWAY_REJECTED": Sent.REFUSED,
    "OUTCOME_UNKNOWN": Sent.PERHAPS,
    "REPLY_IN_PROGRESS": Sent.PERHAPS,
}


class RpcError(grpc.RpcError):
    def __init__(self, code, message="", details=None):
        self._known = code, message, details

    def code(self):
        return self._known[0]

    def details(self):
        return self._known[1]

    def trailing_metadata(self):
        details = self._known[2]
        return None if details is None else (("other", "x"), ("grpc-status-details-bin", details))


def details(*messages):
    status = status_pb2.Status()
    for message in messages:
        status.details.add().Pack(message)
    return status.SerializeToString()


def info(reason, domain="complaint.imageco", **metadata):
    return error_details_pb2.ErrorInfo(domain=domain, reason=reason, metadata=metadata)


def test_has_every_reason_of_the_contract():
    names = set(error_reason_pb2.ErrorReason.keys()) - {"ERROR_REASON_UNSPECIFIED"}
    assert {reason.name for reason in Reason} == names == {reason.value for reason in Reason}


@pytest.mark.parametrize("reason", Reason)
def test_reads_whether_anything_was_sent(reason):
    error = ComplaintError.from_rpc_error(
        RpcError(Code.UNKNOWN, "m", details(info(reason.value))), ReplyRequest(transaction_id="t")
    )
    assert error.reason == reason
    assert error.sent is NOT_NOTHING.get(reason.value, Sent.NOTHING)
    assert error.transaction_id == "t"


def test_reads_all_that_is_there():
    retry_info = error_details_pb2.RetryInfo()
    retry_info.retry_delay.FromMilliseconds(1250)
    bad_request = error_details_pb2.BadRequest()
    bad_request.field_violations.add(field="jump_link.url", description="no HTTPS")
    words = info("GATEWAY_REJECTED", result_id="1001", result_comment="投诉单已完结")
    error = ComplaintError.from_rpc_error(
        RpcError(Code.FAILED_PRECONDITION, "refused", details(retry_info, words, bad_request))
    )
    assert error.code is Code.FAILED_PRECONDITION
    assert error.message == "refused"
    assert error.retry_delay == 1.25
    assert error.violations == (Violation("jump_link.url", "no HTTPS"),)
    assert error.gateway_result == ("1001", "投诉单已完结")
    assert error.metadata["result_id"] == "1001"
    assert "the gateway said 1001 投诉单已完结" in str(error)


def test_tells_no_gateway_result_where_there_is_none():
    words = info("GATEWAY_REJECTED", http_status="403")
    error = ComplaintError.from_rpc_error(RpcError(Code.FAILED_PRECONDITION, "", details(words)))
    assert error.gateway_result is None
    assert error.metadata == {"http_status": "403"}


def test_keeps_a_reason_from_the_future():
    words = details(info("BRAND_NEW"))
    error = ComplaintError.from_rpc_error(RpcError(Code.ABORTED, "m", words), ReplyRequest())
    assert (error.reason, error.sent) == ("BRAND_NEW", Sent.PERHAPS)


@pytest.mark.parametrize(
    "found",
    [
        None,
        b"",
        b"\xff\xff\xff",
        details(info("INVALID_REQUEST", domain="mesh.example")),
        details(info("ERROR_REASON_UNSPECIFIED")),
        status_pb2.Status(
            details=[
                any_pb2.Any(type_url="type.googleapis.com/google.rpc.ErrorInfo", value=b"\xff"),
                any_pb2.Any(type_url="type.example/unknown", value=b"x"),
            ]
        ).SerializeToString(),
    ],
)
def test_has_no_reason_without_the_bridges_word(found):
    error = ComplaintError.from_rpc_error(RpcError(Code.UNAVAILABLE, None, found), ReplyRequest())
    assert (error.reason, error.sent, error.retry_delay) == ("", Sent.PERHAPS, None)
    assert (error.violations, error.gateway_result, error.metadata) == ((), None, {})


def test_reads_broken_details_off_the_wire(bridge, request_):
    bridge.fake.fail_next_without_word(Code.INTERNAL, "broken", details=b"\xff\xfe")
    with pytest.raises(ComplaintError) as caught:
        bridge.reply(request_)
    assert (caught.value.code, caught.value.reason) == (Code.INTERNAL, "")


def test_survives_details_cut_anywhere():
    whole = details(info("RATE_LIMITED", a="b"), error_details_pb2.RetryInfo())
    for length in range(len(whole)):
        decode([("grpc-status-details-bin", whole[:length])])


@pytest.mark.parametrize(
    ("code", "message", "sent"),
    [
        (Code.UNAVAILABLE, "", Sent.PERHAPS),
        (Code.DEADLINE_EXCEEDED, "", Sent.PERHAPS),
        (Code.PERMISSION_DENIED, "", Sent.PERHAPS),
        (Code.UNIMPLEMENTED, "", Sent.NOTHING),
        (Code.UNAUTHENTICATED, "", Sent.NOTHING),
        (Code.RESOURCE_EXHAUSTED, "Received message larger than max (9 vs. 8)", Sent.NOTHING),
        (Code.RESOURCE_EXHAUSTED, "Received message larger than max (7 vs. 6)", Sent.PERHAPS),
        (Code.RESOURCE_EXHAUSTED, "enhance your calm", Sent.PERHAPS),
        (Code.INTERNAL, "Exception serializing request!", Sent.NOTHING),
        (Code.INTERNAL, "", Sent.PERHAPS),
    ],
)
def test_believes_no_more_than_a_bare_status_says(code, message, sent):
    assert sent_by_reply("", code, message, size=9) is sent


@pytest.mark.parametrize(
    "request_", [GetReplyRequest(), SettleReplyRequest(), ReplyRequest(validate_only=True)]
)
def test_what_sends_nothing_sent_nothing(request_):
    error = ComplaintError.from_rpc_error(RpcError(Code.UNAVAILABLE), request_)
    assert error.sent is Sent.NOTHING


@pytest.mark.parametrize("reason", ["", "BRAND_NEW", *Reason])
def test_tells_people_what_to_do(reason):
    request = ReplyRequest(transaction_id="id7", response_content="secret words")
    found = details(info(reason)) if reason else None
    error = ComplaintError.from_rpc_error(RpcError(Code.UNKNOWN, "why", found), request)
    for text in (str(error), repr(error)):
        assert reason in text
        assert "why" in text
        assert "id7" in text
        assert "secret" not in text
    if error.sent is Sent.PERHAPS:
        assert "never send it under a new one" in str(error)


def test_tells_who_is_not_allowed_what_to_check():
    error = ComplaintError(
        code=Code.PERMISSION_DENIED, reason="CALLER_NOT_ALLOWED", sent=Sent.NOTHING
    )
    assert "check the certificate or the token, and the isspid" in str(error)


@pytest.mark.parametrize("code", [Code.UNAUTHENTICATED, Code.UNIMPLEMENTED])
def test_tells_who_is_turned_away_what_to_check(code):
    error = ComplaintError.from_rpc_error(RpcError(code), ReplyRequest())
    assert (
        "check the address, TLS or plaintext, the certificates, the token and what stands in front "
        "of the bridge" in str(error)
    )


def test_a_message_for_people():
    error = ComplaintError.from_rpc_error(
        RpcError(Code.RESOURCE_EXHAUSTED, "too fast", details(info("RATE_LIMITED"))),
        ReplyRequest(transaction_id="t1"),
    )
    assert str(error) == (
        "RATE_LIMITED (RESOURCE_EXHAUSTED): too fast. "
        "Nothing was sent: retry with the same transaction_id (transaction_id t1)"
    )


def test_tells_nothing_twice():
    error = ComplaintError.from_rpc_error(
        RpcError(Code.UNAVAILABLE, "going down; nothing was sent", details(info("DRAINING"))),
        ReplyRequest(transaction_id="t1"),
    )
    assert str(error) == (
        "DRAINING (UNAVAILABLE): going down; nothing was sent. "
        "Retry with the same transaction_id (transaction_id t1)"
    )


def test_its_traceback_names_the_public_module():
    assert traceback.format_exception_only(ComplaintError, ComplaintError())[0].startswith(
        "imageco.complaint.ComplaintError: "
    )


def test_travels_between_processes():
    error = ComplaintError.from_rpc_error(
        RpcError(Code.ABORTED, "m", details(info("REPLY_IN_PROGRESS"))),
        ReplyRequest(transaction_id="t"),
    )
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (copy.reason, copy.code, copy.request) == (error.reason, error.code, error.request)
    assert str(copy) == str(error)
