"""The login to HCP Terraform, and the pages of the organization."""

from flask import Blueprint, redirect, render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.rendering import Login
from checks.sandbox.state import current_state
from checks.sandbox.terraform.state import Organization

routes = Blueprint("screens_organization", __name__)

_LOGIN = Login("sandbox_terraform", "/session")


def _login_names() -> dict[str, str]:
    email = current_state().scenario.organization.email
    return {email: f"Log in as {email}"}


def organization(name: str) -> Organization:
    """Return the organization `name` for the logged-in user, or show the login page.

    Raises:
        NotFound: There is no such organization.
    """
    _LOGIN.name(_login_names())
    found = current_state().scenario.organization
    if found.name.lower() != name.lower():
        raise NotFound
    return found


@routes.get("/session")
def _log_in() -> str:
    return _LOGIN.page(_login_names())


@routes.post("/session")
def _submit_log_in() -> AnyResponse:
    return _LOGIN.enter(_login_names())


@routes.get("/")
def _start() -> AnyResponse:
    return redirect("/app/organizations")


@routes.get("/app/organizations")
def _organizations() -> str:
    _LOGIN.name(_login_names())
    return render_template("terraform/organizations.html")


@routes.get("/app/<name>/")
@routes.get("/app/<name>/workspaces")
def _home(name: str) -> str:
    return render_template("terraform/home.html", organization=organization(name))


@routes.get("/app/<name>/settings/")
def _settings(name: str) -> str:
    return render_template("terraform/settings.html", organization=organization(name))
