"""Check: the consumer's callback URL matches HCP Terraform."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import terraform, terraform_screens
from checks.provider_selected import provider_selected
from checks.settings.urls import is_protected

LOOK = (
    f"In HCP Terraform, go to {terraform_screens.SETTINGS.text} > {terraform_screens.PROVIDERS.text}, and compare the "
    "callback URLs."
)
ANOTHER_HOST = (
    "This is correct only if it is the secondary hostname of Terraform Enterprise. After a change of the hostname, "
    "create a new connection."
)
SHOWN = 12
"""The maximum number of characters shown of a difference."""

_URL = re.compile(r"(https?)://([^/?#@\s\[\]]+)(/\S*)")


@check(Step.CONSUMER, reads=(terraform.OAUTH_CLIENTS, terraform.OAUTH_TOKENS), after=(provider_selected,))
def callback_url(connection: Connection) -> Iterator[Finding]:
    """The consumer's callback URL matches HCP Terraform.

    Bitbucket compares the URLs when you connect, and shows *Invalid redirect_uri* if they differ. No API reports the
    callback URL of a consumer, so the check uses the URL in HCP Terraform, the URL that you pasted
    (`BITBUCKET_CALLBACK_URL`), and whether access was ever granted, which requires a matching URL.
    """
    url = connection.provider().callback_url
    yield _provider_finding(url, connection.settings.terraform_url)
    if url is not None:
        yield _consumer_finding(connection, url)


def _provider_finding(url: str | None, terraform_url: str) -> Finding:
    subject, host = "callback URL of the provider", urlsplit(terraform_url).netloc
    expected = f"{terraform_url}{terraform.CALLBACK_PATH.text}"
    match = _URL.fullmatch(url or "")
    if match is None:
        return unknown(subject, expected, url or "not reported by HCP Terraform", LOOK)
    scheme, place, path = match.groups()
    if not is_protected(scheme, place.partition(":")[0]):
        return failed(subject, "https", scheme, "Serve Terraform Enterprise over https.")
    if place.lower() != host.lower():
        return unknown(subject, expected, f"its host is {place}", ANOTHER_HOST)
    if not terraform.CALLBACK_PATTERN.fullmatch(path):
        return unknown(subject, expected, f"its path is {path}", LOOK)
    return passed(subject, expected, match[0])


def _consumer_finding(connection: Connection, url: str) -> Finding:
    subject, pasted = "callback URL of the consumer", connection.settings.callback_url
    if pasted == url:
        return passed(subject, "the URL in HCP Terraform", "the same URL")
    if pasted is not None:
        # Redact before truncating: the pasted value can be a secret.
        actual = _difference(url, connection.hide(pasted))
        return failed(subject, url, actual, "Copy the URL from HCP Terraform again, and paste it without changes.")
    if connection.oauth_tokens():
        return passed(subject, "a URL that works", "access was granted with it")
    return unknown(
        subject,
        url,
        "no API reports it, and access hasn't been granted",
        "Set BITBUCKET_CALLBACK_URL to the value in the consumer settings, and run the checks again.",
    )


def _difference(correct: str, pasted: str) -> str:
    """Return how the pasted URL differs from the correct URL in HCP Terraform; they aren't equal."""
    if pasted.strip() == correct:
        return "the correct URL, with a space or a newline before or after it"
    if pasted.startswith(correct):
        return f"the correct URL, followed by {pasted[len(correct) :]!r}"
    if correct.startswith(pasted):
        return f"only the first {len(pasted)} characters of the URL"
    same = next(place for place, (one, other) in enumerate(zip(correct, pasted, strict=False)) if one != other)
    where = f"after {correct[:same]!r}" if same else "from the first character"
    return f"different {where}: {pasted[same : same + SHOWN]!r} instead of {correct[same : same + SHOWN]!r}"
