"""Whether a connection stands: a reply is handed to gRPC only where one does.

Then that nothing was sent is sure where none does: there was no Reply. That a call failed before it
had a connection could not be told from its status, whose words others may have written.
"""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

import grpc

if TYPE_CHECKING:
    from collections.abc import Callable

State = grpc.ChannelConnectivity

IN_TIME = "no connection to the bridge: none stood in time"
_UNDER_WAY = (None, State.IDLE, State.CONNECTING)
_SLICE_SECONDS = 0.05
_WATCH_SECONDS_MAX = 1.0


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

    def close(self) -> None:
        """To be called before the channel closes: gRPC's thread that watches it, and looks up every
        0.2 s, would fail loudly where it closed under it."""
        with self._lock:
            listens, self._listens = self._listens, True
        if not listens:
            return
        self._channel.unsubscribe(self._news.hear)
        end = time.monotonic() + _WATCH_SECONDS_MAX
        while is_watched(self._channel) and time.monotonic() < end:
            time.sleep(0.01)


def is_watched(channel: Any) -> bool:
    """As gRPC knows it of its own channels, intercepted or not; true where a later one does not."""
    for own in (channel, getattr(channel, "_channel", None)):
        state = getattr(own, "_connectivity_state", None)
        if state is not None:
            return bool(state.polling)
    return True


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
