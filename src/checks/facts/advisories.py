"""Known defects of Terraform Enterprise that affect connections to Bitbucket Cloud, by release."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from checks.facts.fact import Fact, Source

_SEEN = date(2026, 11, 29)
_NOTES = "https://github.com/hashicorp/web-unified-docs/blob/main/content/terraform-enterprise/releases"
_VULNERABILITY = "A security vulnerability in the VCS ingestion pipeline has been resolved."


class ReleaseStatus(StrEnum):
    """Whether a release has a defect."""

    AFFECTED = "affected"
    FIXED = "fixed"
    UNKNOWN = "unknown"
    """HashiCorp's release notes don't mention the defect for the release line."""


@dataclass(frozen=True)
class Release:
    """A release of Terraform Enterprise.

    Attributes:
        text: The release as the server reports it.
        line: The first two numbers, such as (2, 0); None for the monthly releases before 1.0.0, such as v202507-1.
        patch: The third number; 0 for monthly releases.
    """

    text: str
    line: tuple[int, int] | None
    patch: int = 0

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Return the release that `text` names, such as ``2.0.7``; None if it isn't in a form that HashiCorp uses."""
        # Some releases also show the commit: 1.2.1's notes mention 1.2.0-e7044f8.
        numbers = re.fullmatch(r"v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:-[0-9a-f]{7,40})?", text)
        if numbers:
            return cls(text, (int(numbers[1]), int(numbers[2])), int(numbers[3]))
        return cls(text, None) if re.fullmatch(r"v?20\d{4}-\d{1,2}", text) else None


@dataclass(frozen=True)
class Fix:
    """The first release of a release line that doesn't have a defect.

    Attributes:
        line: The release line, such as (2, 0).
        patch: The third number of the release.
        deadline: The date that the release notes call "App Deadline Date". It isn't the release date.
        words: The entry of the release notes.
    """

    line: tuple[int, int]
    patch: int
    deadline: date
    words: str

    @property
    def release(self) -> str:
        """The release, such as ``2.0.7``."""
        return ".".join(map(str, (*self.line, self.patch)))

    @property
    def affected(self) -> str:
        """The affected releases of the line, such as ``2.0.0 to 2.0.6``."""
        first, last = (".".join(map(str, (*self.line, patch))) for patch in (0, self.patch - 1))
        return f"{first} to {last}"

    @property
    def source(self) -> Source:
        """The release notes."""
        return Source(f"{_NOTES}/{self.release}.md", self.words, _SEEN)


@dataclass(frozen=True, kw_only=True)
class Advisory(Fact):
    """A defect of Terraform Enterprise.

    The notes don't say which release introduced a defect. All earlier releases of a line count as affected.

    Attributes:
        title: The defect, as the subject of a finding.
        symptom: What users see, as a full sentence.
        fixes: The first fixed release of each release line that the notes mention.
        customer_facing: Whether HashiCorp lists the fix among the changes for customers.
    """

    title: str
    symptom: str
    fixes: tuple[Fix, ...]
    customer_facing: bool

    def status(self, release: Release) -> ReleaseStatus:
        """Return whether `release` has the defect."""
        for fix in self.fixes:
            if fix.line == release.line:
                return ReleaseStatus.AFFECTED if release.patch < fix.patch else ReleaseStatus.FIXED
        return ReleaseStatus.UNKNOWN

    @property
    def fixed_in(self) -> str:
        """The fixed releases in words."""
        return " and ".join(fix.release for fix in self.fixes)


def _advisory(title: str, symptom: str, *fixes: Fix, customer_facing: bool) -> Advisory:
    return Advisory(title=title, symptom=symptom, fixes=fixes, customer_facing=customer_facing, source=fixes[0].source)


REPOSITORY_LIST = _advisory(
    "list of repositories",
    "The list of repositories is empty or shows an error, because Bitbucket Cloud removed the API endpoint that the "
    "release uses and returns HTTP 410.",
    Fix((2, 0), 5, date(2026, 8, 5), "Bitbucket Cloud repo listing returns 410"),
    customer_facing=False,
)
WEBHOOK_CREATION = _advisory(
    "creation of webhooks",
    "Requests that create webhooks in Bitbucket Cloud fail with HTTP 415 (Unsupported Media Type), so connecting a "
    "repository fails although all permissions are correct.",
    Fix((2, 0), 7, date(2026, 9, 9), "webhook-creation API calls no longer fail with HTTP 415"),
    customer_facing=True,
)
INGESTION = _advisory(
    "security of fetches",
    "The VCS ingestion pipeline, which fetches repositories, has a security vulnerability. HashiCorp publishes no "
    "details.",
    Fix((2, 0), 4, date(2026, 6, 23), _VULNERABILITY),
    Fix((1, 2), 4, date(2026, 7, 6), _VULNERABILITY),
    customer_facing=False,
)

ADVISORIES = (REPOSITORY_LIST, WEBHOOK_CREATION, INGESTION)
