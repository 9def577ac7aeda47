"""Detect changes of the API operations that the checks call, in the vendors' OpenAPI documents."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.facts import terraform
from checks.facts.credentials import Credential, Endpoint
from checks.facts.index import entries
from checks.monitors.vendors.sources import BITBUCKET_OPENAPI, readings

Document = Mapping[str, Any]
Parts = dict[str, str]
"""The relevant parts of an operation, each as a prefix of its SHA-256. Empty if the operation is not documented."""

# Descriptive text does not affect requests.
_PROSE = frozenset({"description", "summary", "title", "example", "examples", "externalDocs", "operationId", "tags"})


@dataclass(frozen=True)
class Published:
    """An OpenAPI document: its URL, its file name when downloaded, and the credential that its API accepts."""

    address: str
    file: str
    credential: Credential


DOCUMENTS = (
    Published(BITBUCKET_OPENAPI, "bitbucket-openapi.json", Credential.BITBUCKET_TOKEN),
    Published(
        readings(terraform.VCS_REPO.source.page)[0].address, "hcp-terraform-openapi.json", Credential.TERRAFORM_TOKEN
    ),
)


def called(published: Published) -> Iterator[tuple[str, Endpoint]]:
    """Yield the name and the fact of every operation of this vendor that the checks call."""
    for name, entry in entries().items():
        if isinstance(entry.fact, Endpoint) and entry.fact.credential is published.credential:
            yield name, entry.fact


def fingerprints(published: Published, document: Document) -> dict[str, Parts]:
    """Return the parts of every operation that the checks call, by fact name."""
    return {name: parts(document, read.method, read.path) for name, read in called(published)}


def parts(document: Document, method: str, path: str) -> Parts:
    """Return the parts of the operation at `path`, regardless of parameter names; empty if there is none."""
    documented = {_shape(known): value for known, value in document.get("paths", {}).items()}
    item = documented.get(_shape(path), {})
    operation = item.get(method.lower())
    if operation is None:
        return {}
    relied_on = {
        "parameters": [*item.get("parameters", []), *operation.get("parameters", [])],
        "responses": operation.get("responses", {}),
        "access": [operation.get("security", []), operation.get("x-atlassian-oauth2-scopes", [])],
        "deprecation": bool(operation.get("deprecated", False)),
    }
    return {part: _digest(document, value) for part, value in relied_on.items()}


def changed(before: Parts, after: Parts) -> str:
    """Return the changes of an operation as text; empty if nothing changed."""
    if before == after:
        return ""
    if not after:
        return "the document no longer has it"
    if not before:
        return "the document has it now"
    return "changed: " + ", ".join(part for part in after if before.get(part) != after[part])


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/")


def _digest(document: Document, value: object) -> str:
    """Hash `value` and everything that it references, each once: schemas can reference each other in cycles."""
    reached: dict[str, object] = {}
    ahead = [value]
    while ahead:
        for reference in _references(ahead.pop()):
            if reference not in reached:
                reached[reference] = _without_prose(_resolve(document, reference))
                ahead.append(reached[reference])
    canonical = json.dumps([_without_prose(value), reached], sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _without_prose(value: object) -> object:
    """Remove descriptive text. A property can have any name, so names of properties are never removed."""
    if isinstance(value, list):
        return [_without_prose(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: {own: _without_prose(one) for own, one in inner.items()}
        if name == "properties" and isinstance(inner, dict)
        else _without_prose(inner)
        for name, inner in value.items()
        if name not in _PROSE
    }


def _references(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _references(one)
    elif isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)


def _resolve(document: Document, reference: str) -> object:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~"), {}) if isinstance(found, dict) else {}
    return found
