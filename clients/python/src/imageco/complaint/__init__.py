"""Replies to consumers' WeChat complaints through the complaint bridge.

    with ComplaintClient("complaint-server:50051") as client:
        response = client.reply_until_settled(request)

The same for asyncio is imageco.complaint.aio, a fake of the bridge for tests is
imageco.complaint.testing.
"""

from ._client import ComplaintClient
from ._error import ComplaintError, GatewayResult, Reason, Sent, Violation
from ._request import new_transaction_id
from ._tls import Tls
from .v1.complaint_service_pb2 import (
    GetReplyRequest,
    GetReplyResponse,
    JumpLink,
    ReplyRecord,
    ReplyRequest,
    ReplyResponse,
    ReplyState,
    Result,
)

# What tracebacks and help() call them is what callers import.
for _public in (
    ComplaintClient,
    ComplaintError,
    GatewayResult,
    Reason,
    Sent,
    Tls,
    Violation,
    new_transaction_id,
):
    _public.__module__ = __name__
del _public

__all__ = [
    "ComplaintClient",
    "ComplaintError",
    "GatewayResult",
    "GetReplyRequest",
    "GetReplyResponse",
    "JumpLink",
    "Reason",
    "ReplyRecord",
    "ReplyRequest",
    "ReplyResponse",
    "ReplyState",
    "Result",
    "Sent",
    "Tls",
    "Violation",
    "new_transaction_id",
]
