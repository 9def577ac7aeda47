"""Check: the callback URL."""

from collections.abc import Iterator
from itertools import zip_longest
from urllib.parse import urlsplit

from checks.clients.addresses import is_protected
from checks.clients.connection import Connection
from checks.engine.model import Finding, Step, check, right, unknown, wrong
from checks.facts import terraform
from checks.one_provider import one_provider


@check(Step.CONSUMER, reads=(terraform.OAUTH_CLIENTS, terraform.OAUTH_TOKENS), after=(one_provider,))
def callback_url(connection: Connection) -> Iterator[Finding]:
    """The callback URL is the one that HCP Terraform gave.

    Bitbucket compares it when somebody connects, and shows *Invalid redirect_uri* where it differs. No API tells what
    the consumer holds. So this looks at the value to paste, at the value that you pasted
    (`BITBUCKET_CALLBACK_URL`), and at whether *Grant access* was ever finished, which needs the right one.
    """
    given = connection.provider().callback_url
    yield from _form(given, connection.settings.terraform_url)
    pasted = connection.settings.callback_url
    subject = "callback URL of the consumer"
    if pasted is not None:
        if pasted == given:
            yield right(subject, "the same to the character", "the same")
        else:
            yield wrong(
                subject,
                str(given),
                _difference(given or "", pasted),
                "Paste it again, exactly as it is shown.",
            )
        return
    finished = [grant.created for grant in connection.grants() if grant.created]
    if finished:
        yield right(subject, "one that works", f"access was granted through it on {max(finished):%d %B %Y}")
    else:
        yield unknown(
            subject,
            str(given),
            "it cannot be read, and nobody has granted access through it yet",
            "Set BITBUCKET_CALLBACK_URL to the value on the consumer's page to have it compared.",
        )


def _form(given: str | None, terraform_url: str) -> Iterator[Finding]:
    subject, host = "callback URL of the provider", urlsplit(terraform_url).netloc
    expected = f"https://{host}{terraform.CALLBACK_PATH.text}"
    if given is None:
        yield unknown(subject, expected, "HCP Terraform did not tell it")
        return
    parts = urlsplit(given)
    if not is_protected(parts.scheme, parts.hostname or ""):
        yield wrong(subject, "https", parts.scheme or "no scheme", "Put Terraform Enterprise behind https.")
    elif parts.netloc.lower() != host.lower():
        yield unknown(
            subject,
            expected,
            f"it is on {parts.netloc}",
            "That is right only where it is the secondary host name of your Terraform Enterprise. After a change of "
            "host name, make a new connection.",
        )
    elif not terraform.CALLBACK_PATTERN.fullmatch(given.removeprefix(f"{parts.scheme}://{parts.netloc}")):
        yield unknown(subject, expected, f"its path is {parts.path}")
    else:
        yield right(subject, expected, given)


def _difference(given: str, pasted: str) -> str:
    pairs = enumerate(zip_longest(given, pasted), start=1)
    place, (should, does) = next((place, pair) for place, pair in pairs if pair[0] != pair[1])
    shown = [repr(character) if character else "nothing" for character in (does, should)]
    return f"at character {place} there is {shown[0]} instead of {shown[1]}"
