"""The report for a terminal: results in, lines out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC

from wcwidth import ljust, wcswidth

from checks.engine.model import NEEDS_ATTENTION, Finding, Outcome, Result, Step, Verdict
from checks.facts.credentials import Credential
from checks.report import links
from checks.report.sanitize import sanitize, wrapped

INDENT = " " * 9
FEW, MANY = 3, 5
"""Of more than so many (the second) alike findings, the first few are shown."""

WORDS = {
    Outcome.PASSED: ("pass", "32"),
    Outcome.FAILED: ("FAIL", "1;31"),
    Outcome.UNKNOWN: ("????", "33"),
    Outcome.ERROR: ("error", "35"),
    Outcome.NOT_APPLICABLE: ("n/a", "2"),
    Outcome.SKIPPED: ("----", "2"),
}
"""Each outcome in a word as wide as the others, and its ANSI style."""


@dataclass(frozen=True)
class RenderOptions:
    """How the report is to look.

    Attributes:
        width: How many columns there are.
        color: Whether to use colors.
        verbose: Whether to show every finding and what was read.
        guide_url: Where the guide is published, or None.
        given: The credentials that were given.
    """

    width: int = 80
    color: bool = False
    verbose: bool = False
    guide_url: str | None = None
    given: frozenset[Credential] = frozenset(Credential)

    def paint(self, text: str, style: str) -> str:
        """Return `text` in an ANSI style, or as it is where no color is wanted."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.color else text


def result_lines(results: Iterable[Result], look: RenderOptions) -> Iterator[str]:
    """Yield the lines of each result as soon as it is known, under the heading of its step.

    Checks that were not asked for the same reason, one after the other, are told the reason once, below the last.
    """
    step: Step | None = None
    reason: list[str] = []
    for result in results:
        check, why = result.check, _why_not_asked(result, look)
        if reason and (why != reason or check.step is not step):
            yield from reason
        if check.step is not step:
            step = check.step
            yield ""
            yield look.paint(step.heading, "1")
        yield from _title(result, look)
        if not why:
            yield from _details(result, look)
        reason = why
    yield from reason


def credential_lines(wanted: Iterable[Credential], look: RenderOptions) -> Iterator[str]:
    """Yield the variables of each credential, what it is, and where the guide tells how to get it."""
    for credential in wanted:
        yield f"  {' and '.join(credential.variables)}"
        yield f"      {credential.what}: {links.to_credential(credential, look.guide_url)}"


def _title(result: Result, look: RenderOptions) -> Iterator[str]:
    word, style = WORDS[result.outcome]
    first, *more = wrapped(result.check.title, look.width, INDENT) or [INDENT]
    yield f"  {look.paint(word, style)}{first[2 + len(word) :]}"
    yield from more


def _why_not_asked(result: Result, look: RenderOptions) -> list[str]:
    """Return why a check was not asked; where a credential is missing, its variables: the end says the rest."""
    if result.outcome is not Outcome.SKIPPED or result.ended is None:
        return []
    missing = [
        variable
        for credential in result.check.credentials
        if credential not in look.given
        for variable in credential.variables
    ]
    reason = f"needs {', '.join(missing)}" if missing else result.ended.reason
    lines = wrapped(f"Not checked: {reason[:1].lower()}{reason[1:]}", look.width, INDENT)
    return [look.paint(line, "2") for line in lines]


def _details(result: Result, look: RenderOptions) -> Iterator[str]:
    if result.outcome is Outcome.FAILED:
        yield from _findings(result.of(Verdict.FAILED), look)
        if result.of(Verdict.UNKNOWN):
            yield f"{INDENT}and {len(result.of(Verdict.UNKNOWN)):,} that could not be told"
    if result.outcome is not Outcome.FAILED or look.verbose:
        yield from _findings(result.of(Verdict.UNKNOWN), look)
    if result.ended:
        yield from wrapped(result.ended.reason, look.width, INDENT)
    elif result.outcome is Outcome.ERROR:
        yield f"{INDENT}The check looked at nothing, so it proves nothing."
    yield from _advice(result.of(Verdict.ADVICE), look)
    if result.oldest:
        words = f"Some of this was read by an earlier run, since {result.oldest.astimezone(UTC):%d %B %Y, %H:%M} UTC."
        yield from wrapped(words, look.width, INDENT)
    if look.verbose:
        yield from _more(result, look)
    if result.outcome in NEEDS_ATTENTION:
        name = "Remedy" if result.outcome is Outcome.FAILED else "See"
        yield f"{INDENT}{name}: {links.to_check(result.check, look.guide_url)}"


def _more(result: Result, look: RenderOptions) -> Iterator[str]:
    """Yield what is for whoever asks: what is right, what was read, and where the check itself failed."""
    yield from _findings(result.of(Verdict.PASSED), look)
    for sentence in result.evidence:
        yield from wrapped(f"Read: {sentence}", look.width, INDENT, INDENT + "  ")
    for line in result.trace:
        yield INDENT + " " * (len(line) - len(line.lstrip())) + sanitize(line)


def _advice(findings: tuple[Finding, ...], look: RenderOptions) -> Iterator[str]:
    shown = _first(findings, look)
    for finding in shown:
        words = f"Advice: {finding.subject}: {finding.actual}. {finding.fix}"
        yield from wrapped(words, look.width, INDENT, INDENT + "  ")
    if len(shown) < len(findings):
        yield f"{INDENT}and advice on {len(findings) - len(shown):,} more"


def _first(findings: tuple[Finding, ...], look: RenderOptions) -> tuple[Finding, ...]:
    """Return the findings to show: where there are many, the first few stand for all."""
    return findings if look.verbose or len(findings) <= MANY else findings[:FEW]


def _findings(findings: tuple[Finding, ...], look: RenderOptions) -> Iterator[str]:
    """Yield findings as a table where every row fits, else one below the other; alike remedies once."""
    if not findings:
        return
    shown = _first(findings, look)
    rows = [
        (sanitize(each.subject), f"expected  {sanitize(each.expected)}", f"found  {sanitize(each.actual)}")
        for each in shown
    ]
    fixes = list(dict.fromkeys(each.fix for each in shown))
    widths = [max(map(wcswidth, column)) for column in zip(*rows, strict=True)]
    fits = len(INDENT) + sum(widths) + 6 <= look.width
    for finding, row in zip(shown, rows, strict=True):
        if fits:
            cells = [ljust(cell, width) for cell, width in zip(row, widths, strict=True)]
            yield (INDENT + "   ".join(cells)).rstrip()
        else:
            yield from wrapped(row[0], look.width, INDENT)
            for name, words in (("expected", finding.expected), ("found", finding.actual)):
                yield from wrapped(words, look.width, f"{INDENT}  {name:<8}  ", INDENT + " " * 12)
        if len(fixes) > 1 and finding.fix:
            yield from wrapped(finding.fix, look.width, INDENT + "  ")
    if len(shown) < len(findings):
        yield f"{INDENT}and {len(findings) - len(shown):,} more"
    if len(fixes) == 1 and fixes[0]:
        yield from wrapped(fixes[0], look.width, INDENT)
