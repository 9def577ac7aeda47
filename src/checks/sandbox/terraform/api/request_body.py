"""The body of a request to HCP Terraform."""

from typing import Any

from flask import request

from checks.sandbox.terraform.api.errors import Refusal


def data() -> object:
    """Return the value of ``data`` in the body. Raises `Refusal`."""
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict) or "data" not in body:
        raise Refusal(400, "bad request", "The body is not a JSON:API document.")
    return body["data"]


def attributes() -> dict[str, Any]:
    """Return the attributes in the body, or an empty dictionary. Raises `Refusal`."""
    sent = data()
    found = sent.get("attributes", {}) if isinstance(sent, dict) else {}
    return found if isinstance(found, dict) else {}


def related(name: str) -> object:
    """Return ``data`` of the relationship `name` in the body, or None without the relationship. Raises `Refusal`."""
    sent = data()
    for step in ("relationships", name, "data"):
        sent = sent.get(step) if isinstance(sent, dict) else None
    return sent
