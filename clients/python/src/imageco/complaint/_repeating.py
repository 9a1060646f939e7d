"""When a call asks again, and after how long: of reply, and of reply_until_settled."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc

from ._connection import service_config
from ._error_details import forbids_retry
from ._reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._error import ComplaintError

_LOST = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
}
_ASK_AGAIN = {
    Reason.REPLY_IN_PROGRESS,
    Reason.GATEWAY_UNREACHABLE,
    Reason.CIRCUIT_OPEN,
    Reason.LEDGER_UNAVAILABLE,
    Reason.DRAINING,
    Reason.RATE_LIMITED,
    Reason.OVERLOADED,
    Reason.DEADLINE_TOO_SHORT,
}


@dataclass(frozen=True)
class Repeating:
    """after: whether an error may be followed by another attempt. backoff, attempt: seconds."""

    after: Callable[[ComplaintError], bool]
    backoff_first: float
    backoff_max: float
    backoff_multiplier: float
    attempts_max: float = math.inf
    attempt_max: float = math.inf

    def backoff(self, attempts: int) -> float:
        """The longest wait after so many attempts."""
        if attempts > 20:
            return self.backoff_max
        return min(self.backoff_first * self.backoff_multiplier ** (attempts - 1), self.backoff_max)


def until_settled() -> Repeating:
    """After whatever another attempt may mend."""

    def after(error: ComplaintError) -> bool:
        return error.reason in _ASK_AGAIN if error.reason else error.code in _LOST

    return Repeating(after, 0.2, 5.0, 2, attempt_max=30.0)


def once(*, retries: bool) -> Repeating:
    """As the retryPolicy of service_config.json says; without retries: one attempt alone."""
    policy = json.loads(service_config())["methodConfig"][0]["retryPolicy"]
    codes = {grpc.StatusCode[name] for name in policy["retryableStatusCodes"]}

    def after(error: ComplaintError) -> bool:
        return error.code in codes and not _is_forbidden(error.__cause__)

    return Repeating(
        after,
        _seconds(policy["initialBackoff"]),
        _seconds(policy["maxBackoff"]),
        policy["backoffMultiplier"],
        attempts_max=policy["maxAttempts"] if retries else 1,
    )


def _is_forbidden(cause: BaseException | None) -> bool:
    return isinstance(cause, grpc.RpcError) and forbids_retry(cause.trailing_metadata())


def _seconds(duration: str) -> float:
    """Of JSON's form of a Duration: "0.2s"."""
    return float(duration.removesuffix("s"))
