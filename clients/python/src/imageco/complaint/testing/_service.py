"""The services of the fake, over its ledger and what the test has planned."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc

from .._reason import Reason
from ..v1 import complaint_service_pb2 as pb
from ..v1 import complaint_service_pb2_grpc, reply_admin_service_pb2_grpc
from ..v1 import reply_admin_service_pb2 as admin_pb
from ._answer import Failure, bridge_failure
from ._ledger import with_merchant
from ._validator import violations

if TYPE_CHECKING:
    from ._ledger import Ledger


@dataclass(frozen=True)
class Plan:
    """What becomes of one attempt.

    delay: seconds, first of all. before: ends it there. outcome: of sending it; absent: delivered.
    after: ends it when all is done, so that its caller does not hear the answer.
    """

    delay: float = 0.0
    before: Failure | None = None
    outcome: Failure | None = None
    after: Failure | None = None


class ComplaintService(complaint_service_pb2_grpc.ComplaintServiceServicer):
    def __init__(self, ledger: Ledger) -> None:
        self.plans: deque[Plan] = deque()
        self.attempts: list[pb.ReplyRequest] = []
        self._ledger = ledger

    def Reply(  # noqa: N802
        self, request: pb.ReplyRequest, context: grpc.ServicerContext
    ) -> pb.ReplyResponse:
        self.attempts.append(request)
        request = with_merchant(request)
        plan = self.plans.popleft() if self.plans else Plan()
        _wait(plan.delay, context)
        if plan.before is not None:
            plan.before.end(context)
        answer = self._answer(request, plan.outcome)
        if plan.after is not None:
            plan.after.end(context)
        return answer.end(context) if isinstance(answer, Failure) else answer

    def GetReply(  # noqa: N802
        self, request: pb.GetReplyRequest, context: grpc.ServicerContext
    ) -> pb.GetReplyResponse:
        found = self._ledger.get(request)
        if isinstance(found, Failure):
            found.end(context)
        return pb.GetReplyResponse(reply=found)

    def _answer(
        self, request: pb.ReplyRequest, outcome: Failure | None
    ) -> Failure | pb.ReplyResponse:
        faults = list(violations(request))
        if faults:
            return bridge_failure(
                Reason.INVALID_REQUEST, "the request is not valid", violations=faults
            )
        return self._ledger.take(request, outcome)


class ReplyAdminService(reply_admin_service_pb2_grpc.ReplyAdminServiceServicer):
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def ListReplies(  # noqa: N802
        self,
        request: admin_pb.ListRepliesRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> admin_pb.ListRepliesResponse:
        return admin_pb.ListRepliesResponse(replies=self._ledger.find(request))

    def SettleReply(  # noqa: N802
        self, request: admin_pb.SettleReplyRequest, context: grpc.ServicerContext
    ) -> admin_pb.SettleReplyResponse:
        found = self._ledger.settle(request)
        if isinstance(found, Failure):
            found.end(context)
        return admin_pb.SettleReplyResponse(reply=found)


def _wait(seconds: float, context: grpc.ServicerContext) -> None:
    """A caller that goes away meanwhile takes its reply along."""
    if not seconds:
        return
    gone = threading.Event()
    if not context.add_callback(gone.set) or gone.wait(seconds):
        context.abort(grpc.StatusCode.CANCELLED, "the caller went away")
