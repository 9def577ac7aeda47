"""The consent page, and its errors for an invalid callback URL or client ID."""

import secrets
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.bitbucket.api.oauth import condensed
from checks.sandbox.bitbucket.screens.accounts import current_account
from checks.sandbox.bitbucket.screens.permissions import sentences
from checks.sandbox.bitbucket.state import Consumer
from checks.sandbox.rendering import refused
from checks.sandbox.state import Code, current_state

routes = Blueprint("screens_consent", __name__)

_HEADING = "Confirm access to your account"
_MISCONFIGURED = "This integration is misconfigured. Contact the vendor for assistance."


def is_allowed(wanted: str, configured: str) -> bool:
    """Return whether `wanted` is the callback URL of a consumer, or a path below it.

    Source: Bitbucket's page on OAuth 2.0: the requested URL "must be appended to the same URL configured".
    """
    return bool(configured) and (wanted == configured or wanted.startswith(configured.rstrip("/") + "/"))


@routes.get("/site/oauth2/authorize")
def _show() -> str:
    account = current_account()
    consumer = _consumer()
    asks = sentences(condensed(consumer.permissions))
    return render_template(
        "bitbucket/consent.html", heading=_HEADING, consumer=consumer, account=account, sentences=asks
    )


@routes.post("/site/oauth2/authorize")
def _respond() -> AnyResponse:
    account = current_account()
    consumer = _consumer()
    redirect_uri = request.args.get("redirect_uri")
    parameters = {"error": "access_denied"}
    if request.form.get("answer") == "grant":
        parameters = {"code": secrets.token_urlsafe(12)}
        code = Code(consumer=consumer.key, account=account.username, redirect_uri=redirect_uri)
        with current_state().lock:
            current_state().codes[parameters["code"]] = code
    if "state" in request.args:
        parameters["state"] = request.args["state"]
    target = redirect_uri or current_state().absolute(consumer.callback_url)
    return redirect(f"{target}{'&' if '?' in target else '?'}{urlencode(parameters)}", 303)


def _consumer() -> Consumer:
    """Return the consumer of the request, or show the error of the request."""
    for found in current_state().scenario.consumers:
        if found.key == request.args.get("client_id"):
            configured = current_state().absolute(found.callback_url)
            if not is_allowed(request.args.get("redirect_uri", configured), configured):
                raise HTTPException(response=refused(_HEADING, "Invalid redirect_uri", _MISCONFIGURED, status=400))
            return found
    raise HTTPException(response=refused(_HEADING, "Invalid client_id", _MISCONFIGURED, status=400))
