"""A fake of the complaint bridge, in the process of the test.

with FakeComplaintService() as fake, fake.client() as client:
    client.reply(...)
    assert fake.replies[0].response_content == "..."
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc

from .. import aio
from .._client import ComplaintClient
from .._reason import Reason
from ..v1.complaint_service_pb2_grpc import add_ComplaintServiceServicer_to_server
from ..v1.reply_admin_service_pb2_grpc import add_ReplyAdminServiceServicer_to_server
from ._answer import Failure, bridge_failure
from ._health import Health
from ._ledger import Ledger
from ._service import ComplaintService, Plan, ReplyAdminService

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from typing_extensions import Self

    from .. import ReplyRequest

__all__ = ["FakeComplaintService"]

# One for each call under way, and one for each connection's health.
_THREADS_MAX = 64


class FakeComplaintService:
    """Answers as the bridge does, and fails as a test tells it to.

    A first reply is delivered (result "0000", 回复成功); the same id and payload again is replayed,
    another payload under the id is TRANSACTION_ID_REUSED, a request beyond the vendor's limits is
    INVALID_REQUEST with its violations. GetReply, ListReplies (filtered by
    isspid and states alone) and SettleReply work on the same records. Every
    isspid is served. It listens on a free port of 127.0.0.1.

    What a test plans for the "next" calls is used up in the order of planning, one plan for each
    attempt that arrives, whichever method of the client makes it.
    """

    def __init__(self) -> None:
        self._ledger = Ledger()
        self._service = ComplaintService(self._ledger)
        self._health = Health()
        self._clients: list[ComplaintClient] = []
        self._threads = ThreadPoolExecutor(_THREADS_MAX, "fake-complaint-service")
        self._server = grpc.server(self._threads)
        add_ComplaintServiceServicer_to_server(self._service, self._server)
        add_ReplyAdminServiceServicer_to_server(ReplyAdminService(self._ledger), self._server)
        self._server.add_generic_rpc_handlers((self._health.handler(),))
        self.target = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    @property
    def replies(self) -> list[ReplyRequest]:
        """The replies that the consumer sees, in order."""
        return self._ledger.seen

    @property
    def attempts(self) -> list[ReplyRequest]:
        """Every Reply that arrived, in order, whatever became of it."""
        return list(self._service.attempts)

    def client(self, **options: Any) -> ComplaintClient:
        """A client of the fake, which the fake closes. options: as ComplaintClient takes them."""
        client = ComplaintClient(self.target, plaintext=True, **options)
        self._clients.append(client)
        return client

    def aio_client(self, **options: Any) -> aio.ComplaintClient:
        """The same for asyncio; its own loop closes it."""
        return aio.ComplaintClient(self.target, plaintext=True, **options)

    def fail_next(
        self,
        reason: str,
        *,
        times: int = 1,
        message: str = "told to fail",
        retry_delay: float | None = None,
        violations: Iterable[tuple[str, str]] = (),
        gateway_result: tuple[str, str] | None = None,
        metadata: Mapping[str, str] | None = None,
        code: grpc.StatusCode | None = None,
    ) -> None:
        """The next Reply calls fail in the bridge's words; reply does not repeat them.

        reason: of Reason, or one that it does not know. GATEWAY_REJECTED and OUTCOME_UNKNOWN stay
        the answer of that transaction_id. retry_delay: seconds. violations: (field, description).
        gateway_result: (id, comment). code: absent: the one that belongs to the reason.
        """
        failure = bridge_failure(
            reason,
            message,
            code=code,
            retry_delay=retry_delay,
            violations=violations,
            gateway_result=gateway_result,
            metadata=metadata,
        )
        sent = reason in (Reason.GATEWAY_REJECTED, Reason.OUTCOME_UNKNOWN)
        self._plan(times, Plan(outcome=failure) if sent else Plan(before=failure))

    def fail_next_without_word(
        self, code: grpc.StatusCode, message: str = "", *, details: bytes = b"", times: int = 1
    ) -> None:
        """The next Reply calls fail as something between client and bridge would let them fail.

        details: the bytes of google.rpc.Status, if any. reply does not repeat them.
        """
        self._plan(times, Plan(before=Failure(code, message, details)))

    def lose_next(self, *, after_taking: bool = False, times: int = 1) -> None:
        """The next attempts lose their connection: before the bridge has the reply, or after it was
        sent and before the answer is back. reply may repeat them."""
        lost = Failure(grpc.StatusCode.UNAVAILABLE, "connection lost", may_repeat=True)
        self._plan(times, Plan(after=lost) if after_taking else Plan(before=lost))

    def delay_next(self, seconds: float, *, times: int = 1) -> None:
        """The next attempts are taken that much later; not at all where their caller is gone."""
        self._plan(times, Plan(delay=seconds))

    def set_serving(self, serving: bool) -> None:
        """What the health check says; clients send nothing to a server that does not serve."""
        self._health.set_serving(serving)

    def close(self) -> None:
        """Closes its clients, and ends what is under way."""
        for client in self._clients:
            client.close()
        self._server.stop(grace=None).wait()
        self._threads.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _plan(self, times: int, plan: Plan) -> None:
        self._service.plans.extend([plan] * times)
