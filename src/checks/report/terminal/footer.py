"""The end of the terminal report: the totals, the most likely cause, and the next steps."""

from collections.abc import Iterator

from checks.facts.credentials import Credential
from checks.report import header, links
from checks.report.exit_status import ExitStatus
from checks.report.run import Run, used
from checks.report.sanitize import wrapped
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.results import FEW, MANY, credential_lines, link_lines, note_lines
from checks.settings.variables import Setting

_SUMMARY_STYLES = {
    ExitStatus.PASSED: "1;32",
    ExitStatus.FAILED: "1;31",
    ExitStatus.UNKNOWN: "1;33",
    ExitStatus.INTERRUPTED: "1;33",
}
_TOKENS = {
    Credential.TERRAFORM_TOKEN: Setting.TERRAFORM_TOKEN,
    Credential.BITBUCKET_TOKEN: Setting.BITBUCKET_TOKEN,
}


def summary_lines(run: Run, options: RenderOptions) -> Iterator[str]:
    """Yield the totals, the most likely cause, what uses the VCS provider, and what is left to do."""
    yield ""
    yield options.paint(run.in_words, _SUMMARY_STYLES[run.exit_status])
    left_out = list(header.not_checked(run))
    if left_out:
        yield ""
        yield from wrapped(header.not_checked_lead(run), options.width)
        for line in left_out:
            yield from wrapped(line, options.width, "  ", "    ")
        yield ""
    yield from _comparison(run, options)
    if run.diagnosis:
        name = header.first_name(run)
        hanging = " " * (len(name) + 2)
        yield ""
        yield from (options.paint(line, "1") for line in wrapped(header.cause(run), options.width))
        yield from wrapped(f"{name}: {header.first_words(run)}", options.width, hanging=hanging)
        yield from link_lines("", header.first_link(run), options, hanging)
    if run.left_out:
        yield ""
        yield "To run the skipped checks, set:"
        yield from credential_lines(run.left_out, options)
    has_links = run.diagnosis or run.left_out
    yield from note_lines((*run.settings.notes, options.links_note if has_links else ""), options)
    if run.used_by:
        yield ""
        yield "This VCS provider is used by:"
        for line in run.used_by:
            yield from wrapped(line, options.width, "  ", "    ")
    tokens = [
        run.settings.origins.get(setting, setting.value)
        for credential, setting in _TOKENS.items()
        if credential in used((result.check for result in run.results), run.settings.credentials)
    ]
    if tokens and options.can_revoke and run.exit_status is ExitStatus.PASSED:
        yield ""
        yield "If you created these tokens only for this run, revoke them:"
        yield from wrapped(", ".join(tokens), options.width, "  ")
        yield from link_lines("", links.to_revoking(options.guide_url), options, "  ")


def _comparison(run: Run, options: RenderOptions) -> Iterator[str]:
    yield from wrapped(header.compared(run), options.width)
    for change in header.changes(run):
        if change.listed:
            shown = change.subjects if options.verbose or len(change.subjects) <= MANY else change.subjects[:FEW]
            for subject in shown:
                yield from wrapped(f"{change.name}: {subject}", options.width, "  ", "    ")
            if len(shown) < len(change.subjects):
                yield f"  {change.name}: and {len(change.subjects) - len(shown):,} more"
