"""The login to HCP Terraform, and the pages of the organization, including the tokens of a team."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.ids import terraform_id
from checks.sandbox.rendering import Login
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import current_state
from checks.sandbox.terraform.state import Organization, TerraformToken

routes = Blueprint("screens_organization", __name__)

_LOGIN = Login("sandbox_terraform", "/session")
_TOKENS = "/app/<name>/settings/authentication-tokens"
_TEAM = f"{_TOKENS}/team"


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


@routes.get(_TOKENS)
def _kinds(name: str) -> str:
    return render_template("terraform/api_tokens.html", organization=organization(name))


@routes.get(_TEAM)
def _list_tokens(name: str) -> str:
    return render_template("terraform/team_tokens.html", organization=organization(name), id_of=_id_of, created="")


@routes.post(_TEAM)
def _create_token(name: str) -> str:
    """Create a token of the team, which the page with the values then contains too."""
    found, number = organization(name), current_state().counted("team tokens")
    # A token consists of an ID and a secret, as the real ones do.
    value = f"{terraform_id('', f'team {number}')[1:]}.atlasv1.{terraform_id('', f'secret {number}')[1:] * 3}"
    new = TerraformToken(value=value, description=request.form.get("description", ""))
    current_state().change(
        lambda now: replace(
            now,
            terraform_tokens=(*now.terraform_tokens, new),
            credentials=replace(now.credentials, terraform_token=value),
        )
    )
    return render_template("terraform/team_tokens.html", organization=found, id_of=_id_of, created=value)


@routes.post(f"{_TEAM}/<number>/delete")
def _delete_token(name: str, number: str) -> AnyResponse:
    found = organization(name)

    def step(now: Scenario) -> Scenario:
        return replace(now, terraform_tokens=tuple(one for one in now.terraform_tokens if _id_of(one) != number))

    current_state().change(step)
    return redirect(f"/app/{found.name}/settings/authentication-tokens/team", 303)


def _id_of(token: TerraformToken) -> str:
    return terraform_id("at", token.value)
