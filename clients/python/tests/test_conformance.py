"""Every case of tests/vectors/clients.json, by both clients, against the real server.

IMAGECO_STAGE is the world that the cases run in, IMAGECO_VECTORS the path of the cases; what they
hold is told in tests/clients/README.md of the repository.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import urllib.error
import urllib.request
from typing import Any

import grpc
import pytest
from callers import CALLERS, Stopwatch
from google.protobuf import json_format

from imageco.complaint import ComplaintError, ReplyRequest, Sent, Tls
from imageco.complaint.v1.reply_admin_service_pb2 import SettleReplyRequest

STAGE = json.loads(os.environ.get("IMAGECO_STAGE") or "null")
VECTORS = os.environ.get("IMAGECO_VECTORS", os.devnull)
CASES = json.loads(pathlib.Path(VECTORS).read_text())["cases"] if STAGE else []

MADE = "${made}"
GRACE_SECONDS = 5
DEFAULT_SECONDS = {"ReplyUntilSettled": 120}

pytestmark = pytest.mark.skipif(STAGE is None, reason="IMAGECO_STAGE is not set: no real server")


def post(step: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(STAGE["control"], json.dumps(step).encode())  # noqa: S310
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        pytest.fail(f"{step}: {error.read().decode()}")


def assert_holds(expected: Any, found: Any, where: str = "") -> None:
    """What is named must be so; what is not may be anything."""
    if isinstance(expected, dict):
        for name, value in expected.items():
            assert_holds(value, found.get(name), f"{where}.{name}")
    else:
        assert found == expected, where


def error_as_json(error: ComplaintError) -> dict[str, Any]:
    found: dict[str, Any] = {
        "reason": error.reason,
        "code": error.code.name,
        "sent": error.sent.value,
        "retry_delay": (error.retry_delay or 0) > 0,
        "violations": sorted(violation.field for violation in error.violations),
    }
    if error.gateway_result is not None:
        found["gateway_result"] = error.gateway_result._asdict()
    return found


class Stage:
    """The calls of one client, cached by server and retries."""

    def __init__(self, caller: Any, suffix: str) -> None:
        self._caller = caller
        self.suffix = suffix
        self._clients: dict[tuple[str, bool], Any] = {}

    def client(self, server: str, retries: bool) -> Any:
        if (server, retries) not in self._clients:
            self._clients[server, retries] = self._connect(STAGE["servers"][server], retries)
        return self._clients[server, retries]

    def start(self, step: dict[str, Any], made: str) -> Call:
        return Call(
            self._caller, self.client(step["server"], step.get("retries", True)), step, made
        )

    def _connect(self, server: dict[str, str], retries: bool) -> Any:
        options = {"retries": retries, "token": server.get("token")}
        if "ca_file" not in server:
            return self._caller.connect(server["address"], plaintext=True, **options)
        pair = server.get("certificate_file"), server.get("private_key_file")
        tls = Tls(server["ca_file"], *pair, server.get("server_name"))
        return self._caller.connect(server["address"], tls=tls, **options)


class Call:
    """One call step, under way."""

    def __init__(self, caller: Any, client: Any, step: dict[str, Any], made: str) -> None:
        self._step = step
        self._name = step["call"]
        self._seconds = step.get("deadline_seconds") or DEFAULT_SECONDS.get(self._name, 30)
        self._watch = Stopwatch()
        self._given = step["request"].get("transactionId", "")
        self._request = _filled(step["request"], made)
        self._result = self._start(caller, client)

    def check(self) -> str:
        """Holds it to what the step expects; the transaction id."""
        try:
            found, transaction_id = self._response()
        except ComplaintError as error:
            found, transaction_id = {"error": error_as_json(error)}, error.transaction_id
            self._check_text(error)
        assert self._watch < self._seconds + GRACE_SECONDS
        expected = _filled(self._step["expect"], transaction_id)
        expected.get("error", {}).pop("says", None)
        self._settle_choices(expected, found)
        assert_holds(expected, found)
        if self._given:
            assert transaction_id == self._request["transactionId"]
        else:
            assert re.fullmatch("[0-9A-Za-z]{1,32}", transaction_id)
        return transaction_id

    def _start(self, caller: Any, client: Any) -> Any:
        request = self._request
        options = {"cancel_after": self._step.get("cancel_after_seconds")}
        if "deadline_seconds" in self._step:
            options["timeout"] = self._seconds
        if self._name == "Reply":
            return caller.start(client, "reply", _message(request), **options)
        if self._name == "ReplyUntilSettled":
            return caller.start(client, "reply_until_settled", _message(request), **options)
        if self._name == "GetReply":
            ids = request.get("isspid", ""), request["transactionId"]
            return caller.start(client, "get_reply", *ids, **options)
        return _Settlement(caller, client, request, self._seconds)

    def _response(self) -> tuple[dict[str, Any], str]:
        response = self._result.result(timeout=self._seconds + 30)
        found = json_format.MessageToDict(response)
        return {"response": found}, found.get("transactionId") or found["reply"]["transactionId"]

    def _check_text(self, error: ComplaintError) -> None:
        """That it says what is expected, and nothing twice."""
        for words in self._step["expect"].get("error", {}).get("says", []):
            assert words in str(error)
        assert str(error).count("othing was sent") <= 1
        assert error.sent is not Sent.NOTHING or "othing was sent" in str(error)

    @staticmethod
    def _settle_choices(expected: dict[str, Any], found: dict[str, Any]) -> None:
        """Of a list of codes or reasons, the one that was found."""
        error = expected.get("error", {})
        for name in ("code", "reason"):
            if isinstance(error.get(name), list):
                assert found["error"][name] in error[name]
                del error[name]
        if "violations" in error:
            error["violations"] = sorted(error["violations"])


class _Settlement:
    """SettleReply by the raw stub, its error by the public conversion."""

    def __init__(self, caller: Any, client: Any, request: dict[str, Any], seconds: float) -> None:
        self._ask = caller.settle, client, seconds
        self._request = json_format.ParseDict(request, SettleReplyRequest())

    def result(self, timeout: float) -> Any:  # noqa: ARG002
        settle, client, seconds = self._ask
        try:
            return settle(client, self._request, seconds)
        except grpc.RpcError as error:
            raise ComplaintError.from_rpc_error(error, self._request) from error


def _message(request: dict[str, Any]) -> ReplyRequest:
    return json_format.ParseDict(request, ReplyRequest())


def _filled(value: dict[str, Any], made: str) -> dict[str, Any]:
    return json.loads(json.dumps(value).replace(MADE, made))


def with_own_ids(case: dict[str, Any], suffix: str) -> dict[str, Any]:
    """The case with other transaction ids, so that one world serves both clients."""
    requests = [step["request"] for step in case["steps"] if "request" in step]
    ids = {request["transactionId"] for request in requests if "transactionId" in request}

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: renamed(member) for name, member in value.items()}
        if isinstance(value, list):
            return [renamed(member) for member in value]
        return value + suffix if value in ids - {MADE} else value

    return renamed(case)


def run(stage: Stage, steps: list[dict[str, Any]]) -> None:
    made, background = "", {}
    for step in steps:
        if "call" in step:
            call = stage.start(step, made)
            if "background" in step:
                background[step["background"]] = call
            else:
                made = call.check()
        elif "await" in step:
            made = background.pop(step["await"]).check()
        else:
            answer = post(_filled(step["stage"], made))
            assert_holds(_filled(step.get("expect", {}), made), answer, str(step["stage"]))
    assert not background, "a call that is never awaited"


@pytest.fixture(scope="module", params=CALLERS)
def stage(request: pytest.FixtureRequest) -> Any:
    caller = CALLERS[request.param]()
    yield Stage(caller, "" if request.param == "threads" else "a")
    caller.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(stage: Stage, case: dict[str, Any]) -> None:
    run(stage, with_own_ids(case, stage.suffix)["steps"])
