"""Reads a JSON report of an earlier run, for ``--compare``."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from checks.clients.parsing import JsonView
from checks.diagnosis.comparison import Baseline, Subject, completeness, worst_verdicts
from checks.diagnosis.last_checks import LastCheck
from checks.engine.model import Outcome, Verdict
from checks.engine.renamed_checks import current_id
from checks.settings.regular_file import read_regular_file
from checks.settings.settings import Settings

SCHEMA_VERSION = 3
"""The version increases when a field is renamed or removed or changes its meaning, but not when one is added."""

LARGEST = 128 * 1024 * 1024
"""Bytes. A report about 5,000 Terraform workspaces has about 40 MB."""

SKEW = timedelta(hours=1)
"""The largest accepted difference between the clocks of the machines that run the checks."""

_WORDS = {"terraform_url": "HCP Terraform host", "organization": "organization", "provider": "VCS provider"}

Member = TypeVar("Member", bound=StrEnum)


class BaselineError(Exception):
    """The earlier report can't be compared; the message is one sentence that says why."""


class OtherVersionError(BaselineError):
    """The earlier report has another schema version."""


class _UnfitError(Exception):
    """The document doesn't match the schema of a report; the message is the path of the mismatch."""


def read_baseline(path: Path, settings: Settings, hide: Callable[[bytes], bytes] = bytes) -> Baseline:
    """Return the report in `path`, which an earlier run wrote with ``--json``.

    Args:
        path: The report file.
        settings: The redacted settings of this run. A report about another host, organization, or VCS provider can't be
            compared.
        hide: Removes secrets from the content of the file.

    Raises:
        BaselineError: The file can't be read, isn't such a report, has another schema version, is from the future, or
            is about another host, organization, or VCS provider.
    """
    try:
        document = JsonView(json.loads(hide(read_regular_file(path, LARGEST)).decode("utf-8")))
        baseline = _baseline(document)
    except OSError as error:
        raise BaselineError(f"could not read the earlier report ({error.strerror})") from None
    except _UnfitError as place:
        raise BaselineError(
            f"the earlier report isn't a report of this tool: {place} doesn't match the schema"
        ) from None
    except (ValueError, RecursionError):
        raise BaselineError("the earlier report isn't valid JSON") from None
    if baseline.started > datetime.now(UTC) + SKEW:
        raise BaselineError("the earlier report is from the future, so a clock is set incorrectly")
    for name, what in _WORDS.items():
        if document.at("settings", name) != getattr(settings, name):
            raise BaselineError(f"the earlier report is about another {what}")
    return baseline


def _baseline(document: JsonView) -> Baseline:
    """Return the part of a report that is compared. Raises `_UnfitError` if a part is missing or invalid."""
    if not document.names():
        raise _UnfitError("the document")
    version = document.number("schema_version")
    if version is None:
        raise _UnfitError("schema_version")
    if version != SCHEMA_VERSION:
        raise OtherVersionError(
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
    left_out = _not_checked(document, started)
    checked = [_checked(check, f"checks[{number}]", started, left_out) for number, check in enumerate(checks)]
    verdicts = [verdict for number, check in enumerate(checks) for verdict in _completeness(check, f"checks[{number}]")]
    last = [*left_out.values(), *(one for found in checked for one in found)]
    verdicts += [((one.check, one.subject), one.verdict) for one in last if one.verdict]
    return Baseline(started, worst_verdicts(verdicts), tuple(one for one in last if one.verdict is not Verdict.ADVICE))


def _completeness(check: JsonView, place: str) -> Iterable[tuple[Subject, Verdict]]:
    """Return whether a check ran completely. Raises `_UnfitError`."""
    name = _id(check, "id")
    if name is None or "reason" not in check.names():
        raise _UnfitError(place)
    return completeness(name, _member(Outcome, check, "outcome", place), ended=check.has("reason"))


def _checked(
    check: JsonView, place: str, started: datetime, left_out: Mapping[tuple[str, tuple[str, ...]], LastCheck]
) -> tuple[LastCheck, ...]:
    """Return the verdict on each subject of a check that wasn't left out. Raises `_UnfitError`."""
    name, findings = _id(check, "id"), check.items("findings")
    if name is None or findings is None:
        raise _UnfitError(place)
    found = (_last_check(one, name, f"{place}.findings[{number}]", started) for number, one in enumerate(findings))
    return tuple(one for one in found if (name, one.ids) not in left_out)


def _not_checked(document: JsonView, started: datetime) -> dict[tuple[str, tuple[str, ...]], LastCheck]:
    """Return the last check of each subject that the earlier run left out. Raises `_UnfitError`."""
    listed = document.items("not_checked")
    if listed is None:
        raise _UnfitError("not_checked")
    found: dict[tuple[str, tuple[str, ...]], LastCheck] = {}
    for number, one in enumerate(listed):
        place = f"not_checked[{number}]"
        name, at = _id(one, "check"), one.time("last_checked")
        if name is None or (at is None) is not (one.text("verdict") is None):
            raise _UnfitError(place)
        last = _last_check(one, name, place, at and min(at, started))
        found[(name, last.ids)] = last
    return found


def _last_check(view: JsonView, check: str, place: str, at: datetime | None) -> LastCheck:
    """Return the subject, its IDs, and its verdict, if there is a time. Raises `_UnfitError`."""
    subject, ids = view.text("subject"), view.texts("ids")
    if subject is None or not ids:
        raise _UnfitError(f"{place}.subject")
    return LastCheck(check, subject, ids, at, _member(Verdict, view, "verdict", place) if at else None)


def _id(view: JsonView, name: str) -> str | None:
    """Return the current ID of the check in the field `name`."""
    found = view.text(name)
    return None if found is None else current_id(found)


def _member(kind: type[Member], view: JsonView, name: str, place: str) -> Member:
    """Return the field `name` of `view` as a member of `kind`. Raises `_UnfitError`."""
    try:
        return kind(view.text(name) or "")
    except ValueError:
        raise _UnfitError(f"{place}.{name}") from None
