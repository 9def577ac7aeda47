"""Reads a JSON report of an earlier run, for ``--compare``."""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from checks.clients.json_view import JsonView
from checks.diagnosis.comparison import Baseline, Subject, completeness, worst_verdicts
from checks.engine.model import Outcome, Verdict
from checks.settings.regular_file import read_regular_file
from checks.settings.settings import Settings

SCHEMA_VERSION = 3
"""The version increases when a field is renamed or removed or changes its meaning, but not when one is added."""

_WORDS = {"terraform_url": "HCP Terraform host", "organization": "organization"}

Member = TypeVar("Member", bound=StrEnum)


class BaselineError(Exception):
    """The earlier report can't be compared; the message is one sentence that says why."""


class _UnfitError(Exception):
    """The document doesn't match the schema of a report; the message is the path of the mismatch."""


def read_baseline(path: Path, settings: Settings) -> Baseline:
    """Return the report in `path`, which an earlier run wrote with ``--json``.

    Args:
        path: The report file.
        settings: The redacted settings of this run. A report about another host or organization can't be compared.

    Raises:
        BaselineError: The file can't be read, isn't such a report, has another schema version, or is about another
            host or organization.
    """
    try:
        document = JsonView(json.loads(read_regular_file(path).decode("utf-8")))
        baseline = _baseline(document)
    except OSError as error:
        raise BaselineError(f"could not read the earlier report ({error.strerror})") from None
    except _UnfitError as place:
        raise BaselineError(
            f"the earlier report isn't a report of this tool: {place} doesn't match the schema"
        ) from None
    except (ValueError, RecursionError):
        raise BaselineError("the earlier report isn't valid JSON") from None
    for name, ours in (("terraform_url", settings.terraform_url), ("organization", settings.organization)):
        if document.at("settings", name) != ours:
            raise BaselineError(f"the earlier report is about another {_WORDS[name]}")
    return baseline


def _baseline(document: JsonView) -> Baseline:
    """Return the part of a report that is compared. Raises `_UnfitError` if a part is missing or invalid."""
    if not document.names():
        raise _UnfitError("the document")
    version = document.number("schema_version")
    if version is None:
        raise _UnfitError("schema_version")
    if version != SCHEMA_VERSION:
        raise BaselineError(
            f"the earlier report has schema version {version}, and only version {SCHEMA_VERSION} can be compared; "
            "create a new report with --json"
        )
    started = document.time("started")
    if started is None:
        raise _UnfitError("started")
    if document.text("settings", "terraform_url") is None or "organization" not in document.names("settings"):
        raise _UnfitError("settings")
    checks = document.items("checks")
    if checks is None:
        raise _UnfitError("checks")
    verdicts = [each for number, check in enumerate(checks) for each in _verdicts(check, f"checks[{number}]")]
    return Baseline(started, worst_verdicts(verdicts))


def _verdicts(check: JsonView, place: str) -> Iterator[tuple[Subject, Verdict]]:
    """Yield the verdicts on a check and on each of its subjects. Raises `_UnfitError`."""
    name, findings = check.text("id"), check.items("findings")
    if name is None or findings is None or "reason" not in check.names():
        raise _UnfitError(place)
    yield from completeness(name, _member(Outcome, check, "outcome", place), ended=check.has("reason"))
    for number, finding in enumerate(findings):
        subject = finding.text("subject")
        if subject is None:
            raise _UnfitError(f"{place}.findings[{number}].subject")
        yield (name, subject), _member(Verdict, finding, "verdict", f"{place}.findings[{number}]")


def _member(kind: type[Member], view: JsonView, name: str, place: str) -> Member:
    """Return the field `name` of `view` as a member of `kind`. Raises `_UnfitError`."""
    try:
        return kind(view.text(name) or "")
    except ValueError:
        raise _UnfitError(f"{place}.{name}") from None
