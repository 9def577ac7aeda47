"""Reads a JSON report for the ledger: the verdict on each subject, and what to show of it."""

import errno
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from checks.clients.connected_objects import Kind
from checks.diagnosis.comparison import Subject, completeness, worst_verdicts
from checks.engine.model import Outcome, Verdict
from checks.engine.renamed_checks import current_id
from checks.history.filed_report import COMPLETE, OBJECTS, WORKSPACES, Cause, FiledReport, Named
from checks.history.report_format import LONGEST, Diagnosis, Finding, LeftOut, Report, ReportError, decode
from checks.settings.regular_file import read_regular_file

MOST_BYTES = 128 * 1024 * 1024
"""The maximum size of a report. A report about 5,000 Terraform workspaces has about 40 MB."""

EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
"""No run is older than this tool. A clock that isn't set shows 1970, for example."""

_SOON = timedelta(days=1)


def read_report(path: Path, now: datetime) -> FiledReport:
    """Return the report in `path`, which a run wrote with ``--json``.

    Args:
        path: The report file.
        now: The current time. A report from the future would count as the newest one forever, so it is refused.

    Raises:
        ReportError: The file can't be read, isn't such a report, has another schema version, or has an impossible time.
    """
    try:
        data = read_regular_file(path, MOST_BYTES)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise ReportError(f"the report has more than {MOST_BYTES // 1024**2} MB") from None
        raise ReportError(f"could not read the report ({error.strerror})") from None
    return parse_report(data, now)


def parse_report(data: bytes, now: datetime) -> FiledReport:
    """Return the report in a JSON document. Raises `ReportError`: see `read_report`."""
    report = decode(data)
    if not EARLIEST <= report.started <= now + _SOON:
        when = "the future" if report.started > now else "a time before this tool existed"
        raise ReportError(f"the report is from {when} ({report.started.date()}); check the clock of the machine")
    settings = report.settings
    return FiledReport(
        terraform_url=settings.terraform_url,
        organization=settings.organization,
        provider=_cut(settings.provider or ""),
        started=report.started.astimezone(UTC),
        digest=sha256(data).digest()[:16],
        exit_status=report.exit_status,
        cause=_cause(report.diagnosis),
        verdicts=worst_verdicts(_verdicts(report)),
        names=_names(_findings(report)),
        complete=frozenset(_complete(report)),
    )


def _verdicts(report: Report) -> Iterator[tuple[Subject, Verdict]]:
    for check in report.checks:
        name = current_id(check.id)
        yield from completeness(name, check.outcome, ended=check.reason is not None)
        for one in check.findings:
            for key in one.ids:
                yield (name, key), one.verdict
    for left_out in report.not_checked:
        for key in left_out.ids:
            yield (current_id(left_out.check), key), Verdict.UNKNOWN


def _cause(diagnosis: Diagnosis | None) -> Cause | None:
    """Return the cause of a failure. An incomplete result has no cause that could be followed."""
    if diagnosis is None or not diagnosis.failed:
        return None
    texts = (diagnosis.cause, diagnosis.first_step, diagnosis.link)
    return Cause(current_id(diagnosis.check), *map(_cut, texts))


def _findings(report: Report) -> Iterator[tuple[str, Finding | LeftOut]]:
    """Yield each finding, and each subject that the run left out, with the ID of its check."""
    for check in report.checks:
        yield from ((check.id, finding) for finding in check.findings)
    yield from ((left_out.check, left_out) for left_out in report.not_checked)


def _names(findings: Iterable[tuple[str, Finding | LeftOut]]) -> dict[str, Named]:
    """Return what to show of each key: the name of the object itself, or the shortest name, such as a repository's."""
    found: dict[str, tuple[bool, bool, int, str, tuple[str, ...]]] = {}
    for check, one in findings:
        scope = one.scope if isinstance(one, Finding) else ()
        ranked = (check not in COMPLETE, len(one.ids) > 1, len(one.subject), one.subject, scope)
        for key in one.ids:
            if ranked < found.setdefault(key, ranked):
                found[key] = ranked
    return {key: Named(_cut(name), _cut(", ".join(scope))) for key, (*_, name, scope) in found.items()}


def _complete(report: Report) -> Iterator[str]:
    """Yield WORKSPACES and OBJECTS if a subject that they lack no longer uses the VCS provider."""
    settings = report.settings
    if settings.workspaces or settings.repositories or settings.sample is not None or report.interrupted:
        return
    checks = {current_id(check.id): check for check in report.checks}
    whole = {name for name, one in checks.items() if one.reason is None or one.outcome is Outcome.NOT_APPLICABLE}
    whole -= {current_id(one.check) for one in report.not_checked}
    visible = checks.get("workspaces-visible")
    if visible and visible.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE) and WORKSPACES in whole:
        yield WORKSPACES
    users = [one for name in ("provider-users", OBJECTS) if name in whole for one in checks[name].findings]
    listed = {kind.plural: {one.verdict for one in users if one.subject == kind.plural} for kind in Kind}
    if OBJECTS in whole and all(verdicts == {Verdict.PASSED} for verdicts in listed.values()):
        yield OBJECTS


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
