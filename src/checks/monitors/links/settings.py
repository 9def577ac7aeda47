"""What a link must show, and the links that are not checked: those in the file of the maintainers, and those here."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from checks.facts import bitbucket, terraform, tokens


@dataclass(frozen=True)
class LinkSettings:
    """The maintainers' settings for links.

    Attributes:
        expected: Words that a page must show, by URL. The vendors monitor checks the words for sources of facts.
        acknowledged: The reason why a link is not reported, and the last day of that, by URL.
    """

    expected: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, tuple[str, date]] = field(default_factory=dict)

    def acknowledgment(self, address: str, today: date) -> str:
        """Return why a link is not reported today; empty if it is."""
        reason, until = self.acknowledged.get(address, ("", today))
        return f"acknowledged until {until.isoformat()}: {reason}" if reason and today <= until else ""


def read(path: Path) -> LinkSettings:
    """Return the settings in the file at `path`; empty if the file doesn't exist.

    Raises:
        ValueError: The file doesn't have the expected format.
    """
    if not path.exists():
        return LinkSettings()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        acknowledged = {
            url: (str(one["reason"]), date.fromisoformat(str(one["until"])))
            for url, one in document.get("acknowledged", {}).items()
        }
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise ValueError(f"{path} cannot be read: {problem}") from None
    return LinkSettings(document.get("expected", {}), acknowledged)


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


def why_ignored(address: str) -> str:
    """Return why `address` is not checked; empty if it is checked."""
    return next((one.reason for one in IGNORED if re.match(one.pattern, address)), "")
