from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from callers import CALLERS

from imageco.complaint import ReplyRequest
from imageco.complaint.testing import FakeComplaintService

if TYPE_CHECKING:
    from collections.abc import Iterator


class Bridge:
    """The fake, and calls to it by one of the two clients."""

    def __init__(self, fake: FakeComplaintService, caller: Any) -> None:
        self.fake = fake
        self._caller = caller
        self._clients: dict[bool, Any] = {}

    def client(self, *, retries: bool = True, target: str | None = None) -> Any:
        if target is not None:
            return self._caller.connect(target, plaintext=True)
        if retries not in self._clients:
            options = {"plaintext": True, "retries": retries}
            self._clients[retries] = self._caller.connect(self.fake.target, **options)
        return self._clients[retries]

    def start(
        self, name: str, *args: Any, retries: bool = True, target: str | None = None, **named: Any
    ) -> Any:
        client = self.client(retries=retries, target=target)
        return self._caller.start(client, name, *args, **named)

    def call(self, name: str, *args: Any, **named: Any) -> Any:
        return self.start(name, *args, **named).result(timeout=30)

    def reply(self, *args: Any, **named: Any) -> Any:
        return self.call("reply", *args, **named)

    def reply_until_settled(self, *args: Any, **named: Any) -> Any:
        return self.call("reply_until_settled", *args, **named)


@pytest.fixture
def fake() -> Iterator[FakeComplaintService]:
    with FakeComplaintService() as fake:
        yield fake


@pytest.fixture(params=CALLERS)
def bridge(request: pytest.FixtureRequest, fake: FakeComplaintService) -> Iterator[Bridge]:
    caller = CALLERS[request.param]()
    yield Bridge(fake, caller)
    caller.close()


@pytest.fixture
def fields() -> dict[str, str]:
    return {
        "isspid": "39493002",
        "seller_account": "66660000000000001",
        "complaint_id": "200201820200101080076610000",
        "response_content": "已与用户沟通解决",
    }


@pytest.fixture
def request_(fields: dict[str, str]) -> ReplyRequest:
    return ReplyRequest(**fields)
