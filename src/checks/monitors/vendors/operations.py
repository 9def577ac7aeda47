"""Notices when a vendor changes an operation that we call, by its OpenAPI document."""

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
"""Of an operation: each part that we rely on, as the start of a SHA-256 over it. Empty where it is not documented."""

# Words for people change nothing about a call.
_PROSE = frozenset({"description", "summary", "title", "example", "examples", "externalDocs", "operationId", "tags"})


@dataclass(frozen=True)
class Published:
    """An OpenAPI document: its address, its file name in a folder of downloaded ones, and whose calls it describes."""

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
    """Yield the name and the fact of every operation that we call of this document's vendor."""
    for name, entry in entries().items():
        if isinstance(entry.fact, Endpoint) and entry.fact.credential is published.credential:
            yield name, entry.fact


def fingerprints(published: Published, document: Document) -> dict[str, Parts]:
    """Return the parts of every operation that we call, by the name of its fact."""
    return {name: parts(document, read.method, read.path) for name, read in called(published)}


def parts(document: Document, method: str, path: str) -> Parts:
    """Return the parts of the operation that `path` names, whatever its parameters are called; empty without one."""
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
    """Return in words what changed of an operation; empty where nothing did."""
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
    """Hash `value` and whatever it refers to, each once: schemas refer to one another in circles."""
    reached: dict[str, object] = {}
    ahead = [value]
    while ahead:
        for reference in _references(ahead.pop()):
            if reference not in reached:
                reached[reference] = _without_prose(_at(document, reference))
                ahead.append(reached[reference])
    canonical = json.dumps([_without_prose(value), reached], sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _without_prose(value: object) -> object:
    """Leave out what is for people. A property may bear any name, so names of properties are never left out."""
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


def _at(document: Document, reference: str) -> object:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~"), {}) if isinstance(found, dict) else {}
    return found
