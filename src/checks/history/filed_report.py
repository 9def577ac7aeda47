"""What the ledger contains of one report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from checks.diagnosis.comparison import Subject
from checks.engine.model import Verdict

WORKSPACES, OBJECTS = "last-fetch", "version-status"
"""The checks whose subjects are all Terraform workspaces, and all objects of other kinds, that use the VCS provider."""


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
    verdicts: Mapping[Subject, Verdict]
    names: Mapping[str, Named]
    complete: frozenset[str]
