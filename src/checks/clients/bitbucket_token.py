"""Asks the token endpoint of Bitbucket Cloud, once in a run."""

from http import HTTPStatus

from checks.clients.bitbucket_records import TokenAnswer, scopes
from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.facts import bitbucket
from checks.settings.secret import Redactor


def ask_for_token(http: Http, redact: Redactor) -> TokenAnswer:
    """Return what the token endpoint says to a client credentials grant. Sent once in a run, whatever happens.

    Args:
        http: A session with Bitbucket's site, with the consumer's key and secret.
        redact: Takes secrets out of the vendor's words.

    Raises:
        ReadError: There was no answer, or none that tells anything about the consumer.
    """
    answer = http.post_once(bitbucket.ACCESS_TOKEN, {"grant_type": "client_credentials"})
    body = answer.json()
    if answer.status == HTTPStatus.OK and body.text("access_token"):
        # Since CHANGE-3052 the field is called scope; before, scopes. Whichever says something is read.
        listed = body.text("scope") if body.at("scope") or not body.at("scopes") else body.text("scopes")
        return TokenAnswer(granted=True, scopes=None if listed is None else scopes(listed))
    error = body.text("error")
    if error is None:
        raise ReadError(f"{answer.url} returned status {answer.status} with neither a token nor an error.")
    return TokenAnswer(granted=False, error=error, description=redact(body.text("error_description") or ""))
