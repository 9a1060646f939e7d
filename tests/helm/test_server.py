"""The real server, with what the chart gives it, does what the chart says of it."""

import contextlib
import json
import pathlib
import re
import shlex
import subprocess

import pytest
from chart import at, render
from pod_files import Authority, PodFiles, change

ANYWHERE = {"listener__address": "127.0.0.1:0", "operationsAddress": "127.0.0.1:0"}


@contextlib.contextmanager
def running(command: list, stream: str):
    """A program that tells where it listens, in its first line that does, on stdout or stderr."""
    process = subprocess.Popen(command, **{stream: subprocess.PIPE}, text=True)
    try:
        lines = getattr(process, stream)
        line = next((line for line in lines if "listening" in line or "http_port" in line), None)
        assert line is not None, f"{command[0]} ended"
        yield json.loads(line)
    finally:
        process.terminate()
        process.communicate()
    assert process.returncode == 0


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@contextlib.contextmanager
def sandbox(rendered, folder: pathlib.Path, build):
    spec = rendered.get("Deployment", "bridge-complaint-bridge-sandbox")["spec"]["template"]["spec"]
    files = PodFiles(folder / "sandbox", None)
    files.mount(spec, spec["containers"][0], rendered)
    config = files.path("/etc/gateway-sandbox/sandbox.json")
    own = files.path("/etc/gateway-sandbox")
    config.write_text(config.read_text().replace("/etc/gateway-sandbox", str(own)))
    change(config, address="127.0.0.1", http_port=0, admin_port=0)
    with running([build / "tests/sandbox/gateway-sandbox", "--config", config], "stdout") as ports:
        yield ports


@contextlib.contextmanager
def server(rendered, files: PodFiles, build, **settings):
    """Gives the line that tells its addresses."""
    config = files.mount_server(rendered)
    change(config, **ANYWHERE, **settings)
    with running([build / "server/complaint-server", "--config", config], "stderr") as line:
        yield line


def run_test_pod(rendered, files: PodFiles, build, line) -> dict[str, subprocess.CompletedProcess]:
    """What each container of helm test's pod says, on the server of here."""
    pod = rendered.get("Pod", "bridge-complaint-bridge-test")
    results = {}
    for container in pod["spec"]["containers"]:
        files.mount(pod["spec"], container, rendered)
        arguments = [files.localize(one) for one in container["args"]]
        arguments[arguments.index("--server") + 1] = line["address"]
        if "--operations" in arguments:
            arguments[arguments.index("--operations") + 1] = line["operations_address"]
        program = build / "clients/complaintctl/complaintctl"
        results[container["name"]] = subprocess.run(
            [program, *arguments], capture_output=True, text=True
        )
    return results


def run_notes(rendered, grpcurl, line, folder: pathlib.Path, leave_out: str = "") -> dict:
    """What NOTES' own line of grpcurl is answered."""
    command = next(one for one in rendered.notes.split("\n") if one.startswith("  grpcurl "))
    assert "port-forward service/bridge-complaint-bridge 50051:50051 &" in rendered.notes
    words = shlex.split(command.replace(leave_out, ""))
    words = [
        str(grpcurl),
        *[line["address"] if one == "127.0.0.1:50051" else one for one in words[1:]],
    ]
    result = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def trial(tmp_path, build):
    """The trial of five lines: its rendering, files, server and sandbox."""
    rendered = render("trial")
    files = PodFiles(tmp_path, None)
    with sandbox(rendered, tmp_path, build) as ports:
        url = f"http://127.0.0.1:{ports['http_port']}/json"
        with server(rendered, files, build, merchants__0__gateway__url=url) as line:
            yield rendered, files, line, ports


def messages(ports) -> list:
    url = f"http://127.0.0.1:{ports['admin_port']}/messages"
    return json.loads(subprocess.run(["curl", "-sS", url], capture_output=True, check=True).stdout)


def test_helm_test_passes_and_sends_nothing(trial, build):
    rendered, files, line, ports = trial
    results = run_test_pod(rendered, files, build, line)
    assert results.keys() == {"health", "reply"}
    assert [one.returncode for one in results.values()] == [0, 0], results
    assert "SERVING" in results["health"].stdout and "/readyz" in results["health"].stdout
    assert messages(ports) == []


def test_the_line_of_the_notes_works(trial, grpcurl, tmp_path):
    rendered, _, line, ports = trial
    answer = run_notes(rendered, grpcurl, line, tmp_path)
    assert answer["isspid"] == "39493002"
    assert messages(ports) == []


def test_without_validate_only_the_sandbox_is_sent_it(trial, grpcurl, tmp_path):
    rendered, _, line, ports = trial
    answer = run_notes(rendered, grpcurl, line, tmp_path, leave_out=', "validate_only": true')
    assert answer["result"]["id"] == "0000"
    assert [(one["applied"], one["violations"]) for one in messages(ports)] == [(True, [])]


def test_helm_test_and_the_notes_work_under_mtls(tmp_path, authority, grpcurl, build):
    rendered = render("sqlite")
    files = PodFiles(tmp_path, authority)
    caller = authority.make("caller", "URI:spiffe://shop/orders")
    for name, key in (("caller.crt", "tls.crt"), ("caller.key", "tls.key"), ("ca.crt", "ca.crt")):
        (tmp_path / name).write_text(caller[key])
    with server(rendered, files, build) as line:
        results = run_test_pod(rendered, files, build, line)
        assert [one.returncode for one in results.values()] == [0, 0], results
        assert run_notes(rendered, grpcurl, line, tmp_path)["isspid"] == "39493002"
    log = files.path("/var/lib/complaint-bridge/replies.sqlite3")
    assert log.exists()


def test_helm_test_works_by_a_token_of_its_service_account(tmp_path, authority, build):
    rendered = render("jwt")
    files = PodFiles(tmp_path, authority)
    with server(rendered, files, build) as line:
        results = run_test_pod(rendered, files, build, line)
        assert [one.returncode for one in results.values()] == [0, 0], results
        token = files.path("/etc/complaint-bridge/token/token")
        token.write_text(
            files.issuer.token("system:serviceaccount:shop:stranger", "complaint-bridge")
        )
        files.issuer.token = lambda *_: token.read_text()
        result = run_test_pod(rendered, files, build, line)["reply"]
        assert result.returncode == 1 and "CALLER_NOT_ALLOWED" in result.stderr + result.stdout


def test_helm_test_fails_where_the_caller_may_not(tmp_path, authority, build):
    rendered = render("sqlite", at("config.callers", [{"identity": "spiffe://shop/other"}]))
    files = PodFiles(tmp_path, authority)
    with server(rendered, files, build) as line:
        result = run_test_pod(rendered, files, build, line)["reply"]
    assert result.returncode == 1 and "CALLER_NOT_ALLOWED" in result.stderr + result.stdout


def test_under_mtls_there_is_no_test_without_a_certificate():
    rendered = render("sqlite", at("test.clientCertificate.secret", ""))
    assert not rendered.of_kind("Pod")
    assert "helm test has nothing to show to the server" in rendered.notes


def test_the_hook_of_old_kubernetes_is_a_command_of_the_image(build):
    container = render("istio", {"kubeVersionOverride": "1.28.0", "preStopSleepSeconds": 1}).server
    program, *arguments = container["lifecycle"]["preStop"]["exec"]["command"]
    name = pathlib.Path(program).name
    assert subprocess.run([build / f"clients/complaintctl/{name}", *arguments]).returncode == 0


def test_the_notes_name_what_is_there():
    for example, workload in (("sqlite", "statefulset"), ("istio", "deployment")):
        notes = render(example).notes
        assert f"rollout status {workload}/bridge-complaint-bridge" in notes
        assert re.search(r"helm test bridge -n shop|nothing to show", notes)
        assert "put the identity of the log line" in " ".join(notes.split())
    assert "pin its ledger" not in render("postgres").notes
    assert "No real replies" not in render("sqlite").notes
