"""What is wrong with an object by Kubernetes' own schemas, in which no unknown field passes."""

import functools
import json
import pathlib
from typing import Any

import kubernetes_validate
from jsonschema.validators import Draft202012Validator
from referencing import Registry, Resource

FOLDER = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
# The API's groups; others are of custom resources.
GROUPS = {"v1", "apps", "autoscaling", "networking.k8s.io", "policy"}


def is_own(thing: dict[str, Any]) -> bool:
    return thing["apiVersion"].split("/")[0] in GROUPS


def read(version: str, name: str) -> Any:
    return json.loads((FOLDER / f"v{version}.0-local-strict/{name}.json").read_text())


@functools.cache
def registry(version: str) -> Registry:
    definitions = read(version, "_definitions")
    return Registry().with_resource(definitions["$id"], Resource.from_contents(definitions)).crawl()


@functools.cache
def validator(version: str, api_version: str, kind: str) -> Draft202012Validator:
    group, _, of_group = api_version.partition("/")
    name = f"{group.split('.')[0]}-{of_group}" if of_group else group
    return Draft202012Validator(read(version, f"{kind.lower()}-{name}"), registry=registry(version))


def fault(thing: dict[str, Any], version: str) -> str:
    """Empty where there is none."""
    for error in validator(version, thing["apiVersion"], thing["kind"]).iter_errors(thing):
        return f"{thing['kind']} {'.'.join(map(str, error.path))}: {error.message}"
    return ""
