"""The Markdown report for a support ticket, which is also readable as plain text."""

from collections.abc import Iterator

from checks.engine.model import NEEDS_ATTENTION, Finding, Result, Verdict
from checks.report import header, links
from checks.report.run import NAMES, Run
from checks.report.sanitize import in_markdown as _safe

MOST = 20
"""The maximum number of findings for each check: a person reads the ticket, and a job summary has a size limit."""


def text(run: Run) -> str:
    """Return the report as Markdown: checks that need attention in full, the other checks as a list."""
    return "\n".join(_lines(run)) + "\n"


def _lines(run: Run) -> Iterator[str]:
    settings = run.settings
    yield "# Bitbucket Cloud and HCP Terraform: " + run.in_words
    yield ""
    if run.interrupted:
        yield f"**{_safe(header.interrupted(run))}**\n"
    if run.diagnosis:
        yield f"**{_safe(header.cause(run))}**\n"
        words = _safe(header.first_words(run))
        yield f"{header.first_name(run)}: {words} See {_linked(header.first_link(run), settings.guide_url)}\n"
    yield f"- HCP Terraform: {_safe(settings.terraform_url)}"
    if settings.organization:
        yield f"- Organization: {_safe(settings.organization)}"
    yield f"- Checked: {run.started:%Y-%m-%d %H:%M %Z}, with version {_safe(run.version)}"
    yield from _changes(run)
    left_out = list(header.not_checked(run))
    if left_out:
        yield f"\n## Not checked\n\n{_safe(header.not_checked_lead(run))}\n"
        yield from (f"- {_safe(line)}" for line in left_out)
    for result in run.results:
        if result.outcome in NEEDS_ATTENTION:
            yield from _full(result, settings.guide_url)
    rest = [result for result in run.results if result.outcome not in NEEDS_ATTENTION]
    if rest:
        yield "\n## Other checks\n"
        yield from (f"- {NAMES[result.outcome]}: {_safe(result.check.title)}" for result in rest)
    yield from (f"\nNote: {_safe(note)}" for note in run.settings.notes)
    if run.used_by:
        yield "\n## Used by\n"
        yield from (f"- {_safe(line)}" for line in run.used_by)


def _changes(run: Run) -> Iterator[str]:
    if run.comparison:
        yield f"\n## Changes\n\n{_safe(header.compared(run))}\n"
        for change in header.changes(run):
            if change.listed:
                yield from (f"- {change.name}: {_safe(subject)}" for subject in change.subjects[:MOST])
                if len(change.subjects) > MOST:
                    yield f"- {change.name}: and {len(change.subjects) - MOST:,} more"


def _full(result: Result, guide_url: str | None) -> Iterator[str]:
    yield f"\n## {NAMES[result.outcome]}: {_safe(result.check.title)}\n"
    listed = (*result.of(Verdict.FAILED), *result.of(Verdict.UNKNOWN), *result.of(Verdict.ADVICE))
    findings = [finding for finding in listed if not finding.is_left_out]
    for finding in findings[:MOST]:
        yield from _finding(finding)
    if len(findings) > MOST:
        yield f"- and {len(findings) - MOST:,} more"
    if result.left_out:
        yield f"- {_safe(header.left_out(result))}"
    if result.ended:
        yield f"- {_safe(result.ended.reason)}"
    elif not result.findings:
        yield "- The check returned no findings."
    yield from (f"- Read: {_safe(sentence)}" for sentence in result.evidence)
    yield from (f"- See: {_linked(link, guide_url)}" for link in links.of_result(result, guide_url))


def _finding(finding: Finding) -> Iterator[str]:
    yield f"- **{_safe(finding.subject)}** ({finding.verdict})"
    yield f"  - expected: {_safe(finding.expected)}"
    yield f"  - actual: {_safe(finding.actual)}"
    if finding.fix:
        name = "fix" if finding.verdict is Verdict.FAILED else "next step"
        yield f"  - {name}: {_safe(finding.fix)}"


def _linked(link: str, guide_url: str | None) -> str:
    """Return a URL as a link, and the name of a page file as plain text."""
    return f"<{link}>" if guide_url else link
