"""Sends the only request of a run to Bitbucket Cloud's token endpoint."""

from http import HTTPStatus

from checks.clients.bitbucket_records import TokenResponse, scopes
from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.facts import bitbucket
from checks.settings.secret import Redactor


def request_token(http: Http, redact: Redactor) -> TokenResponse:
    """Return the token endpoint's response to a client credentials grant. The request is never repeated.

    Args:
        http: A session with Bitbucket's site that authenticates with the consumer key and secret.
        redact: Removes secrets from the vendor's text.

    Raises:
        ReadError: There was no response, or it has neither a token nor an error.
    """
    response = http.post_once(bitbucket.ACCESS_TOKEN, {"grant_type": "client_credentials"})
    body = response.json()
    if response.status == HTTPStatus.OK and body.text("access_token"):
        # CHANGE-3052 renamed the field from scopes to scope. The one with a value is read.
        listed = body.text("scope") if body.at("scope") or not body.at("scopes") else body.text("scopes")
        found = None if listed is None else scopes(listed)
        return TokenResponse(granted=True, scopes=found, status=response.status)
    error = body.text("error")
    if error is None:
        raise ReadError(f"{response.url} returned status {response.status} with neither a token nor an error.")
    description = redact(body.text("error_description") or "")
    return TokenResponse(granted=False, error=error, description=description, status=response.status)
