"""The token endpoint of Bitbucket's site: three grant types, and errors with their recorded wording."""

import base64
import binascii
import secrets
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request

from checks.facts.bitbucket import PERMISSIONS
from checks.sandbox.bitbucket.api.errors import Refusal, document
from checks.sandbox.bitbucket.state import Consumer
from checks.sandbox.state import IssuedToken, current_state

routes = Blueprint("oauth", __name__)

_LIFETIME = 7200
_QUARTER = 90 * 24 * 3600
_TOKEN_BYTES = 1900  # the tokens of 2026 are longer than 2,500 characters


def condensed(scopes: Sequence[str]) -> tuple[str, ...]:
    """Return `scopes` without implied ones, as in the response of the token endpoint."""
    implied = {name for box in PERMISSIONS if box.scope in scopes for name in box.implies}
    return tuple(sorted(scope for scope in scopes if scope not in implied))


def error(name: str, description: str) -> Refusal:
    """Return an error response of the token endpoint."""
    return Refusal(400, {"error_description": description, "error": name})


def unknown_client() -> Refusal:
    """Return the error for a wrong key or secret, and for correct ones of a consumer that is locked out."""
    return error("unauthorized_client", "Invalid OAuth client credentials")


def _key_and_secret() -> tuple[str, str]:
    """Return the key and the secret from the header or the form."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            key, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise unknown_client() from None
        return key, secret
    key, secret = request.form.get("client_id", ""), request.form.get("client_secret", "")
    if not key:
        raise error("unauthorized_client", "Requests must be authenticated using OAuth client credentials")
    return key, secret


def _consumer() -> Consumer:
    pair = _key_and_secret()
    for found in current_state().scenario.consumers:
        if (found.key, found.secret) == pair and not found.locked_out:
            return found
    raise unknown_client()


def _issue(consumer: Consumer, account: str | None, state: str, *, refresh: bool) -> Response:
    scopes = condensed(consumer.permissions)
    until = current_state().in_seconds(_LIFETIME)
    access_token = secrets.token_urlsafe(_TOKEN_BYTES)
    body: dict[str, Any] = {
        "access_token": access_token,
        "token_type": "bearer",
        "expires_in": _LIFETIME,
        "state": state,
    }
    if consumer.scope_field:
        body[consumer.scope_field] = " ".join(scopes)
    token = IssuedToken(consumer=consumer.key, account=account, scopes=scopes, until=until)
    with current_state().lock:
        current_state().access_tokens[access_token] = token
        if refresh:
            body["refresh_token"] = secrets.token_urlsafe(_TOKEN_BYTES)
            current_state().refresh_tokens[body["refresh_token"]] = IssuedToken(
                consumer=consumer.key, account=account, scopes=scopes, until=current_state().in_seconds(_QUARTER)
            )
    return document(body)


def _client_credentials(consumer: Consumer) -> Response:
    if not consumer.callback_url:
        raise error("invalid_request", "No callback uri defined for the OAuth client.")
    if not consumer.private:
        raise error(
            "invalid_grant",
            'Cannot use client_credentials with a consumer marked as "public". '
            "Calls for auto generated consumers should use urn:bitbucket:oauth2:jwt instead.",
        )
    return _issue(consumer, None, "client_credentials", refresh=False)


def _authorization_code(consumer: Consumer) -> Response:
    with current_state().lock:
        found = current_state().codes.pop(request.form.get("code", ""), None)
    if found is None or found.consumer != consumer.key:
        raise error("invalid_grant", "The specified code is not valid.")
    if found.redirect_uri != request.form.get("redirect_uri"):
        raise error("invalid_grant", 'Invalid "redirect_uri" in request.')
    return _issue(consumer, found.account, "authorization_code", refresh=True)


def _refresh(consumer: Consumer) -> Response:
    """Exchange a refresh token for new tokens, and invalidate it."""
    with current_state().lock:
        found = current_state().refresh_tokens.pop(request.form.get("refresh_token", ""), None)
    if found is None or found.consumer != consumer.key:
        raise unknown_client()
    if found.until <= current_state().scenario.clock:
        raise error("invalid_grant", "Invalid refresh_token")
    return _issue(consumer, found.account, "refresh_token", refresh=True)


@routes.post("/site/oauth2/access_token")
def _access_token() -> Response:
    consumer = _consumer()
    match request.form.get("grant_type"):
        case "client_credentials":
            return _client_credentials(consumer)
        case "authorization_code":
            return _authorization_code(consumer)
        case "refresh_token":
            return _refresh(consumer)
        case other:
            raise error("invalid_grant", f"Unsupported grant type: {other}")
