"""The configuration that values make is the server's, and the server takes it."""

import re
import subprocess

import pytest
import values_file
from chart import CHART, EXAMPLES, at, example, render
from pod_files import Authority, PodFiles

NAMES = [file.stem for file in EXAMPLES]
FILES = "/etc/complaint-bridge"
REFERENCE = {"secret": "s", "key": "k"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def check(rendered, folder, authority, build) -> subprocess.CompletedProcess:
    files = PodFiles(folder, authority)
    command = [
        build / "server/complaint-server",
        "--config",
        files.mount_server(rendered),
        "--check",
    ]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_server_takes_the_configuration_of_an_example(name, tmp_path, authority, build):
    result = check(render(name), tmp_path, authority, build)
    assert (result.returncode, result.stdout) == (0, "the configuration is good\n"), result.stderr


def test_the_server_has_the_last_word(tmp_path, authority, build):
    """On what values may hold and it cannot work with."""
    result = check(
        render("linkerd", at("config.limits.drainTimeout", "90000s")), tmp_path, authority, build
    )
    assert result.returncode == 2 and "limits.drain_timeout" in result.stderr


def is_file(setting: values_file.Setting) -> bool:
    return setting.name.endswith("File") or setting.name == "clientCertificate"


def sample(setting: values_file.Setting):
    """A value that is none of the defaults."""
    if "enum" in setting.tags:
        return setting.tags["enum"].split(", ")[-1]
    if setting.name == "isspids":
        return ["39493002"]
    if setting.tags.get("items", "").startswith("enum "):
        return [setting.tags["items"].split(", ")[-1]]
    if "items" in setting.tags:
        return [450] if setting.tags["items"].startswith("integer") else ["0123"]
    if isinstance(setting.default, bool):
        return True
    if setting.name in ("isspid", "systemId", "identity"):
        return "39493002"
    if setting.name == "url":
        return "https://gateway.example/complaints"
    if isinstance(setting.default, str):
        is_duration = re.search(r'Default\s+"[\d.]+s"', setting.description)
        return "7s" if is_duration else "sample"
    return 4096


def filled(settings: list[values_file.Setting]) -> dict:
    """All of them at once, as values."""
    result = {}
    for setting in settings:
        if setting.name in ("token", "jwt"):
            continue  # of a caller, one of three
        if setting.name == "clientCertificate":
            result[setting.name] = {"secret": "s", "certificateKey": "c", "privateKeyKey": "p"}
        elif is_file(setting):
            result[setting.name] = REFERENCE
        elif "item" in setting.tags:
            result[setting.name] = [filled(setting.members)]
        else:
            result[setting.name] = filled(setting.members) if setting.members else sample(setting)
    return result


def wanted(values):
    """What the server's configuration has of such values."""
    if isinstance(values, list):
        return [wanted(one) for one in values]
    if not isinstance(values, dict):
        return values
    result = {}
    for name, value in values.items():
        if name == "clientCertificate":
            result["clientCertificateFile"] = f"{FILES}/secrets/s/c"
            result["clientKeyFile"] = f"{FILES}/secrets/s/p"
        else:
            result[name] = f"{FILES}/secrets/s/k" if value == REFERENCE else wanted(value)
    return result


@pytest.fixture(scope="module")
def everything() -> dict:
    settings = values_file.read((CHART / "values.yaml").read_text())
    return filled(next(one for one in settings if one.name == "config").members)


def test_every_setting_arrives_under_its_name(everything):
    config = render("sqlite", {"config": everything}).config
    for name, value in wanted(everything).items():
        assert config[name] == value, name


def test_callers_by_token_and_by_jwt_arrive():
    callers = [
        {"token": {"name": "orders", "sha256": ["0" * 64]}, "ratePerSecond": 5, "burst": 2},
        {"jwt": {"issuer": "", "subject": "system:serviceaccount:shop:orders"}},
    ]
    config = render("jwt", at("config.callers", callers)).config
    assert config["callers"] == [callers[0], {"jwt": {"subject": callers[1]["jwt"]["subject"]}}]
    assert config["jwtIssuers"] == [
        {
            "issuer": "https://kubernetes.default.svc.cluster.local",
            "audiences": ["complaint-bridge"],
            "jwksFile": f"{FILES}/config-maps/complaint-bridge-issuer/jwks.json",
        }
    ]


def test_what_is_not_set_is_not_there():
    config = render("linkerd").config
    assert config.keys() == {"merchants", "listener", "operationsAddress", "ledger"}
    assert config["merchants"] == [
        {
            "isspid": "39493002",
            "systemId": "8888",
            "gateway": {"url": "https://gateway.example/complaints"},
            "signature": {"keyFile": f"{FILES}/secrets/gateway-keys/39493002"},
        }
    ]
    assert config["listener"] == {"address": "0.0.0.0:50051", "allowPlaintextBeyondLoopback": True}


def test_large_numbers_stay_numbers():
    text = render("linkerd", at("config.limits.requestBytesMax", 16777216)).config_text
    assert '"requestBytesMax": 16777216' in text


def test_texts_stay_as_they_are():
    """Neither escaped for HTML nor read as YAML."""
    conninfo = "host=db application_name='a<b>&c'"
    assert (
        render("istio", at("ledger.postgres.conninfo", conninfo)).config["ledger"]["postgres"][
            "conninfo"
        ]
        == conninfo
    )


def test_both_places_of_a_file_are_mounted():
    rendered = render("postgres")
    mounted = {one["mountPath"] for one in rendered.server["volumeMounts"]}
    for path in re.findall(rf'{FILES}/[^\s"]+', rendered.config_text):
        assert path.rpartition("/")[0] in mounted, path


def test_the_sandbox_is_a_merchant_beside_others():
    merchants = example("sqlite")["config"]["merchants"]
    other = [{**merchants[0], "isspid": "1"}]
    more = at("trial", True) | at("sandbox.enabled", True) | at("config.merchants", other)
    more["config"]["callers"] = []
    assert [one["isspid"] for one in render("sqlite", more).config["merchants"]] == [
        "1",
        "39493002",
    ]
