"""The tokens of a team: create one, which is shown only once, or delete it."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.ids import terraform_id
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import current_state
from checks.sandbox.terraform.screens.organization import organization
from checks.sandbox.terraform.state import TerraformToken

routes = Blueprint("screens_tokens", __name__)

_TOKENS = "/app/<name>/settings/authentication-tokens"
_TEAM = f"{_TOKENS}/team"


@routes.get(_TOKENS)
def _kinds(name: str) -> str:
    return render_template("terraform/api_tokens.html", organization=organization(name))


@routes.get(_TEAM)
def _list(name: str) -> str:
    return render_template("terraform/team_tokens.html", organization=organization(name), id_of=_id_of, created="")


@routes.post(_TEAM)
def _create(name: str) -> str:
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
def _delete(name: str, number: str) -> AnyResponse:
    found = organization(name)

    def step(now: Scenario) -> Scenario:
        return replace(now, terraform_tokens=tuple(one for one in now.terraform_tokens if _id_of(one) != number))

    current_state().change(step)
    return redirect(f"/app/{found.name}/settings/authentication-tokens/team", 303)


def _id_of(token: TerraformToken) -> str:
    return terraform_id("at", token.value)
