"""Why a call failed, and what that says of the reply."""

from __future__ import annotations

import enum

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
    (grpc.StatusCode.RESOURCE_EXHAUSTED, "message larger than max"),
    (grpc.StatusCode.INTERNAL, "Exception serializing request"),
)


def sent_by_reply(reason: str, code: grpc.StatusCode, message: str) -> Sent:
    """What a failed Reply sent, as far as its status tells; reason is empty without the bridge's
    word. What is not known is PERHAPS."""
    if reason:
        return _SENT.get(reason, Sent.PERHAPS)
    never = any(code is known and part in message for known, part in _NEVER_SERVED)
    return Sent.NOTHING if never else Sent.PERHAPS


_SAME_ID = "ask again with the same transaction_id, never with a new one"
_ADVICE: dict[str, str] = {
    Reason.INVALID_REQUEST: "fix the fields named",
    Reason.MERCHANT_NOT_CONFIGURED: "check the isspid",
    Reason.REPLY_NOT_FOUND: "check isspid and transaction_id",
    Reason.CALLER_NOT_ALLOWED: "check the certificate or the token, and the isspid",
    Reason.TRANSACTION_ID_REUSED: "use a new transaction_id for a new reply",
    Reason.GATEWAY_REJECTED: "read the comment; a new attempt takes a new transaction_id",
    Reason.OUTCOME_UNKNOWN: f"{_SAME_ID}, or look at the complaint; an operator must settle it",
    Reason.DEADLINE_TOO_SHORT: "retry with a longer deadline and the same transaction_id",
    Reason.REPLY_NOT_UNKNOWN: "nothing is open: get_reply tells the state",
}
_FRONT = "check the target, the certificates, the token and what stands in front of the bridge"
_RETRY = "retry with the same transaction_id"


def advice(reason: str, code: grpc.StatusCode, sent: Sent) -> str:
    """What the caller does now, in a few words."""
    if sent is Sent.PERHAPS and reason != Reason.OUTCOME_UNKNOWN:
        return _SAME_ID
    if not reason and code in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.UNIMPLEMENTED):
        return _FRONT
    if not reason and code is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return "send less"
    return _ADVICE.get(reason, _RETRY)
