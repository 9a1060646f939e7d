"""What the fake remembers of the replies it was asked for."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from google.protobuf.timestamp_pb2 import Timestamp

from .._reason import Reason
from ..v1 import complaint_service_pb2 as pb
from ._answer import Failure, bridge_failure

if TYPE_CHECKING:
    from ..v1 import reply_admin_service_pb2 as admin_pb

DELIVERED = pb.Result(id="0000", comment="回复成功")
# Where a request names no merchant.
SINGLE_ISSPID = "39493002"

_STATES: dict[str, pb.ReplyState.ValueType] = {
    Reason.GATEWAY_REJECTED: pb.REPLY_STATE_REJECTED,
    Reason.OUTCOME_UNKNOWN: pb.REPLY_STATE_UNKNOWN,
}


@dataclass
class _Entry:
    payload: bytes
    record: pb.ReplyRecord
    failure: Failure | None


def with_merchant(request: pb.ReplyRequest) -> pb.ReplyRequest:
    """A copy that names its merchant."""
    named = _copy(request)
    named.isspid = request.isspid or SINGLE_ISSPID
    return named


class Ledger:
    """One entry for each (isspid, transaction_id) that was sent. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._seen: list[pb.ReplyRequest] = []

    @property
    def seen(self) -> list[pb.ReplyRequest]:
        """Copies of the replies that the consumer sees, in order."""
        with self._lock:
            return [_copy(reply) for reply in self._seen]

    def take(self, request: pb.ReplyRequest, failure: Failure | None) -> Failure | pb.ReplyResponse:
        """Sends a valid request, which ends in the failure or else is delivered; or, where its id
        is known, tells how that ended."""
        with self._lock:
            key = _key(request)
            entry = self._entries.get(key)
            payload = _payload(request)
            if request.validate_only:
                return _validated(request)
            if entry is not None and entry.payload != payload:
                return bridge_failure(Reason.TRANSACTION_ID_REUSED, "another payload has this id")
            if entry is not None and entry.record.state != pb.REPLY_STATE_NOT_DELIVERED:
                return entry.failure or _response(request, entry.record, replayed=True)
            entry = self._entries[key] = _Entry(payload, _record(key, failure), failure)
            if failure is not None:
                return failure
            self._seen.append(request)
            return _response(request, entry.record, replayed=False)

    def get(self, request: pb.GetReplyRequest) -> Failure | pb.ReplyRecord:
        with self._lock:
            entry = self._entries.get(_key(request))
            return _not_found() if entry is None else entry.record

    def find(self, request: admin_pb.ListRepliesRequest) -> list[pb.ReplyRecord]:
        """All at once, by isspid and states alone."""
        with self._lock:
            records = [entry.record for entry in self._entries.values()]
        return [
            record
            for record in records
            if request.isspid in ("", record.isspid)
            and (not request.states or record.state in request.states)
        ]

    def settle(self, request: admin_pb.SettleReplyRequest) -> Failure | pb.ReplyRecord:
        with self._lock:
            entry = self._entries.get(_key(request))
            if entry is None:
                return _not_found()
            if entry.record.state != pb.REPLY_STATE_UNKNOWN:
                return bridge_failure(Reason.REPLY_NOT_UNKNOWN, "the outcome is not unknown")
            delivered = request.verdict == pb.VERDICT_DELIVERED
            entry.failure = None
            entry.record.state = (
                pb.REPLY_STATE_DELIVERED if delivered else pb.REPLY_STATE_NOT_DELIVERED
            )
            finding = entry.record.finding
            finding.verdict = request.verdict
            finding.settled_by, finding.reason = request.settled_by, request.reason
            finding.settle_time.CopyFrom(_now())
            entry.record.settle_time.CopyFrom(_now())
            return entry.record


def _key(
    request: pb.ReplyRequest | pb.GetReplyRequest | admin_pb.SettleReplyRequest,
) -> tuple[str, str]:
    return request.isspid or SINGLE_ISSPID, request.transaction_id


def _now() -> Timestamp:
    """Not GetCurrentTime, which warns on Python 3.12 with protobuf 4."""
    now = Timestamp()
    now.FromNanoseconds(time.time_ns())
    return now


def _payload(request: pb.ReplyRequest) -> bytes:
    return request.SerializeToString(deterministic=True)


def _copy(request: pb.ReplyRequest) -> pb.ReplyRequest:
    copy = pb.ReplyRequest()
    copy.CopyFrom(request)
    return copy


def _record(key: tuple[str, str], failure: Failure | None) -> pb.ReplyRecord:
    record = pb.ReplyRecord(isspid=key[0], transaction_id=key[1])
    record.claim_time.CopyFrom(_now())
    record.settle_time.CopyFrom(_now())
    if failure is None:
        record.state = pb.REPLY_STATE_DELIVERED
        record.result.CopyFrom(DELIVERED)
    else:
        record.state = _STATES[failure.reason]
        if failure.gateway_result is not None:
            record.result.id, record.result.comment = failure.gateway_result
    return record


def _response(
    request: pb.ReplyRequest, record: pb.ReplyRecord, *, replayed: bool
) -> pb.ReplyResponse:
    return pb.ReplyResponse(
        isspid=record.isspid,
        transaction_id=record.transaction_id,
        seller_account=request.seller_account,
        complaint_id=request.complaint_id,
        result=record.result if record.HasField("result") else None,
        replayed=replayed,
        settle_time=record.settle_time,
    )


def _validated(request: pb.ReplyRequest) -> pb.ReplyResponse:
    return pb.ReplyResponse(
        isspid=_key(request)[0],
        transaction_id=request.transaction_id,
        seller_account=request.seller_account,
        complaint_id=request.complaint_id,
    )


def _not_found() -> Failure:
    return bridge_failure(Reason.REPLY_NOT_FOUND, "no such reply was sent")
