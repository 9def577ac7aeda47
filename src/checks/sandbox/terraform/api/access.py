"""Authentication of requests to the simulated HCP Terraform, and access to its resources."""

from flask import request

from checks.sandbox.state import current_state
from checks.sandbox.terraform.api.errors import not_found, unauthorized
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
