"""Detect changes of the API operations that the checks call, in the vendors' OpenAPI documents."""

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
Parts = dict[str, list[str]]
"""The relevant parts of an operation, each as a list of texts. Empty if the operation is not documented."""
_DEEPEST = 3
"""How many levels of properties below a response are compared: deeper than the checks read."""
_MOST = 4
"""Maximum number of names in one reason."""


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
    """Return the parts of the operation at `path`, regardless of parameter names; empty for an unknown operation."""
    documented = {_shape(known): value for known, value in document.get("paths", {}).items()}
    item = documented.get(_shape(path), {})
    operation = item.get(method.lower())
    if operation is None:
        return {}
    parameters = [_resolved(document, one) for one in (*item.get("parameters", []), *operation.get("parameters", []))]
    access = [operation.get("security", []), operation.get("x-atlassian-oauth2-scopes", [])]
    return {
        "parameters": sorted(f"{one['name']} in {one['in']}" for one in parameters if one.get("required")),
        "responses": sorted(set(_response(document, operation.get("responses", {})))),
        "access": [json.dumps(access, sort_keys=True)],
        "deprecation": ["deprecated"] if operation.get("deprecated") else [],
    }


def changed(before: Parts, after: Parts) -> str:
    """Return the changes that can break a client as text; empty without such changes.

    A client can break if a response lacks something, a parameter becomes required, the access changes, or the operation
    is deprecated. Additional properties of a response don't break clients.
    """
    if before == after:
        return ""
    if not after:
        return "the document no longer has it"
    if not before:
        return "the document has it now"
    gone = [one for one in before["responses"] if one not in after["responses"]]
    required = [one for one in after["parameters"] if one not in before["parameters"]]
    reasons = {
        f"the response no longer has {_some(gone)}": bool(gone),
        f"a parameter is now required: {_some(required)}": bool(required),
        "the required access changed": before["access"] != after["access"],
        "it is now deprecated": after["deprecation"] > before["deprecation"],
    }
    return "; ".join(reason for reason, applies in reasons.items() if applies)


def _some(names: list[str]) -> str:
    more = f", and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def _response(document: Document, responses: Mapping[str, Any]) -> Iterator[str]:
    """Yield the successful statuses, and each property of their schemas with its type."""
    for status, response in responses.items():
        if status.startswith("2"):
            yield f"status {status}"
            for media in _resolved(document, response).get("content", {}).values():
                yield from _properties(document, media.get("schema", {}), "", 0)


def _properties(document: Document, schema: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    """Yield each property as ``values[].name: string``, down to `_DEEPEST`: schemas can contain themselves."""
    whole = _resolved(document, schema)
    if "items" in whole:
        yield from _properties(document, whole["items"], f"{path}[]", depth)
    for one in (*whole.get("allOf", []), *whole.get("anyOf", []), *whole.get("oneOf", [])):
        yield from _properties(document, one, path, depth)
    for name, inner in whole.get("properties", {}).items():
        place = f"{path}.{name}" if path else name
        kind = _resolved(document, inner).get("type", "object")
        yield f"{place}: {kind if isinstance(kind, str) else ' or '.join(sorted(kind))}"
        if depth < _DEEPEST:
            yield from _properties(document, inner, place, depth + 1)


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/")


def _resolved(document: Document, value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `value`, or the referenced value."""
    reference = value.get("$ref")
    return _resolve(document, reference) if isinstance(reference, str) else value


def _resolve(document: Document, reference: str) -> Mapping[str, Any]:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~"), {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}
