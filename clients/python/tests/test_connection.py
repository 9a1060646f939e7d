"""How the channels are set up, and that nothing of them stays."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from callers import CALLERS, Stopwatch

from imageco.complaint import ComplaintClient, ComplaintError, ReplyRequest, Sent, Tls, aio
from imageco.complaint._address import fault_of_address
from imageco.complaint._connection import Connection, service_config
from imageco.complaint._gate import is_watched
from imageco.complaint._tls import system_roots
from imageco.complaint.testing import FakeComplaintService
from imageco.complaint.testing._ledger import Ledger
from imageco.complaint.testing._service import ComplaintService
from imageco.complaint.v1.complaint_service_pb2_grpc import add_ComplaintServiceServicer_to_server

VECTORS = pathlib.Path(__file__).resolve().parents[3] / "tests/vectors/clients.json"
PROTO = pathlib.Path(__file__).resolve().parents[3] / "proto/imageco/complaint/v1"


@pytest.mark.skipif(not PROTO.exists(), reason="this is no checkout of the repository")
def test_carries_the_service_config_of_the_contract():
    assert service_config() == (PROTO / "service_config.json").read_text()


def test_the_service_config_is_in_force():
    connection = Connection("x", None, plaintext=True, keepalive=360)
    options = dict(connection.options(retries=True))
    config = json.loads(options["grpc.service_config"])
    assert config["healthCheckConfig"]["serviceName"] == "imageco.complaint.v1.ComplaintService"
    assert options["grpc.enable_retries"] == 1
    assert dict(connection.options(retries=False))["grpc.enable_retries"] == 0


def test_pings_no_more_often_than_servers_take():
    options = dict(Connection("x", None, plaintext=True, keepalive=360).options(retries=True))
    assert options["grpc.keepalive_time_ms"] > 300_000
    assert options["grpc.keepalive_permit_without_calls"] == 0


def test_overrides_the_servers_name():
    options = Connection("x", Tls(server_name="bridge"), plaintext=False, keepalive=1).options
    assert dict(options(retries=True))["grpc.ssl_target_name_override"] == "bridge"


def test_a_certificate_needs_its_key():
    with pytest.raises(ValueError, match="both"):
        Tls(certificate=b"x")


def test_a_file_that_cannot_be_read_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        ComplaintClient("localhost:1", tls=Tls(ca=tmp_path / "none.pem"))


@pytest.mark.parametrize("client", [ComplaintClient, aio.ComplaintClient])
def test_refuses_what_is_no_address(client):
    with pytest.raises(ValueError, match="is a URL: give HOST:PORT"):
        client("http://127.0.0.1:50051", plaintext=True)


@pytest.mark.skipif(not VECTORS.exists(), reason="this is no checkout of the repository")
def test_says_of_an_address_what_every_client_says():
    rows = json.loads(VECTORS.read_text())["addresses"]
    assert rows
    for row in rows:
        assert fault_of_address(row["address"]) == row["fault"], row


def test_a_file_without_pem_says_so(tmp_path):
    (tmp_path / "ca.pem").write_text("half a file")
    with pytest.raises(ValueError, match=r"ca\.pem holds no PEM"):
        ComplaintClient("localhost:1", tls=Tls(ca=tmp_path / "ca.pem"))


def _authority(folder, name):
    """A certificate for localhost that signed itself, and its key."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    subprocess.run(  # noqa: S603
        [
            *command.split(),
            *["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
            *["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")],
        ],
        check=True,
        capture_output=True,
    )
    return (folder / f"{name}.pem").read_bytes(), (folder / f"{name}.key").read_bytes()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")
@pytest.mark.parametrize("client", [ComplaintClient, aio.ComplaintClient])
def test_refuses_what_no_connection_could_be_made_with(client, tmp_path):
    (certificate, key), (_, other_key) = (_authority(tmp_path, name) for name in ("a", "b"))
    for tls, words in (
        (Tls(certificate=certificate, private_key=other_key), "key does not fit the certificate"),
        (Tls(certificate=key, private_key=certificate), "cannot be read"),
        (Tls(ca=certificate[:200]), "a text holds no certificate in PEM"),
        (Tls(ca=key), "a text holds no certificate in PEM"),
    ):
        with pytest.raises(ValueError, match=words):
            client("localhost:1", tls=tls)
    client("localhost:1", tls=Tls(ca=certificate, certificate=certificate, private_key=key))


@pytest.mark.parametrize("client", [ComplaintClient, aio.ComplaintClient])
def test_refuses_a_timeout_of_nothing(client):
    with pytest.raises(ValueError, match="timeout must be longer than nothing: 0"):
        client("localhost:1", plaintext=True, timeout=0)


@pytest.mark.parametrize("name", ["reply", "reply_until_settled"])
def test_a_call_without_time_does_not_begin(bridge, name):
    with pytest.raises(ComplaintError) as caught:
        bridge.call(name, ReplyRequest(transaction_id="t1"), timeout=-1)
    assert str(caught.value) == (
        "DEADLINE_EXCEEDED: no time was left to begin. Nothing was sent: retry with a longer "
        "deadline and the same transaction_id (transaction_id t1)"
    )
    assert not bridge.fake.attempts


def test_a_closed_client_says_so():
    client = ComplaintClient("localhost:1", plaintext=True)
    client.close()
    for call in (lambda: client.reply(_request()), lambda: client.get_reply("1", "t1")):
        with pytest.raises(ValueError, match="this client is closed"):
            call()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")
@pytest.mark.parametrize("caller", CALLERS)
def test_reads_its_files_again_when_they_change(caller, tmp_path):
    server_pair, before, after = (_authority(tmp_path, name) for name in ("s", "b", "a"))
    server = grpc.server(ThreadPoolExecutor(4))
    add_ComplaintServiceServicer_to_server(ComplaintService(Ledger()), server)
    credentials = grpc.ssl_server_credentials(
        [server_pair[::-1]], after[0], require_client_auth=True
    )
    port = server.add_secure_port("127.0.0.1:0", credentials)
    server.start()
    files = [tmp_path / name for name in ("ca.pem", "me.pem", "me.key")]

    def write(*texts):
        for path, text in zip(files, texts):
            path.write_bytes(text)

    caller = CALLERS[caller]()
    try:
        write(before[0], *before)
        client = caller.connect(f"localhost:{port}", tls=Tls(*files), retries=False)
        for texts in ([before[0], *before], [server_pair[0], *before]):
            write(*texts)
            with pytest.raises(ComplaintError) as caught:
                caller.call(client, "reply", _request())
            assert caught.value.sent is Sent.NOTHING
        write(server_pair[0], *after)
        caller.call(client, "reply", _request())
        write(b"half a file", *after)
        caller.call(client, "reply", _request())  # those before count on
    finally:
        caller.close()
        server.stop(None)


@pytest.mark.parametrize("token", [None, "t"])
def test_nobody_watches_a_channel_that_closes(token):
    with FakeComplaintService() as fake:
        client = ComplaintClient(fake.target, plaintext=True, token=token)
        client.reply(_request())
        line = client._lines.now()
        assert is_watched(line.reply_channel)
        line.gate.close()
        assert not is_watched(line.reply_channel)
        client.close()


def test_shows_no_key():
    assert "secret" not in repr(Tls(certificate=b"c", private_key=b"secret"))


def test_reads_the_roots_of_openssl(monkeypatch, tmp_path):
    monkeypatch.delenv("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    (tmp_path / "0123abcd.0").write_bytes(b"one")
    (tmp_path / "other.txt").write_bytes(b"two")
    assert system_roots() == b"one"
    (tmp_path / "file.pem").write_bytes(b"three")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "file.pem"))
    assert system_roots() == b"three"


def test_leaves_the_roots_to_grpc_where_it_was_told(monkeypatch):
    monkeypatch.setenv("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "/some/file")
    assert system_roots() is None


def _open_files():
    return len(os.listdir("/proc/self/fd"))


def _settled(count):
    """The count, once it has not changed for a while: gRPC lets go in threads of its own."""
    last = -1
    for _ in range(100):
        gc.collect()
        if count() == last:
            return last
        last = count()
        time.sleep(0.1)
    return last


# All that were used, so that what lets go is close() and not the garbage collector.
_kept = []


def _use_threads(target):
    with ComplaintClient(target, plaintext=True) as client:
        _kept.append(client)
        client.reply(_request())
        client.reply_until_settled(_request(), cancel=threading.Event())


def _use_asyncio(target):
    async def use():
        async with aio.ComplaintClient(target, plaintext=True) as client:
            _kept.append(client)
            await client.reply(_request())
            await client.reply_until_settled(_request())

    asyncio.run(use())


def _request():
    return ReplyRequest(seller_account="1", complaint_id="2", response_content="已解决")


@pytest.fixture
def fakes():
    """Many, since gRPC shares the connections of channels to the same address."""
    fakes = [FakeComplaintService() for _ in range(10)]
    yield fakes
    for fake in fakes:
        fake.close()


has_proc = pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="there is no /proc here")


@has_proc
@pytest.mark.parametrize("use", [_use_threads, _use_asyncio])
def test_nothing_of_a_client_stays_behind(fakes, use):
    use(fakes[0].target)
    files = _settled(_open_files)
    for fake in fakes[1:]:
        use(fake.target)
    # The servers let go of a connection when its client does.
    assert _settled(_open_files) <= files + 2


@has_proc
def test_nothing_of_the_fake_stays_behind():
    def use():
        with FakeComplaintService() as fake:
            _kept.append(fake)
            fake.client().reply(_request())

    use()
    threads, files = _settled(threading.active_count), _settled(_open_files)
    for _ in range(10):
        use()
    assert _settled(threading.active_count) <= threads
    assert _settled(_open_files) <= files + 2


# A process of its own: the threads of a server in this one would help the client's gRPC along.
_SERVER = """
import sys
from concurrent.futures import ThreadPoolExecutor
import grpc
from imageco.complaint.testing._ledger import Ledger
from imageco.complaint.testing._service import ComplaintService
from imageco.complaint.v1.complaint_service_pb2_grpc import add_ComplaintServiceServicer_to_server

server = grpc.server(ThreadPoolExecutor(2))
add_ComplaintServiceServicer_to_server(ComplaintService(Ledger()), server)
server.add_insecure_port(sys.argv[1])
server.start()
server.wait_for_termination()
"""


@pytest.mark.parametrize("caller", CALLERS)
def test_connects_while_it_waits_to_ask_again(caller):
    with socket.create_server(("127.0.0.1", 0)) as free:
        target = f"127.0.0.1:{free.getsockname()[1]}"
    caller = CALLERS[caller]()
    client = caller.connect(target, plaintext=True)
    call = caller.start(client, "reply_until_settled", _request(), timeout=60)
    time.sleep(1)
    with subprocess.Popen([sys.executable, "-c", _SERVER, target]) as server:  # noqa: S603
        watch = Stopwatch()
        try:
            assert call.result(timeout=60).result.id == "0000"
            assert watch < 8
        finally:
            server.kill()
            caller.close()
