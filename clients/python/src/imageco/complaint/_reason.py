"""Why a call failed, and what that says of the reply."""

from __future__ import annotations

import enum
import re

import grpc


class Reason(str, enum.Enum):
    """The bridge's reasons. Each equals its name: error.reason == Reason.OUTCOME_UNKNOWN."""

    INVALID_REQUEST = "INVALID_REQUEST"
    MERCHANT_NOT_CONFIGURED = "MERCHANT_NOT_CONFIGURED"
    REPLY_NOT_FOUND = "REPLY_NOT_FOUND"
    CALLER_NOT_ALLOWED = "CALLER_NOT_ALLOWED"
    TRANSACTION_ID_REUSED = "TRANSACTION_ID_REUSED"
    GATEWAY_REJECTED = "GATEWAY_REJECTED"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    REPLY_IN_PROGRESS = "REPLY_IN_PROGRESS"
    GATEWAY_UNREACHABLE = "GATEWAY_UNREACHABLE"
    CIRCUIT_OPEN = "CIRCUIT_OPEN"
    LEDGER_UNAVAILABLE = "LEDGER_UNAVAILABLE"
    DRAINING = "DRAINING"
    RATE_LIMITED = "RATE_LIMITED"
    OVERLOADED = "OVERLOADED"
    DEADLINE_TOO_SHORT = "DEADLINE_TOO_SHORT"
    REPLY_NOT_UNKNOWN = "REPLY_NOT_UNKNOWN"


class Sent(str, enum.Enum):
    """Whether the gateway was sent the reply."""

    NOTHING = "NOTHING"  # not by this call
    PERHAPS = "PERHAPS"  # the consumer may see it: the same transaction_id, never a new one
    REFUSED = "REFUSED"  # the gateway got it and refused it: the consumer does not see it


_NOT_NOTHING = {
    Reason.GATEWAY_REJECTED: Sent.REFUSED,
    Reason.OUTCOME_UNKNOWN: Sent.PERHAPS,
    Reason.REPLY_IN_PROGRESS: Sent.PERHAPS,
}
_SENT = {reason.value: _NOT_NOTHING.get(reason, Sent.NOTHING) for reason in Reason}

# Statuses that come before the service runs, with a part of their message where the code alone
# could mean more.
_NEVER_SERVED = (
    (grpc.StatusCode.UNIMPLEMENTED, ""),
    (grpc.StatusCode.UNAUTHENTICATED, ""),
    (grpc.StatusCode.INTERNAL, "Exception serializing request"),
)


def sent_by_reply(
    reason: str, code: grpc.StatusCode, message: str, size: int | None = None
) -> Sent:
    """What a failed Reply sent, as far as its status tells; reason is empty without the bridge's
    word, size are the bytes of the request, where it is known. What is not known is PERHAPS."""
    if reason:
        return _SENT.get(reason, Sent.PERHAPS)
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return Sent.NOTHING if _is_too_large(message, size) else Sent.PERHAPS
    never = any(code is known and part in message for known, part in _NEVER_SERVED)
    return Sent.NOTHING if never else Sent.PERHAPS


def _is_too_large(message: str, size: int | None) -> bool:
    """gRPC's own refusal of a message above the server's limit names its size. An answer above the
    client's limit is told in the same words, so the size must be the request's."""
    found = re.search(r"larger than max \(([0-9]+) vs", message)
    return found is not None and int(found[1]) == size


# In the words of every client.
_ASK_AGAIN = (
    "ask again with the same transaction_id or look at the complaint, never send it under a new one"
)
_RETRY = "retry with the same transaction_id"
_CHECK = (
    "check the address, TLS or plaintext, the certificates, the token and what stands in front of "
    "the bridge"
)
_LONGER = "retry with a longer deadline and the same transaction_id"
NO_TIME = "no time was left to begin"
_ADVICE: dict[str, str] = {
    Reason.INVALID_REQUEST: "fix the fields named",
    Reason.MERCHANT_NOT_CONFIGURED: "check the isspid",
    Reason.REPLY_NOT_FOUND: "check isspid and transaction_id",
    Reason.CALLER_NOT_ALLOWED: "check the certificate or the token, and the isspid",
    Reason.TRANSACTION_ID_REUSED: "use a new transaction_id for a new reply",
    Reason.GATEWAY_REJECTED: "read the comment; a new attempt takes a new transaction_id",
    Reason.DEADLINE_TOO_SHORT: _LONGER,
    Reason.REPLY_NOT_UNKNOWN: "nothing is open: GetReply tells the state",
}
_ADVICE_BY_CODE = {
    grpc.StatusCode.UNAVAILABLE: _CHECK,
    grpc.StatusCode.DEADLINE_EXCEEDED: _CHECK,
    grpc.StatusCode.UNIMPLEMENTED: _CHECK,
    grpc.StatusCode.UNAUTHENTICATED: _CHECK,
    grpc.StatusCode.RESOURCE_EXHAUSTED: "send less",
    grpc.StatusCode.INVALID_ARGUMENT: "fix the request",
    grpc.StatusCode.INTERNAL: "fix the request",
}
_SENT_TEXT = {
    Sent.NOTHING: "Nothing was sent",
    Sent.PERHAPS: "Perhaps the consumer sees the reply",
    Sent.REFUSED: "The gateway got the reply and refused it",
}
_EARLIER = "But an earlier attempt may have sent it, and perhaps the consumer sees the reply"


def conclusion(reason: str, code: grpc.StatusCode, sent: Sent, message: str) -> str:
    """What was sent and what to do, for people; not twice what the message says."""
    advice = _LONGER if message == NO_TIME and sent is Sent.NOTHING else _advice(reason, code, sent)
    says_so = "othing was sent" in message
    if sent is Sent.PERHAPS and (_SENT.get(reason) is Sent.NOTHING or (not reason and says_so)):
        return f"{_EARLIER}: {advice}"
    if sent is Sent.NOTHING and says_so:
        return advice[0].upper() + advice[1:]
    return f"{_SENT_TEXT[sent]}: {advice}"


def _advice(reason: str, code: grpc.StatusCode, sent: Sent) -> str:
    if sent is Sent.PERHAPS:
        return _ASK_AGAIN
    return _ADVICE.get(reason, _RETRY) if reason else _ADVICE_BY_CODE.get(code, _RETRY)
