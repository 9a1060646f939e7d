"""Every example runs: against the fake, and where one is staged, against the real server."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest
from tokens import Certificate, TokenKeeper

from imageco.complaint import ComplaintClient, Reason, Tls

EXAMPLES = pathlib.Path(__file__).resolve().parents[1] / "examples"
STAGE = json.loads(os.environ.get("IMAGECO_STAGE") or "null")
DELIVERED = re.compile(r"[0-9a-f]{32} 0000 回复成功\n")

staged = pytest.mark.skipif(STAGE is None, reason="IMAGECO_STAGE is not set: no real server")


def run(name, *arguments):
    return subprocess.run(  # noqa: S603
        [sys.executable, str(EXAMPLES / name), *arguments],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=90,
    )


def output(name, *arguments):
    ended = run(name, *arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def caller(server):
    files = ("ca_file", "certificate_file", "private_key_file")
    return [server["address"], *(server[file] for file in files)]


@pytest.mark.parametrize("name", ["reply.py", "reply_asyncio.py"])
def test_replies(fake, name):
    assert DELIVERED.fullmatch(output(name, fake.target))
    assert fake.replies[0].response_content == "已与用户沟通解决"


@staged
@pytest.mark.parametrize("name", ["reply.py", "reply_asyncio.py"])
def test_replies_on_stage(name):
    assert DELIVERED.fullmatch(output(name, STAGE["servers"]["plain"]["address"]))


@staged
def test_replies_until_settled_over_mtls():
    found = output("reply_until_settled.py", *caller(STAGE["servers"]["mtls"]))
    assert DELIVERED.fullmatch(found)


@staged
def test_tells_an_error():
    arguments = [*caller(STAGE["servers"]["mtls"]), "x" * 33]
    ended = run("reply_until_settled.py", *arguments)
    assert ended.returncode == 1
    assert "INVALID_REQUEST" in ended.stderr
    assert "transaction_id" in ended.stdout


@staged
def test_tells_a_reply_over_tls():
    server = STAGE["servers"]["tls"]
    with ComplaintClient(server["address"], tls=Tls(ca=server["ca_file"])) as client:
        response = client.reply(
            isspid="39493002", seller_account="1", complaint_id="2", response_content="已解决"
        )
    found = output(
        "tell.py", server["address"], server["ca_file"], "39493002", response.transaction_id
    )
    assert found == "REPLY_STATE_DELIVERED 回复成功\n"


def test_replies_with_a_token(tmp_path):
    certificate, token = Certificate(tmp_path), tmp_path / "token"
    token.write_text("abc\n")
    with TokenKeeper(certificate.server) as keeper:
        output("reply_with_token.py", keeper.target, str(certificate.path), str(token))
        assert keeper.take() == ["Bearer abc"]


def test_settles(fake, request_):
    fake.fail_next(Reason.OUTCOME_UNKNOWN)
    with pytest.raises(Exception, match="OUTCOME_UNKNOWN"):
        fake.client().reply(request_)
    arguments = fake.target, request_.isspid, request_.transaction_id
    assert "REPLY_STATE_NOT_DELIVERED" in output("settle.py", *arguments)
    ended = run("settle.py", *arguments)
    assert ended.returncode == 1
    assert "REPLY_NOT_UNKNOWN" in ended.stderr
