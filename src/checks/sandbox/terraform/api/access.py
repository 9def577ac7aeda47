"""Who is asking HCP Terraform, and what may they see."""

from flask import request

from checks.sandbox.state import current_state
from checks.sandbox.terraform.api.errors import not_found, unauthorized
from checks.sandbox.terraform.state import Organization, TerraformToken, TerraformWorkspace

SESSION_COOKIE = "_atlas_session_data"


def token() -> TerraformToken:
    """Return the token that the request shows.

    A session cookie, which ``/api/meta/ip-ranges`` hands out, outweighs it, as it does on the real service.

    Raises:
        Refusal: It shows none that is known.
    """
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if SESSION_COOKIE in request.cookies or kind.lower() != "bearer":
        raise unauthorized()
    for known in current_state().scenario.terraform_tokens:
        if known.value == value.strip():
            return known
    raise unauthorized()


def organization(name: str) -> Organization:
    """Return the organization `name`, if the token may see it; its name is compared without case. Raises `Refusal`."""
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
    """Return the token, if it may manage VCS settings; otherwise the service says 404, never 403. Raises `Refusal`."""
    shown = member()
    if not shown.can_update_oauth:
        raise not_found()
    return shown


def workspace(id_or_name: str) -> TerraformWorkspace:
    """Return the Terraform workspace with this id or name, if the token may see it. Raises `Refusal`."""
    shown = member()
    for found in current_state().scenario.terraform_workspaces:
        if id_or_name in {found.id, found.name} and shown.reads(found):
            return found
    raise not_found()
