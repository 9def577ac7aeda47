"""The end of the report for a terminal: the likeliest cause, what it all adds up to, and what is left to do."""

from collections.abc import Iterator

from checks.facts.credentials import Credential
from checks.report import header, links
from checks.report.exit_status import ExitStatus
from checks.report.run import NOT_LOOKED_AT, Run, join_list, used
from checks.report.sanitize import wrapped
from checks.report.terminal.results import FEW, MANY, RenderOptions, credential_lines
from checks.settings.variables import Setting

_SUMMARY_STYLES = {ExitStatus.PASSED: "1;32", ExitStatus.FAILED: "1;31", ExitStatus.UNKNOWN: "1;33"}
_TOKENS = {
    Credential.TERRAFORM_TOKEN: Setting.TERRAFORM_TOKEN,
    Credential.BITBUCKET_TOKEN: Setting.BITBUCKET_TOKEN,
}


def summary_lines(run: Run, look: RenderOptions) -> Iterator[str]:
    """Yield what a run adds up to, what it did not look at, and what is left to do."""
    yield ""
    if run.diagnosis:
        yield from (look.paint(line, "1") for line in wrapped(header.cause(run), look.width))
        yield from wrapped(f"First: {header.first_step(run)}", look.width, hanging="       ")
        yield ""
    yield look.paint(run.in_words, _SUMMARY_STYLES[ExitStatus.UNKNOWN if run.interrupted else run.exit_status])
    yield from _comparison(run, look)
    if run.left_out:
        yield ""
        yield "To check more, set"
        yield from credential_lines(run.left_out, look)
    for note in run.settings.notes:
        yield from wrapped(f"Note: {note}", look.width, hanging="      ")
    yield ""
    yield from wrapped(f"Not looked at at all: {join_list(NOT_LOOKED_AT)} that use the same provider.", look.width)
    tokens = [
        run.settings.origins.get(setting, setting.value)
        for credential, setting in _TOKENS.items()
        if credential in used((result.check for result in run.results), run.settings.credentials)
    ]
    if tokens:
        yield ""
        yield "If you made a token for this alone, revoke it now:"
        yield from wrapped(join_list(tokens), look.width, "  ")
        yield f"  {links.to_revoking(look.guide_url)}"


def _comparison(run: Run, look: RenderOptions) -> Iterator[str]:
    yield from wrapped(header.compared(run), look.width)
    for change in header.changes(run):
        if change.told:
            shown = change.subjects if look.verbose or len(change.subjects) <= MANY else change.subjects[:FEW]
            for subject in shown:
                yield from wrapped(f"{change.name}: {subject}", look.width, "  ", "    ")
            if len(shown) < len(change.subjects):
                yield f"  {change.name}: and {len(change.subjects) - len(shown):,} more"
