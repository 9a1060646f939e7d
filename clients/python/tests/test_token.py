"""Who calls, where the bridge knows its callers by tokens."""

from __future__ import annotations

import os
import threading
from types import SimpleNamespace

import grpc
import pytest
from callers import CALLERS
from tokens import Certificate, TokenKeeper

from imageco.complaint import ComplaintClient, ComplaintError, Sent, Tls
from imageco.complaint._connection import Connection
from imageco.complaint._token import to_token
from imageco.complaint.testing import FakeComplaintService
from imageco.complaint.v1.complaint_service_pb2_grpc import ComplaintServiceStub
from imageco.complaint.v1.reply_admin_service_pb2 import ListRepliesRequest, SettleReplyRequest

# As long as a service account's, with every character that a token may hold.
TOKEN = "aZ09-._~+/" * 120 + "=="

NO_TOKENS = {
    "empty": b"",
    "blanks": b" \n",
    "two": b"planted def",
    "two lines": b"planted\ndef",
    "scheme": b"Bearer planted",
    "quotes": b'"planted"',
    "a byte of no text": b"planted\xff",
    "JSON": b"{}",
    "not ASCII": "planted\u00e9".encode(),
    "NUL": b"planted\x00d",
}


@pytest.fixture
def keeper():
    with TokenKeeper() as keeper:
        yield keeper


@pytest.fixture(params=CALLERS)
def caller(request):
    caller = CALLERS[request.param]()
    yield caller
    caller.close()


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "token"
    file.write_text(f" \t\r\n{TOKEN} \n\n")
    return file


def admin_of(client):
    """Its stub is made where the call is: in the loop, of asyncio's."""
    return SimpleNamespace(
        ListReplies=lambda: client.admin.ListReplies(ListRepliesRequest()),
        SettleReply=lambda: client.admin.SettleReply(SettleReplyRequest()),
    )


def calls_of(caller, client, request):
    return {
        "reply": lambda: caller.call(client, "reply", request),
        "reply_until_settled": lambda: caller.call(client, "reply_until_settled", request),
        "get_reply": lambda: caller.call(client, "get_reply", "", "resp1"),
        "ListReplies": lambda: caller.call(admin_of(client), "ListReplies"),
        "SettleReply": lambda: caller.call(admin_of(client), "SettleReply"),
    }


@pytest.mark.parametrize("given", ["token", "token_file"])
@pytest.mark.parametrize("retries", [True, False])
def test_every_call_shows_the_token(keeper, caller, file, request_, given, retries):
    option = {given: f"{TOKEN}\n" if given == "token" else file}
    client = caller.connect(keeper.target, plaintext=True, retries=retries, **option)
    for name, call in calls_of(caller, client, request_).items():
        call()
        assert keeper.take() == [f"Bearer {TOKEN}"], name


def test_a_call_that_can_be_cancelled_shows_the_token(keeper, request_):
    with ComplaintClient(keeper.target, plaintext=True, token=TOKEN) as client:
        client.reply(request_, cancel=threading.Event())
    assert keeper.take() == [f"Bearer {TOKEN}"]


def test_calls_without_a_token_show_none(keeper, caller, request_):
    client = caller.connect(keeper.target, plaintext=True)
    caller.call(client, "reply", request_)
    assert keeper.take() == []


def test_health_is_asked_without_the_token(keeper, caller, request_):
    client = caller.connect(keeper.target, plaintext=True, token=TOKEN)
    caller.call(client, "reply", request_)
    assert keeper.health_asked.wait(10)
    assert keeper.take() == [f"Bearer {TOKEN}"]


def test_the_next_token_in_the_file_counts(keeper, caller, tmp_path, request_):
    """As the kubelet does: the file is a link through a link, and the inner one changes."""

    def swap(token):
        (tmp_path / token).mkdir()
        (tmp_path / token / "token").write_text(token)
        (tmp_path / "..new").symlink_to(token)
        (tmp_path / "..new").rename(tmp_path / "..data")

    swap("first")
    (tmp_path / "token").symlink_to("..data/token")
    client = caller.connect(keeper.target, plaintext=True, token_file=str(tmp_path / "token"))
    caller.call(client, "reply", request_)
    assert keeper.take() == ["Bearer first"]
    swap("second")
    caller.call(client, "reply", request_)
    assert keeper.take() == ["Bearer second"]


@pytest.mark.parametrize("content", NO_TOKENS.values(), ids=NO_TOKENS)
def test_refuses_what_is_no_token(caller, file, content):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        caller.connect("127.0.0.1:1", plaintext=True, token=content.decode("latin-1"))
    assert str(refused.value) == "token: holds no token"
    file.write_bytes(content)
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        caller.connect("127.0.0.1:1", plaintext=True, token_file=file)
    assert str(refused.value) == f"token_file: {file} holds no token"


@pytest.mark.parametrize("name", ["nowhere", ".", ""])
def test_refuses_a_file_that_it_cannot_read(caller, tmp_path, name):
    path = str(tmp_path / name) if name else name
    with pytest.raises(OSError) as refused:  # noqa: PT011
        caller.connect("bridge:1", token_file=path)
    assert refused.value.filename == path


def test_refuses_a_text_and_a_file_at_once(caller):
    with pytest.raises(ValueError, match="not both"):
        caller.connect("bridge:1", token="planted", token_file="planted")  # noqa: S106


def spoil(file):
    """Spoils the file in one way after the other."""
    os.remove(file)
    yield "absent"
    for name, content in NO_TOKENS.items():
        file.write_bytes(content)
        yield name


def test_a_call_for_which_there_is_no_token_sends_nothing(keeper, caller, file, request_):
    client = caller.connect(keeper.target, plaintext=True, token_file=file)
    for name in spoil(file):
        for call in calls_of(caller, client, request_).values():
            with pytest.raises((ComplaintError, grpc.RpcError)) as failed:
                call()
            error = failed.value
            if isinstance(error, grpc.RpcError):
                error = ComplaintError.from_rpc_error(error)
            assert error.code is grpc.StatusCode.UNAUTHENTICATED, name
            assert error.sent is Sent.NOTHING, name
            assert str(error).startswith("UNAUTHENTICATED: token_file: "), name
            assert "planted" not in str(error), name
    assert keeper.take() == []
    file.write_text(TOKEN)
    caller.call(client, "reply", request_)


def test_a_future_of_the_stub_for_which_there_is_no_token_fails(keeper, file):
    with ComplaintClient(keeper.target, plaintext=True, token_file=file) as client:
        file.unlink()
        call = client.admin.ListReplies.future(ListRepliesRequest())
        assert call.exception().code() is grpc.StatusCode.UNAUTHENTICATED
        assert call.exception().trailing_metadata() is not None
    assert keeper.take() == []


@pytest.mark.parametrize("target", ["bridge.example:1", "dns:///10.0.0.7:1", "0.0.0.0:1"])
def test_is_sent_in_plaintext_to_this_machine_alone(caller, target):
    for option in ({"token": TOKEN}, {"token_file": "nowhere"}):
        with pytest.raises(ValueError) as refused:  # noqa: PT011
            caller.connect(target, plaintext=True, **option)
        assert str(refused.value) == "a token is sent over TLS, or to this machine, alone"
    caller.connect(target, token=TOKEN)  # TLS


@pytest.mark.parametrize("variable", ["grpc_proxy", "http_proxy"])
def test_no_proxy_hears_what_is_for_this_machine(keeper, caller, request_, monkeypatch, variable):
    monkeypatch.setenv(variable, "http://127.0.0.1:1")
    client = caller.connect(keeper.target, plaintext=True, token=TOKEN, retries=False)
    caller.call(client, "reply", request_)
    assert keeper.take() == [f"Bearer {TOKEN}"]


def test_is_sent_over_tls(caller, tmp_path, request_):
    certificate = Certificate(tmp_path)
    with TokenKeeper(certificate.server) as keeper:
        client = caller.connect(keeper.target, tls=Tls(ca=certificate.path), token=TOKEN)
        caller.call(client, "reply", request_)
        assert keeper.take() == [f"Bearer {TOKEN}"]


def test_the_fake_takes_clients_with_a_token(request_):
    with FakeComplaintService() as fake:
        fake.client(token=TOKEN).reply(request_)
        assert len(fake.replies) == 1


class Listener(grpc.UnaryUnaryClientInterceptor):
    def __init__(self):
        self.heard = ""

    def intercept_unary_unary(self, continuation, details, request):
        self.heard += f"{details} {details.metadata}"
        return continuation(details, request)


def test_interceptors_do_not_hear_the_token(keeper, request_):
    listener = Listener()
    with ComplaintClient(keeper.target, plaintext=True, token=TOKEN) as client:
        channel = grpc.intercept_channel(client.channel, listener)
        ComplaintServiceStub(channel).Reply(request_, metadata=[("mine", "kept")])
    assert "kept" in listener.heard
    assert TOKEN not in listener.heard
    assert keeper.take() == [f"Bearer {TOKEN}"]


def test_shows_no_token():
    connection = Connection("x", None, plaintext=False, keepalive=1, token=to_token(TOKEN, None))
    assert TOKEN not in repr(connection)
