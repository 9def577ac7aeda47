"""API tokens on the Atlassian account page: create one in four steps, or revoke it.

The real page is on another site of Atlassian.
"""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.bitbucket.screens.accounts import current_account
from checks.sandbox.bitbucket.state import ApiToken
from checks.sandbox.ids import terraform_id
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import current_state

routes = Blueprint("screens_api_tokens", __name__)

_TOKENS = "/manage-profile/security/api-tokens"
_SCOPES = (
    "read:user:bitbucket",
    "read:workspace:bitbucket",
    "read:project:bitbucket",
    "read:repository:bitbucket",
    "write:repository:bitbucket",
    "read:pullrequest:bitbucket",
    "read:webhook:bitbucket",
    "write:webhook:bitbucket",
    "read:ssh-key:bitbucket",
)
"""Some of the scopes for Bitbucket, in the words of Atlassian's list."""
_STEPS = ("Name and expiry", "App", "Scopes", "Review")


@routes.get(_TOKENS)
def _list() -> str:
    return _render_list("")


def _render_list(created: str) -> str:
    account = current_account()
    own = [one for one in current_state().scenario.api_tokens if one.account == account.username]
    return render_template("bitbucket/api_tokens.html", account=account, tokens=own, created=created, id_of=_id_of)


@routes.get(f"{_TOKENS}/new")
def _step() -> str:
    """Show a step of the form. The fields of the earlier steps are in the query."""
    number = min(max(request.args.get("step", 1, type=int), 1), len(_STEPS))
    problem = ""
    if number > len(_STEPS) - 1 and not request.args.getlist("scope"):
        number, problem = len(_STEPS) - 1, "Select at least one scope."
    return render_template(
        "bitbucket/api_token.html",
        account=current_account(),
        steps=_STEPS,
        number=number,
        scopes=_SCOPES,
        given=[(name, value) for name, value in request.args.items(multi=True) if name != "step"],
        chosen=request.args.getlist("scope"),
        problem=problem,
    )


@routes.post(_TOKENS)
def _create() -> str:
    """Create the token, which the page with the values then contains too."""
    account, number = current_account(), current_state().counted("API tokens")
    value = f"ATATT3x{terraform_id('', f'API token {number}')[1:] * 3}"
    scopes = tuple(one for one in _SCOPES if one in request.form.getlist("scope"))
    new = ApiToken(value=value, account=account.username, scopes=scopes, label=request.form.get("label", ""))
    current_state().change(
        lambda now: replace(
            now,
            api_tokens=(*now.api_tokens, new),
            credentials=replace(now.credentials, api_token=value, email=account.email),
        )
    )
    return _render_list(value)


@routes.post(f"{_TOKENS}/<number>/revoke")
def _revoke(number: str) -> AnyResponse:
    name = current_account().username

    def step(now: Scenario) -> Scenario:
        kept = (one for one in now.api_tokens if one.account != name or _id_of(one) != number)
        return replace(now, api_tokens=tuple(kept))

    current_state().change(step)
    return redirect(_TOKENS, 303)


def _id_of(token: ApiToken) -> str:
    return terraform_id("token", token.value)
