"""Whether a connection stands: a reply is handed to gRPC only where one does.

Then that nothing was sent is sure where none does: there was no Reply. That a call failed before it
had a connection could not be told from its status, whose words others may have written.
"""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

import grpc

if TYPE_CHECKING:
    from collections.abc import Callable

State = grpc.ChannelConnectivity

IN_TIME = "no connection to the bridge: none stood in time"
_UNDER_WAY = (None, State.IDLE, State.CONNECTING)
_SLICE_SECONDS = 0.05


def no_connection(why: str) -> str:
    """The message of a call that was not made. why: gRPC's words."""
    return f"no connection to the bridge: {why}"


class Gate:
    """For threads. It listens to its channel from the first call on."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._channel = channel
        self._news = _News()
        self._lock = threading.Lock()
        self._listens = False

    def wait(self, end: float, is_over: Callable[[], bool]) -> State | None:
        """READY, or what the attempt to connect ended in; absent: it had not ended by `end`, of the
        monotonic clock, or it was over before."""
        with self._lock:
            listens, self._listens = self._listens, True
        if not listens:
            self._channel.subscribe(self._news.hear, try_to_connect=True)
        while self._news.state in _UNDER_WAY:
            if listens and self._news.state is State.IDLE:
                self._channel.subscribe(_ignore, try_to_connect=True)
                self._channel.unsubscribe(_ignore)
            left = end - time.monotonic()
            if left <= 0 or is_over():
                return None
            self._news.wait(min(left, _SLICE_SECONDS))
        return self._news.state


class _News:
    """What was last heard of a channel; holds no channel, which would keep itself alive."""

    def __init__(self) -> None:
        self.state: State | None = None
        self._changed = threading.Condition()

    def hear(self, state: State) -> None:
        with self._changed:
            self.state = state
            self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        with self._changed:
            if self.state in _UNDER_WAY:
                self._changed.wait(seconds)


async def await_connection(channel: grpc.aio.Channel, end: float) -> State | None:
    """For asyncio; the same, but for what ends it before: cancelling the task."""
    state = channel.get_state(try_to_connect=True)
    while state in _UNDER_WAY:
        left = end - time.monotonic()
        if left <= 0:
            return None
        try:
            await asyncio.wait_for(channel.wait_for_state_change(state), left)
        except asyncio.TimeoutError:
            return None
        state = channel.get_state(try_to_connect=True)
    return state


def _ignore(_: State) -> None:
    pass
