"""Addresses that are not looked at, each with its reason."""

import re
from dataclasses import dataclass

from checks.facts import bitbucket, terraform, tokens


@dataclass(frozen=True)
class Ignored:
    """Addresses that match `pattern` from their start, and why it would prove nothing to look at them."""

    pattern: str
    reason: str


_LOGIN = "it shows a stranger nothing but the way to log in, whatever stands behind it"

IGNORED = (
    Ignored(rf"{re.escape(bitbucket.SITE.text)}/account/", _LOGIN),
    Ignored(re.escape(tokens.API_TOKENS_PAGE.text), _LOGIN),
    Ignored(rf"https://{re.escape(terraform.HOST.text)}(/|$)", _LOGIN),
    Ignored(rf"https://{re.escape(terraform.HOST_EUROPE.text)}(/|$)", _LOGIN),
)


def reason(address: str) -> str:
    """Return why `address` is not looked at; empty where it is."""
    return next((one.reason for one in IGNORED if re.match(one.pattern, address)), "")
