"""What the ledger contains of one report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the history is shown faster without the model of a run
    from checks.diagnosis.comparison import Subject
    from checks.engine.model import Verdict

WORKSPACES, OBJECTS = "last-fetch", "version-status"
"""The checks whose subjects are all Terraform workspaces, and all objects of other kinds, that use the VCS provider."""

COMPLETE = (WORKSPACES, OBJECTS)
"""The checks whose subjects can be complete, in the order of the bits of a run in the ledger."""

SETS = 3
"""The sets of a run in the ledger: all of its items, those that failed, and those that are unknown. Most items pass."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Named:
    """What is shown of a subject: its name, and what contains it, narrowest first."""

    name: str
    scope: str


@dataclass(frozen=True)
class Cause:
    """The most likely cause: the check that found it, the words, the first step, and its section of the guide."""

    check: str
    words: str
    first_step: str
    link: str


@dataclass(frozen=True)
class FiledReport:
    """What the ledger keeps of one report.

    Attributes:
        terraform_url: The HCP Terraform host.
        organization: The name of the organization.
        provider: The ID of the VCS provider; empty if the settings don't select one.
        started: When the run started, in UTC.
        digest: The hash of the report, which distinguishes two reports of the same time.
        exit_status: The exit status of the run.
        cause: The most likely cause of a failure, or None.
        verdicts: The worst verdict on each key of each check, without advice. An empty key is the check itself.
        names: What is shown of each key.
        complete: Those of WORKSPACES and OBJECTS whose subjects are shown to be complete.
    """

    terraform_url: str
    organization: str
    provider: str
    started: datetime
    digest: bytes
    exit_status: int
    cause: Cause | None
    verdicts: "Mapping[Subject, Verdict]"
    names: Mapping[str, Named]
    complete: frozenset[str]


def to_number(moment: datetime) -> int:
    """Return a time as the ledger contains it, in microseconds."""
    return (moment - _EPOCH) // _MICROSECOND


def to_time(number: int) -> datetime:
    """Return the time, in UTC, that the ledger contains as a number."""
    return _EPOCH + number * _MICROSECOND
