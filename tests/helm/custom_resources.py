"""What is wrong with custom resources: fields that are not there, by TypeScript, and values, by the
schemas that run. Of @kubernetes-models."""

import json
import pathlib
import subprocess
import tempfile

PACKAGES = {
    "cert-manager.io/v1": "cert-manager",
    "external-secrets.io/v1": "external-secrets",
    "gateway.networking.k8s.io/v1": "gateway-api",
    "monitoring.coreos.com/v1": "prometheus-operator",
    "networking.istio.io/v1": "istio",
}
TYPE = ("apiVersion", "kind")
TYPESCRIPT = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext"]


def script(things: list[dict]) -> str:
    """Valid as JavaScript and as TypeScript."""
    lines = []
    for number, thing in enumerate(things):
        module = f"@kubernetes-models/{PACKAGES[thing['apiVersion']]}/{thing['apiVersion']}"
        name = f"Kind{number}"
        fields = {field: value for field, value in thing.items() if field not in TYPE}
        literal = json.dumps(fields, ensure_ascii=False)
        lines.append(f"import {{{thing['kind']} as {name}}} from '{module}';")
        lines.append(f"new {name}({literal}).validate();")
    return "\n".join(lines) + "\n"


def faults(things: list[dict], modules: pathlib.Path) -> str:
    """Empty where there are none."""
    with tempfile.TemporaryDirectory(dir=modules) as folder:
        for suffix in ("mts", "mjs"):
            pathlib.Path(folder, f"objects.{suffix}").write_text(script(things))
        commands = [
            [modules / "node_modules/.bin/tsc", *TYPESCRIPT, "objects.mts"],
            ["node", "objects.mjs"],
        ]
        said = ""
        for command in commands:
            result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            said += (result.stdout + result.stderr) if result.returncode else ""
    return said
