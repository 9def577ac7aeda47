"""Formats results as lines of text for a terminal."""

from collections.abc import Iterable, Iterator

from checks.engine.model import NEEDS_ATTENTION, Finding, Outcome, Result, Step, Verdict
from checks.facts.credentials import Credential
from checks.report import header, links
from checks.report.sanitize import columns, padded, sanitize, wrapped
from checks.report.terminal.options import RenderOptions, hyperlink

INDENT = " " * 11
FEW, MANY = 3, 5
"""If a check has more than MANY findings of one kind, the first FEW are shown."""

WORDS = {
    Outcome.PASSED: ("passed", "32"),
    Outcome.FAILED: ("FAILED", "1;31"),
    Outcome.UNKNOWN: ("UNKNOWN", "33"),
    Outcome.ERROR: ("ERROR", "35"),
    Outcome.NOT_APPLICABLE: ("n/a", "2"),
    Outcome.SKIPPED: ("skipped", "2"),
}
"""The word for each outcome, at most seven columns wide, and its ANSI style."""


def result_lines(results: Iterable[Result], options: RenderOptions) -> Iterator[str]:
    """Yield the lines of each result as soon as it is known, under the heading of its step.

    Consecutive checks that were skipped for the same reason share one line with the reason, below the last of them.
    """
    step: Step | None = None
    reason: list[str] = []
    for result in results:
        check, why = result.check, _skip_reason(result, options)
        if reason and (why != reason or check.step is not step):
            yield from reason
        if check.step is not step:
            step = check.step
            yield ""
            yield options.paint(step.heading, "1")
        yield from _title(result, options)
        if not why:
            yield from _details(result, options)
        reason = why
    yield from reason


def credential_lines(wanted: Iterable[Credential], options: RenderOptions) -> Iterator[str]:
    """Yield the variables of each credential, its name, and the link to the section about creating it."""
    for credential in wanted:
        yield f"  {' and '.join(credential.variables)}"
        yield from link_lines(
            f"{credential.what}: ", links.to_credential(credential, options.guide_url), options, "      "
        )


def note_lines(notes: Iterable[str], options: RenderOptions) -> Iterator[str]:
    """Yield each note that isn't empty."""
    for note in filter(None, notes):
        yield from wrapped(f"Note: {note}", options.width, hanging="      ")


def _title(result: Result, options: RenderOptions) -> Iterator[str]:
    word, style = WORDS[result.outcome]
    first, *more = wrapped(result.check.title, options.width, INDENT) or [INDENT]
    yield f"  {options.paint(word, style)}{first[2 + len(word) :]}"
    yield from more


def _skip_reason(result: Result, options: RenderOptions) -> list[str]:
    """Return why a check was skipped. For a missing credential, this lists only the variables; the footer has links."""
    if result.outcome is not Outcome.SKIPPED or result.ended is None:
        return []
    missing = [
        variable
        for credential in result.check.credentials
        if credential not in options.given
        for variable in credential.variables
    ]
    reason = f"Skipped: needs {', '.join(missing)}" if missing else result.ended.reason
    lines = wrapped(reason, options.width, INDENT)
    return [options.paint(line, "2") for line in lines]


def _details(result: Result, options: RenderOptions) -> Iterator[str]:
    undecided = tuple(finding for finding in result.of(Verdict.UNKNOWN) if not finding.is_left_out)
    if result.outcome is Outcome.FAILED:
        yield from _findings(result.of(Verdict.FAILED), options)
        if undecided:
            yield f"{INDENT}and {len(undecided):,} unknown"
    if result.outcome is not Outcome.FAILED or options.verbose:
        yield from _findings(undecided, options)
    if result.left_out:
        yield from wrapped(header.left_out(result), options.width, INDENT)
    if result.ended:
        yield from wrapped(result.ended.reason, options.width, INDENT)
    elif result.outcome is Outcome.ERROR:
        yield f"{INDENT}The check returned no findings."
    yield from _advice(result.of(Verdict.ADVICE), options)
    if options.verbose:
        yield from _more(result, options)
    if result.outcome in NEEDS_ATTENTION:
        for link in links.of_result(result, options.guide_url):
            yield from link_lines("See: ", link, options, INDENT)


def link_lines(words: str, link: str, options: RenderOptions, indent: str) -> Iterator[str]:
    """Yield `words` and the link after them. A URL isn't wrapped, so that a terminal can open it."""
    if options.guide_url:
        yield f"{indent}{words}{hyperlink(link) if options.hyperlinks else link}"
    else:
        yield from wrapped(f"{words}{link}", options.width, indent, f"{indent}  ")


def _more(result: Result, options: RenderOptions) -> Iterator[str]:
    """Yield the details for verbose output: findings that passed, requests, and the traceback of a crashed check."""
    yield from _findings(result.left_out, options)
    yield from _findings(result.of(Verdict.PASSED), options)
    for sentence in result.evidence:
        yield from wrapped(f"Read: {sentence}", options.width, INDENT, INDENT + "  ")
    for line in result.trace:
        yield INDENT + " " * (len(line) - len(line.lstrip())) + sanitize(line)


def _advice(findings: tuple[Finding, ...], options: RenderOptions) -> Iterator[str]:
    shown = _first(findings, options)
    for finding in shown:
        words = f"Advice: {finding.subject}: {finding.actual}. {finding.fix}"
        yield from wrapped(words, options.width, INDENT, INDENT + "  ")
    if len(shown) < len(findings):
        yield f"{INDENT}and advice on {len(findings) - len(shown):,} more"


def _first(findings: tuple[Finding, ...], options: RenderOptions) -> tuple[Finding, ...]:
    """Return the findings to show: all of them, or the first few if there are many."""
    return findings if options.verbose or len(findings) <= MANY else findings[:FEW]


def _findings(findings: tuple[Finding, ...], options: RenderOptions) -> Iterator[str]:
    """Yield findings as a table if every row fits, otherwise as a list; a fix that they share is shown once."""
    if not findings:
        return
    shown = _first(findings, options)
    rows = [
        (sanitize(each.subject), f"expected  {sanitize(each.expected)}", f"actual  {sanitize(each.actual)}")
        for each in shown
    ]
    fixes = list(dict.fromkeys(each.fix for each in shown))
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    fits = len(INDENT) + sum(widths) + 6 <= options.width
    for finding, row in zip(shown, rows, strict=True):
        if fits:
            cells = [padded(cell, width) for cell, width in zip(row, widths, strict=True)]
            yield (INDENT + "   ".join(cells)).rstrip()
        else:
            yield from wrapped(row[0], options.width, INDENT)
            for name, words in (("expected", finding.expected), ("actual", finding.actual)):
                yield from wrapped(words, options.width, f"{INDENT}  {name:<8}  ", INDENT + " " * 12)
        if len(fixes) > 1 and finding.fix:
            yield from _fix(finding, options, INDENT + "  ")
    if len(shown) < len(findings):
        yield f"{INDENT}and {len(findings) - len(shown):,} more"
    if len(fixes) == 1 and fixes[0]:
        yield from _fix(shown[0], options, INDENT)


def _fix(finding: Finding, options: RenderOptions, indent: str) -> Iterator[str]:
    """Yield the fix or the next step for a finding."""
    name = "Fix" if finding.verdict is Verdict.FAILED else "Next step"
    yield from wrapped(f"{name}: {finding.fix}", options.width, indent, indent + " " * (len(name) + 2))
