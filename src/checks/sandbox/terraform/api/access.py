"""Authentication of requests to the simulated HCP Terraform, access to its resources, and the body of a request."""

from typing import Any

from flask import request

from checks.sandbox.state import current_state
from checks.sandbox.terraform.api.errors import Refusal, not_found, unauthorized
from checks.sandbox.terraform.state import Organization, TerraformToken, TerraformWorkspace

SESSION_COOKIE = "_atlas_session_data"


def token() -> TerraformToken:
    """Return the token of the request.

    As on the real service, a session cookie, which ``/api/meta/ip-ranges`` sets, takes precedence over the token.

    Raises:
        Refusal: The token is missing or unknown.
    """
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if SESSION_COOKIE in request.cookies or kind.lower() != "bearer":
        raise unauthorized()
    for known in current_state().scenario.terraform_tokens:
        if known.value == value.strip():
            return known
    raise unauthorized()


def organization(name: str) -> Organization:
    """Return the organization `name` (case-insensitive), if the token can read it. Raises `Refusal`."""
    shown = token()
    found = current_state().scenario.organization
    if not shown.member or found.name.lower() != name.lower():
        raise not_found()
    return found


def member() -> TerraformToken:
    """Return the token, if it belongs to the organization. Raises `Refusal`."""
    shown = token()
    if not shown.member:
        raise not_found()
    return shown


def manager() -> TerraformToken:
    """Return the token, if it can manage VCS settings. Raises `Refusal`, with status 404 like the real service."""
    shown = member()
    if not shown.can_update_oauth:
        raise not_found()
    return shown


def workspace(id_or_name: str) -> TerraformWorkspace:
    """Return the Terraform workspace with this ID or name, if the token can read it. Raises `Refusal`."""
    shown = member()
    for found in current_state().scenario.terraform_workspaces:
        if id_or_name in {found.id, found.name} and shown.reads(found):
            return found
    raise not_found()


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
