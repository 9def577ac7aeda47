"""URLs that the link monitor does not check, each with its reason."""

import re
from dataclasses import dataclass

from checks.facts import bitbucket, terraform, tokens


@dataclass(frozen=True)
class Ignored:
    """URLs that match `pattern` from the start, and the reason why a request would be useless."""

    pattern: str
    reason: str


_LOGIN = "without a login, it shows only the login page"

_NO_PAGE = "it is an endpoint for programs, not a page"

IGNORED = (
    Ignored(rf"{re.escape(bitbucket.API.text)}(/|$)", _NO_PAGE),
    Ignored(rf"{re.escape(bitbucket.SITE.text)}/site/oauth2/", _NO_PAGE),
    Ignored(rf"{re.escape(bitbucket.SITE.text)}/account/", _LOGIN),
    Ignored(re.escape(tokens.API_TOKENS_PAGE.text), _LOGIN),
    Ignored(rf"https://{re.escape(terraform.HOST.text)}(/|$)", _LOGIN),
    Ignored(rf"https://{re.escape(terraform.HOST_EUROPE.text)}(/|$)", _LOGIN),
)


def reason(address: str) -> str:
    """Return why `address` is not checked; empty if it is checked."""
    return next((one.reason for one in IGNORED if re.match(one.pattern, address)), "")
