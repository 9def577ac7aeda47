"""Check: the callback URL."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import terraform
from checks.provider_selected import provider_selected
from checks.settings.urls import is_protected

LOOK = "Open Settings, Providers in HCP Terraform, and compare it with the callback URL that stands there."
SHOWN = 12
"""Characters that are shown of what differs."""

_ADDRESS = re.compile(r"(https?)://([^/?#@\s\[\]]+)(/\S*)")


@check(Step.CONSUMER, reads=(terraform.OAUTH_CLIENTS, terraform.OAUTH_TOKENS), after=(provider_selected,))
def callback_url(connection: Connection) -> Iterator[Finding]:
    """The callback URL is the one that HCP Terraform gave.

    Bitbucket compares it when somebody connects, and shows *Invalid redirect_uri* where it differs. No API tells what
    the consumer holds. So this looks at the value to paste, at the value that you pasted
    (`BITBUCKET_CALLBACK_URL`), and at whether *Grant access* was ever finished, which needs the right one.
    """
    given = connection.provider().callback_url
    yield _form(given, connection.settings.terraform_url)
    if given is not None:
        yield _held(connection, given)


def _form(given: str | None, terraform_url: str) -> Finding:
    subject, host = "callback URL of the provider", urlsplit(terraform_url).netloc
    expected = f"{terraform_url}{terraform.CALLBACK_PATH.text}"
    match = _ADDRESS.fullmatch(given or "")
    if match is None:
        return unknown(subject, expected, given or "HCP Terraform does not tell it", LOOK)
    scheme, place, path = match.groups()
    if not is_protected(scheme, place.partition(":")[0]):
        return failed(subject, "https", scheme, "Put Terraform Enterprise behind https.")
    if place.lower() != host.lower():
        fix = "That is right only where it is the secondary host name of your Terraform Enterprise. "
        return unknown(subject, expected, f"it is on {place}", f"{fix}After a change of host, make a new connection.")
    if not terraform.CALLBACK_PATTERN.fullmatch(path):
        return unknown(subject, expected, f"its path is {path}", LOOK)
    return passed(subject, expected, match[0])


def _held(connection: Connection, given: str) -> Finding:
    subject, pasted = "callback URL of the consumer", connection.settings.callback_url
    if pasted == given:
        return passed(subject, "the same to the character", "the same")
    if pasted is not None:
        # Redacted before it is cut: somebody may have pasted a secret there.
        return failed(
            subject, given, _difference(given, connection.hide(pasted)), "Paste it again, exactly as it is shown."
        )
    if connection.oauth_tokens():
        return passed(subject, "one that works", "access was granted through it")
    return unknown(
        subject,
        given,
        "it cannot be read, and nobody has granted access through it yet",
        "Set BITBUCKET_CALLBACK_URL to the value on the consumer's page to have it compared.",
    )


def _difference(given: str, pasted: str) -> str:
    """Return in words where the two part; they are not equal."""
    if pasted.strip() == given:
        return "the right one, with a blank or a line break before or after it"
    if pasted.startswith(given):
        return f"the right one, followed by {pasted[len(given) :]!r}"
    if given.startswith(pasted):
        return f"the first {len(pasted)} characters of it: it ends too early"
    same = next(place for place, (one, other) in enumerate(zip(given, pasted, strict=False)) if one != other)
    where = f"after {given[:same]!r}" if same else "from the first character on"
    return f"different {where}: {pasted[same : same + SHOWN]!r} in place of {given[same : same + SHOWN]!r}"
