"""Reads a JSON report for the ledger. A report is outside input, so everything in it is validated and bounded."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from checks.clients.connected_objects import Kind
from checks.clients.json_view import JsonView
from checks.diagnosis.baseline import SCHEMA_VERSION
from checks.diagnosis.comparison import Subject, completeness, worst_verdicts
from checks.engine.model import Outcome, Verdict
from checks.history.filed_report import OBJECTS, WORKSPACES, Cause, FiledReport, Named
from checks.history.ledger import RENAMED
from checks.settings.regular_file import read_regular_file

MOST_BYTES = 128 * 1024 * 1024
"""The maximum size of a report. A report about 5,000 Terraform workspaces has about 40 MB."""

LONGEST = 500
"""The maximum length of an ID, a name, and a sentence. A longer ID is refused, and other longer texts are cut."""

_CHECK = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SOON = timedelta(days=1)

Member = TypeVar("Member", bound=StrEnum)


class ReportError(Exception):
    """A report can't be filed; the message is one sentence that says why."""


def read_report(path: Path, now: datetime) -> FiledReport:
    """Return the report in `path`, which a run wrote with ``--json``.

    Args:
        path: The report file.
        now: The current time. A report from the future would count as the newest one forever, so it is refused.

    Raises:
        ReportError: The file can't be read, isn't such a report, or has another schema version.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ReportError(f"the report has more than {MOST_BYTES // 1024**2} MB")
        data = read_regular_file(path)
        return parse_report(json.loads(data.decode("utf-8")), sha256(data).digest()[:16], now)
    except OSError as error:
        raise ReportError(f"could not read the report ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise ReportError("the report isn't valid JSON") from None


def parse_report(value: object, digest: bytes, now: datetime) -> FiledReport:
    """Return the report in a JSON document.

    Args:
        value: The result of ``json.loads``.
        digest: The hash of the document.
        now: The current time: see `read_report`.

    Raises:
        ReportError: The document isn't such a report, has another schema version, or is from the future.
    """
    document = JsonView(value)
    version = document.number("schema_version")
    if version is not None and version != SCHEMA_VERSION:
        raise ReportError(
            f"the report has schema version {version}, and only version {SCHEMA_VERSION} can be filed; create it again"
        )
    started, checks, settings = document.time("started"), document.items("checks"), JsonView(document.at("settings"))
    for place, needed in (
        ("schema_version", version),
        ("started", started),
        ("checks", checks),
        ("settings.terraform_url", settings.text("terraform_url")),
        ("settings.organization", settings.text("organization")),
    ):
        if needed is None:
            raise _unfit(place)
    if started is None or checks is None:
        raise _unfit("the document")
    if started > now + _SOON:
        raise ReportError(f"the report is from the future ({started:%Y-%m-%d}); check the clock of the machine")
    found = [_check(check, f"checks[{number}]") for number, check in enumerate(checks)]
    left_out = [
        (_check_id(one, f"not_checked[{number}]"), _finding(one, Verdict.UNKNOWN, f"not_checked[{number}]"))
        for number, one in enumerate(document.items("not_checked") or ())
    ]
    verdicts = worst_verdicts(
        [
            *(verdict for each in found for verdict in each.verdicts()),
            *(((check, key), one.verdict) for check, one in left_out for key in one.keys),
        ]
    )
    return FiledReport(
        terraform_url=_required(settings, "terraform_url"),
        organization=_required(settings, "organization"),
        provider=_cut(settings.text("provider") or ""),
        started=started.astimezone(UTC),
        digest=digest,
        exit_status=document.number("exit_status") or 0,
        cause=_cause(JsonView(document.at("diagnosis"))),
        verdicts=verdicts,
        names=_names([*((each.id, one) for each in found for one in each.findings), *left_out]),
        complete=frozenset(_complete(document, {each.id: each for each in found})),
    )


@dataclass(frozen=True)
class _Found:
    """One finding: its verdict, its subject in words, its keys, and what contains it."""

    verdict: Verdict
    subject: str
    keys: tuple[str, ...]
    scope: str


@dataclass(frozen=True)
class _Checked:
    """One check of a report."""

    id: str
    outcome: Outcome
    ended: bool
    findings: tuple[_Found, ...]

    def verdicts(self) -> Iterator[tuple[Subject, Verdict]]:
        yield from completeness(self.id, self.outcome, ended=self.ended)
        for one in self.findings:
            for key in one.keys:
                yield (self.id, key), one.verdict


def _check(check: JsonView, place: str) -> _Checked:
    name, findings = _check_id(check, place, "id"), check.items("findings")
    if findings is None or "reason" not in check.names():
        raise _unfit(place)
    return _Checked(
        name,
        _member(Outcome, check, "outcome", place),
        check.has("reason"),
        tuple(
            _finding(one, _member(Verdict, one, "verdict", each), each)
            for one, each in ((one, f"{place}.findings[{number}]") for number, one in enumerate(findings))
        ),
    )


def _check_id(view: JsonView, place: str, field: str = "check") -> str:
    name = view.text(field)
    if name is None or len(name) > LONGEST or not _CHECK.fullmatch(name):
        raise _unfit(f"{place}.{field}")
    return RENAMED.get(name, name)


def _finding(finding: JsonView, verdict: Verdict, place: str) -> _Found:
    """Return a finding, or a subject that the run left out: a verdict of an earlier run is no verdict of this run."""
    subject, keys = finding.text("subject"), finding.texts("ids")
    if subject is None:
        raise _unfit(f"{place}.subject")
    if not keys or any(not 0 < len(key) <= LONGEST for key in keys):
        raise _unfit(f"{place}.ids")
    scope = ", ".join(finding.texts("scope") or ())
    return _Found(verdict, _cut(subject), keys, _cut(scope))


def _cause(diagnosis: JsonView) -> Cause | None:
    """Return the cause of a failure. An incomplete result has no cause that could be followed."""
    check, words = diagnosis.text("check"), diagnosis.text("cause")
    if not diagnosis.flag("failed") or check is None or words is None or not _CHECK.fullmatch(check[:LONGEST]):
        return None
    step, link = diagnosis.text("first_step") or "", diagnosis.text("link") or ""
    return Cause(RENAMED.get(check, check), _cut(words), _cut(step), _cut(link))


def _names(findings: Iterable[tuple[str, _Found]]) -> dict[str, Named]:
    """Return what to show of each key: the name of the object itself, or the shortest name, such as a repository's.

    Args:
        findings: Each finding with the ID of its check.
    """
    found: dict[str, tuple[bool, bool, int, str, str]] = {}
    for check, one in findings:
        for key in one.keys:
            ranked = (check not in (WORKSPACES, OBJECTS), len(one.keys) > 1, len(one.subject), one.subject, one.scope)
            found[key] = min(found.get(key, ranked), ranked)
    return {key: Named(name, scope) for key, (*_, name, scope) in found.items()}


def _complete(document: JsonView, checks: Mapping[str, _Checked]) -> Iterator[str]:
    """Yield WORKSPACES and OBJECTS if a subject that they lack no longer uses the VCS provider."""
    chosen = document.at("settings", "workspaces") or document.at("settings", "repositories")
    if chosen or document.flag("interrupted") or document.at("settings", "sample") is not None:
        return
    left_out = {one.text("check") for one in document.items("not_checked") or ()}
    whole = {name for name, one in checks.items() if not one.ended or one.outcome is Outcome.NOT_APPLICABLE} - left_out
    visible = checks.get("workspaces-visible")
    if visible and visible.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE) and WORKSPACES in whole:
        yield WORKSPACES
    users = [one for name in ("provider-users", OBJECTS) if name in whole for one in checks[name].findings]
    listed = {kind.plural: {one.verdict for one in users if one.subject == kind.plural} for kind in Kind}
    if OBJECTS in whole and all(verdicts == {Verdict.PASSED} for verdicts in listed.values()):
        yield OBJECTS


def _member(kind: type[Member], view: JsonView, name: str, place: str) -> Member:
    try:
        return kind(view.text(name) or "")
    except ValueError:
        raise _unfit(f"{place}.{name}") from None


def _required(settings: JsonView, name: str) -> str:
    text = settings.text(name)
    if not text or len(text) > LONGEST:
        raise _unfit(f"settings.{name}")
    return text


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _unfit(place: str) -> ReportError:
    return ReportError(f"the report isn't a report of this tool: {place} doesn't match the schema")
