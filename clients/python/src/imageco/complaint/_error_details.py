"""What the trailing metadata of a failed call holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from google.protobuf import any_pb2

DOMAIN = "complaint.imageco"
METADATA_KEY = "grpc-status-details-bin"
PUSHBACK_KEY = "grpc-retry-pushback-ms"
_UNSPECIFIED = "ERROR_REASON_UNSPECIFIED"

M = TypeVar("M", bound=Message)


class Violation(NamedTuple):
    """One field at fault, e.g. "response_images[0]" or "jump_link.url"."""

    field: str
    description: str


class GatewayResult(NamedTuple):
    """What the gateway said when it refused."""

    id: str
    comment: str


class Details(NamedTuple):
    """reason: empty without the bridge's ErrorInfo. retry_delay: seconds; absent: none was told."""

    reason: str = ""
    metadata: dict[str, str] = {}  # noqa: RUF012 (nobody writes to it)
    retry_delay: float | None = None
    violations: tuple[Violation, ...] = ()

    @property
    def gateway_result(self) -> GatewayResult | None:
        if "result_id" not in self.metadata and "result_comment" not in self.metadata:
            return None
        return GatewayResult(
            self.metadata.get("result_id", ""), self.metadata.get("result_comment", "")
        )


def decode(trailing_metadata: Iterable[Any] | None) -> Details:
    """Of pairs of key and value. Never fails.

    What cannot be read, or is of another domain, is as if it were not there.
    """
    for key, value in trailing_metadata or ():
        if key == METADATA_KEY and isinstance(value, bytes):
            return _decode_status(value)
    return Details()


def forbids_retry(trailing_metadata: Iterable[Any] | None) -> bool:
    """Whether the server tells gRPC not to repeat the call that failed."""
    return any(
        key == PUSHBACK_KEY and str(value).startswith("-") for key, value in trailing_metadata or ()
    )


def _decode_status(value: bytes) -> Details:
    try:
        details = status_pb2.Status.FromString(value).details
    except DecodeError:
        return Details()
    info = _error_info(details)
    retry_info = next(_unpack(details, error_details_pb2.RetryInfo), None)
    bad_request = next(_unpack(details, error_details_pb2.BadRequest), None)
    return Details(
        reason="" if info is None or info.reason == _UNSPECIFIED else info.reason,
        metadata={} if info is None else dict(info.metadata),
        retry_delay=None if retry_info is None else _seconds(retry_info),
        violations=() if bad_request is None else _violations(bad_request),
    )


def _error_info(details: Iterable[any_pb2.Any]) -> error_details_pb2.ErrorInfo | None:
    infos = _unpack(details, error_details_pb2.ErrorInfo)
    return next((info for info in infos if info.domain == DOMAIN), None)


def _unpack(details: Iterable[any_pb2.Any], kind: type[M]) -> Iterator[M]:
    for detail in details:
        message = kind()
        try:
            if detail.Unpack(message):
                yield message
        except DecodeError:
            continue


def _seconds(info: error_details_pb2.RetryInfo) -> float | None:
    delay = info.retry_delay
    return max(0.0, delay.seconds + delay.nanos / 1e9) if info.HasField("retry_delay") else None


def _violations(bad_request: error_details_pb2.BadRequest) -> tuple[Violation, ...]:
    return tuple(Violation(v.field, v.description) for v in bad_request.field_violations)
