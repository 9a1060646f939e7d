"""Both clients behind one face, so that each test is written once."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from imageco.complaint import ComplaintClient, aio


class ThreadCaller:
    """Calls of ComplaintClient, each in a thread of its own, cancelled by an Event."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(16)
        self._clients: list[ComplaintClient] = []

    def connect(self, target: str, **options: Any) -> ComplaintClient:
        self._clients.append(ComplaintClient(target, **options))
        return self._clients[-1]

    def start(
        self, client: Any, name: str, *args: Any, cancel_after: float | None = None, **named: Any
    ) -> Future[Any]:
        if cancel_after is not None:
            named["cancel"] = cancel = threading.Event()
            threading.Timer(cancel_after, cancel.set).start()
        return self._threads.submit(getattr(client, name), *args, **named)

    def call(self, client: Any, name: str, *args: Any, **named: Any) -> Any:
        return self.start(client, name, *args, **named).result(timeout=150)

    def settle(self, client: ComplaintClient, request: Any, timeout: float) -> Any:
        return client.admin.SettleReply(request, timeout=timeout)

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self._threads.shutdown()


class TaskCaller:
    """Calls of aio.ComplaintClient, each a task of one loop; of a CancelledError, its cause."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._clients: list[aio.ComplaintClient] = []

    def connect(self, target: str, **options: Any) -> aio.ComplaintClient:
        self._clients.append(aio.ComplaintClient(target, **options))
        return self._clients[-1]

    def start(
        self, client: Any, name: str, *args: Any, cancel_after: float | None = None, **named: Any
    ) -> Future[Any]:
        call = _call(getattr(client, name), args, named, cancel_after)
        return asyncio.run_coroutine_threadsafe(call, self._loop)

    def call(self, client: Any, name: str, *args: Any, **named: Any) -> Any:
        return self.start(client, name, *args, **named).result(timeout=150)

    def settle(self, client: aio.ComplaintClient, request: Any, timeout: float) -> Any:
        async def ask() -> Any:
            return await client.admin.SettleReply(request, timeout=timeout)

        return asyncio.run_coroutine_threadsafe(ask(), self._loop).result(timeout=150)

    def close(self) -> None:
        for client in self._clients:
            asyncio.run_coroutine_threadsafe(client.close(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _call(method: Any, args: Any, named: Any, cancel_after: float | None) -> Any:
    async def ask() -> Any:
        try:
            return await method(*args, **named)
        except asyncio.CancelledError as cancelled:
            raise cancelled.__cause__ or cancelled from None

    task = asyncio.ensure_future(ask())
    if cancel_after is not None:
        asyncio.get_running_loop().call_later(cancel_after, task.cancel)
    return await task


CALLERS = {"threads": ThreadCaller, "asyncio": TaskCaller}


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __float__(self) -> float:
        return time.monotonic() - self._start

    def __lt__(self, seconds: float) -> bool:
        return float(self) < seconds

    def __gt__(self, seconds: float) -> bool:
        return float(self) > seconds
