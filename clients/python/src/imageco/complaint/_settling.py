"""One reply, asked for attempt by attempt, and what is said in the end: no I/O, no clock."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from ._reason import Reason, Sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._error import ComplaintError
    from ._repeating import Repeating

# With less left, another attempt is not worth its while.
ATTEMPT_SECONDS_MIN = 0.05


class Settling:
    """One reply on its way to an answer, attempt by attempt, under one transaction_id.

    now, everywhere: seconds of one monotonic clock. draw: a random number in [0, 1).
    """

    def __init__(
        self,
        repeating: Repeating,
        now: float,
        timeout: float,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._repeating = repeating
        self._deadline = now + timeout
        self._draw = draw
        self._attempts = 0
        self._attempt_max = repeating.attempt_max
        self._attempt = 0.0
        self._perhaps = False
        self._word: ComplaintError | None = None

    def attempt_timeout(self, now: float) -> float:
        """Seconds that the next attempt may take."""
        self._attempts += 1
        self._attempt = max(0.0, min(self._attempt_max, self._deadline - now))
        return self._attempt

    def after(self, error: ComplaintError, now: float) -> float | ComplaintError:
        """After a failed attempt: the seconds to wait before the next one, or the last word.

        Where time or the number of attempts ends it, the last word is the last of those that say
        most.
        """
        self._perhaps |= error.sent is Sent.PERHAPS
        if not self._repeating.after(error):
            return self._told(error)
        if self._word is None or _weight(error) >= _weight(self._word):
            self._word = error
        pause = self._pause(error, self._deadline - now)
        if pause is None:
            return self._told(self._word)
        return pause

    def ended(self, error: ComplaintError) -> ComplaintError:
        """The last word where the caller ends it all, with the error of this end."""
        self._perhaps |= error.sent is Sent.PERHAPS
        return self._told(error)

    def _pause(self, error: ComplaintError, left: float) -> float | None:
        """Absent: another attempt is one too many, or there is no time for it."""
        if self._attempts >= self._repeating.attempts_max:
            return None
        asked_for = error.retry_delay or 0.0
        pause = max(asked_for, min(self._backoff(), left / 2))
        left_then = left - pause
        if error.reason == Reason.DEADLINE_TOO_SHORT:
            self._attempt_max = math.inf
            return pause if left_then > self._attempt else None
        return pause if left_then >= ATTEMPT_SECONDS_MIN else None

    def _backoff(self) -> float:
        return self._repeating.backoff(self._attempts) * (0.5 + self._draw() / 2)

    def _told(self, error: ComplaintError) -> ComplaintError:
        """An attempt that sent nothing speaks of itself alone, not of those before it."""
        if not self._perhaps or error.sent is not Sent.NOTHING:
            return error
        told = replace(error, sent=Sent.PERHAPS)
        told.__cause__ = error.__cause__
        return told


def _weight(error: ComplaintError) -> int:
    """How much an error says: nothing of the bridge, of the call's own deadline, of the reply."""
    if not error.reason:
        return 0
    return 1 if error.reason == Reason.DEADLINE_TOO_SHORT else 2
