"""The OAuth authorization: redirect to Bitbucket, return with a code, and exchange the code for a token."""

import secrets
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import requests
from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.ids import terraform_id
from checks.sandbox.state import current_state
from checks.sandbox.terraform.screens.organization import organization
from checks.sandbox.terraform.screens.providers import change_provider, provider
from checks.sandbox.terraform.state import OAuthToken, Provider

routes = Blueprint("screens_connecting", __name__)

_STATE = "sandbox_terraform_state"
_PATIENCE = 10


class _RefusedError(Exception):
    """Bitbucket refuses the request."""


@routes.get("/auth/<uuid:uuid>")
@routes.post("/auth/<uuid:uuid>")
def _leave(uuid: UUID) -> AnyResponse:
    """Redirect the user to Bitbucket, with a random state that identifies the response."""
    organization(current_state().scenario.organization.name)
    found, state = provider(str(uuid)), secrets.token_urlsafe(12)
    query = urlencode(
        {
            "client_id": found.key or "",
            "redirect_uri": current_state().absolute(found.callback),
            "response_type": "code",
            "state": state,
        }
    )
    response = make_response(redirect(f"{current_state().bitbucket_url}/site/oauth2/authorize?{query}", 303))
    response.set_cookie(_STATE, state, httponly=True, samesite="Lax")
    return response


@routes.get("/auth/<uuid:uuid>/callback")
def _return(uuid: UUID) -> AnyResponse:
    name = organization(current_state().scenario.organization.name).name
    found = provider(str(uuid))
    listed = f"/app/{name}/settings/version-control"
    try:
        oauth_token = _exchange_code(found)
    except _RefusedError as reason:
        return redirect(f"{listed}?{urlencode({'error': str(reason)})}", 303)
    change_provider(found.uuid, lambda one: replace(one, oauth_tokens=(oauth_token,)))
    return redirect(listed if found.oauth_tokens else f"{listed}/{found.uuid}/advanced", 303)


def _exchange_code(found: Provider) -> OAuthToken:
    """Exchange the code of the request for a token, and return the OAuth token that HCP Terraform stores."""
    if not request.args.get("state") or request.args["state"] != request.cookies.get(_STATE):
        raise _RefusedError("The response does not match a request from this browser. Connect again.")
    if "code" not in request.args:
        raise _RefusedError(f"Bitbucket responded: {request.args.get('error', 'nothing')}")
    with requests.Session() as session:
        session.trust_env = False  # a proxy cannot reach loopback
        body = _read(
            session.post(
                f"{current_state().bitbucket_url}/site/oauth2/access_token",
                auth=(found.key or "", found.secret),
                data={
                    "grant_type": "authorization_code",
                    "code": request.args["code"],
                    "redirect_uri": current_state().absolute(found.callback),
                },
                timeout=_PATIENCE,
            )
        )
        bearer = {"Authorization": f"Bearer {body['access_token']}"}
        user = _read(session.get(f"{current_state().bitbucket_url}/2.0/user", headers=bearer, timeout=_PATIENCE))
    before = found.oauth_tokens[0] if found.oauth_tokens else None
    return OAuthToken(
        # Reauthorizing keeps the OAuth Token ID, so Terraform workspaces that refer to it stay connected.
        id=before.id if before else terraform_id("ot", found.uuid),
        account=user["username"],
        user=user["username"],
        created=current_state().scenario.clock,
        scopes=tuple((body.get("scope") or body.get("scopes", "")).split()),
        has_ssh_key=bool(before and before.has_ssh_key),
    )


def _read(response: requests.Response) -> dict[str, Any]:
    """Return the body of a response, or raise an error with the message of the refusal."""
    body: dict[str, Any] = response.json()
    if response.ok:
        return body
    words = body.get("error_description") or body.get("error", {}).get("message", "")
    raise _RefusedError(f"Bitbucket responded: {words}")
