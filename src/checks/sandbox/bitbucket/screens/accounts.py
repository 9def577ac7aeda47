"""The logged-in Bitbucket account and its SSH keys."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_ssh_public_key
from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.bitbucket.api import access
from checks.sandbox.bitbucket.state import Account, AccountKey
from checks.sandbox.ids import braced
from checks.sandbox.keys import fingerprint
from checks.sandbox.rendering import Login
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import current_state

routes = Blueprint("screens_people", __name__)

_LOGIN = Login("sandbox_bitbucket", "/account/signin/")
_KEYS = "/account/settings/ssh-keys/"
_PROPOSED = timedelta(days=365)
_LEAST_BITS = 2048


def _login_names() -> dict[str, str]:
    return {one.username: f"Log in as {one.display_name}" for one in current_state().scenario.accounts}


def current_account() -> Account:
    """Return the logged-in account, or show the login page."""
    found = access.account(_LOGIN.name(_login_names()))
    assert found is not None  # noqa: S101 - the login accepts only existing accounts
    return found


@routes.get("/account/signin/")
def _sign_in() -> str:
    return _LOGIN.page(_login_names())


@routes.post("/account/signin/")
def _submit_sign_in() -> AnyResponse:
    return _LOGIN.enter(_login_names())


@routes.get("/account/settings/")
def _settings() -> str:
    return render_template("bitbucket/personal.html", account=current_account())


@routes.get(_KEYS)
def _keys() -> str:
    return render_template("bitbucket/ssh_keys.html", account=current_account(), fingerprint=fingerprint)


@routes.get(f"{_KEYS}new")
def _new_key() -> str:
    return _form("")


@routes.post(f"{_KEYS}new")
def _add_key() -> str | AnyResponse:
    owner, line = current_account(), " ".join(request.form.get("key", "").split())
    error = _error(line)
    if error:
        return _form(error)
    expires = None if request.form.get("expiry") == "never" else _day(request.form.get("day", ""))
    key = AccountKey(
        uuid=braced(f"key {line}"),
        line=line,
        label=request.form.get("label", ""),
        created=current_state().scenario.clock,
        expires=expires,
    )
    current_state().change(_with_key(owner, key))
    return redirect(_KEYS, 303)


def _form(error: str) -> str:
    proposed = (current_state().scenario.clock + _PROPOSED).date()
    return render_template(
        "bitbucket/ssh_key.html", account=current_account(), error=error, proposed=proposed, given=request.form
    )


def _day(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = (current_state().scenario.clock + _PROPOSED).date()
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _error(line: str) -> str:
    """Return Bitbucket's error message for a public key; empty if the key is accepted."""
    try:
        key = load_ssh_public_key(line.encode())
    except (ValueError, UnsupportedAlgorithm):
        return "That SSH key is invalid."
    if isinstance(key, RSAPublicKey) and key.key_size < _LEAST_BITS:
        return "That SSH key is invalid."
    body = line.split()[1]
    if any(body == one.line.split()[1] for account in current_state().scenario.accounts for one in account.keys):
        return "Someone has already added that SSH key to another account."
    if any(body == one.line.split()[1] for found in current_state().scenario.repositories for one in found.deploy_keys):
        return "Someone has already registered this as a deploy key."
    return ""


def _with_key(owner: Account, key: AccountKey) -> Callable[[Scenario], Scenario]:
    def step(now: Scenario) -> Scenario:
        accounts = tuple(replace(one, keys=(*one.keys, key)) if one.uuid == owner.uuid else one for one in now.accounts)
        return replace(now, accounts=accounts)

    return step
