"""values.yaml is the one source: the schema and the README's table are made from it, and it has every
setting of the server."""

import json
import subprocess
import sys

import pytest
import values_file
import yaml
from chart import CHART, HELM, REPOSITORY
from google.protobuf import descriptor_pb2

# What the chart settles by itself, or names otherwise.
ELSEWHERE = {
    "listener": "listener",
    "ledger": "ledger",
    "operationsAddress": "operations",
}
# Of a gateway, which has both in one Secret.
TLS_PAIR = {"clientCertificateFile": "clientCertificate", "clientKeyFile": "clientCertificate"}
REPEATED = descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED


def generate(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, HELM / "generate.py", *arguments], capture_output=True, text=True
    )


def test_the_schema_and_the_table_are_what_values_yaml_says():
    result = generate("--check")
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_change_of_values_yaml_alone_is_noticed(tmp_path):
    copy = tmp_path / "helm"
    subprocess.run(["cp", "-r", HELM, copy], check=True)
    values = copy / "complaint-bridge/values.yaml"
    values.write_text(values.read_text() + "\n# New.\nnewValue: 1\n")
    result = subprocess.run(
        [sys.executable, copy / "generate.py", "--check"], capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "values.schema.json: is not" in result.stdout and "README.md: is not" in result.stdout


def test_a_value_without_a_comment_is_refused():
    with pytest.raises(ValueError, match="bare: nothing says what it is for"):
        values_file.read("# Said.\nsaid: 1\n\nbare: 2\n")


def open_objects(schema, path="") -> list[str]:
    found = []
    if isinstance(schema, dict):
        types = schema.get("type")
        is_object = types == "object" or (isinstance(types, list) and "object" in types)
        if is_object and "additionalProperties" not in schema:
            found.append(path)
        for name, part in schema.items():
            found += open_objects(part, f"{path}/{name}")
    elif isinstance(schema, list):
        for number, part in enumerate(schema):
            found += open_objects(part, f"{path}/{number}")
    return found


def test_the_schema_is_closed_at_every_depth_but_for_global():
    schema = json.loads((CHART / "values.schema.json").read_text())
    # Nobody writes who manages the fields of an object.
    managed = "/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1"
    assert sorted(open_objects(schema)) == [managed, "/properties/global"]


@pytest.fixture(scope="module")
def messages(tmp_path_factory) -> dict[str, descriptor_pb2.DescriptorProto]:
    file = tmp_path_factory.mktemp("proto") / "set"
    proto = REPOSITORY / "proto"
    sources = sorted(proto.glob("imageco/bridge/config/v1/*.proto"))
    command = ["protoc", "-I", proto, f"--descriptor_set_out={file}", *sources]
    subprocess.run(command, check=True)
    files = descriptor_pb2.FileDescriptorSet.FromString(file.read_bytes()).file
    return {
        f".{one.package}.{message.name}": message for one in files for message in one.message_type
    }


def json_name(field: descriptor_pb2.FieldDescriptorProto) -> str:
    return field.json_name or field.name


def missing(messages, message, settings, path) -> list[str]:
    """Fields that values.yaml does not have."""
    known = {setting.name: setting for setting in settings}
    faults = []
    for field in messages[message].field:
        name = TLS_PAIR.get(json_name(field), json_name(field))
        if name not in known:
            faults.append(f"{path}.{name}")
        elif field.type_name in messages:
            faults += missing(messages, field.type_name, known[name].members, f"{path}.{name}")
    return faults


def settings_at(*path: str) -> list[values_file.Setting]:
    settings = values_file.read((CHART / "values.yaml").read_text())
    for name in path:
        settings = next(one for one in settings if one.name == name).members
    return settings


def test_values_have_every_setting_of_the_server(messages):
    config = settings_at("config")
    known = {setting.name for setting in config}
    root = ".imageco.bridge.config.v1.BridgeConfig"
    faults = []
    for field in messages[root].field:
        name = json_name(field)
        if name in ELSEWHERE:
            assert settings_at(ELSEWHERE[name])
        elif name not in known:
            faults.append(name)
        elif field.type_name in messages:
            members = next(one for one in config if one.name == name).members
            faults += missing(messages, field.type_name, members, name)
    assert faults == []


def test_values_have_no_setting_that_the_server_lacks(messages):
    """By its own name: the server's --check would refuse it, in the words of a parser."""
    fields = {json_name(field) for message in messages.values() for field in message.field} | {
        "clientCertificate"
    }
    references = {"secret", "configMap", "key", "certificateKey", "privateKeyKey"}

    def names(settings):
        for setting in settings:
            yield setting.name
            yield from names(setting.members)

    assert {
        name for name in names(settings_at("config")) if name not in fields | references
    } == set()


def test_ledgers_have_every_setting(messages):
    package = ".imageco.bridge.config.v1."
    of_ledger = {setting.name for setting in settings_at("ledger")}
    for kind, message in [("sqlite", "Sqlite"), ("postgres", "Postgres"), ("memory", "Memory")]:
        known = of_ledger | {setting.name for setting in settings_at("ledger", kind)}
        for field in messages[f"{package}{message}LedgerConfig"].field:
            assert json_name(field) in known | {"file"}, (kind, field.name)


def test_one_version():
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["version"] == chart["appVersion"]
    assert f"VERSION {chart['version']} " in (REPOSITORY / "CMakeLists.txt").read_text()
