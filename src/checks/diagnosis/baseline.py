"""Reads a JSON report of an earlier run, for ``--compare``."""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from checks.clients.json_view import JsonView
from checks.diagnosis.comparison import Baseline, Subject, itself, worst
from checks.engine.model import Outcome, Verdict
from checks.settings.regular_file import read_regular_file
from checks.settings.settings import Settings

SCHEMA_VERSION = 2
"""Grows when something is renamed, removed or comes to mean something else; not when something is added."""

_WORDS = {"terraform_url": "HCP Terraform host", "organization": "organization"}

Word = TypeVar("Word", bound=StrEnum)


class BaselineError(Exception):
    """The earlier report can't be compared; the message is one sentence that says why."""


class _UnfitError(Exception):
    """Something is not as a report has it; its message is the place."""


def read_baseline(path: Path, settings: Settings) -> Baseline:
    """Return the report in `path`, which a run with ``--json`` has written.

    Args:
        path: The file.
        settings: Those of this run, as they may be shown: a report on another host or organization says nothing about
            this one.

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
    """Return what a report holds, once it is all there that a comparison reads. Raises `_UnfitError`."""
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
    told = [one for number, check in enumerate(checks) for one in _told(check, f"checks[{number}]")]
    return Baseline(started, worst(told))


def _told(check: JsonView, place: str) -> Iterator[tuple[Subject, Verdict]]:
    """Yield what a check said of itself and of each of its subjects. Raises `_UnfitError`."""
    name, findings = check.text("id"), check.items("findings")
    if name is None or findings is None or "reason" not in check.names():
        raise _UnfitError(place)
    yield from itself(name, _word(Outcome, check, "outcome", place), ended=check.has("reason"))
    for number, finding in enumerate(findings):
        subject = finding.text("subject")
        if subject is None:
            raise _UnfitError(f"{place}.findings[{number}].subject")
        yield (name, subject), _word(Verdict, finding, "verdict", f"{place}.findings[{number}]")


def _word(words: type[Word], holder: JsonView, name: str, place: str) -> Word:
    """Return one of `words`. Raises `_UnfitError`."""
    try:
        return words(holder.text(name) or "")
    except ValueError:
        raise _UnfitError(f"{place}.{name}") from None
