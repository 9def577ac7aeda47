"""The report for a terminal: results in, lines out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wcwidth import ljust, wcswidth

from checks.engine.model import Finding, Outcome, Result, Step, Verdict
from checks.engine.report import links
from checks.engine.report.plain import harmless, wrapped
from checks.engine.report.run import NOT_LOOKED_AT, Run
from checks.facts.credentials import Credential

INDENT = " " * 9
FEW, MANY = 3, 5
"""Of more than so many (the second) alike findings, the first few are shown."""

_WORDS = {
    Outcome.PASS: ("pass", "32"),
    Outcome.FAIL: ("FAIL", "1;31"),
    Outcome.UNKNOWN: ("????", "33"),
    Outcome.ERROR: ("error", "35"),
    Outcome.NOT_APPLICABLE: ("n/a", "2"),
    Outcome.NOT_CHECKED: ("----", "2"),
}
_COUNTED = {
    Outcome.FAIL: "wrong",
    Outcome.PASS: "right",
    Outcome.UNKNOWN: "could not be told",
    Outcome.ERROR: "in error",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.NOT_CHECKED: "not checked",
}


@dataclass(frozen=True)
class Look:
    """How the report is to look.

    Attributes:
        width: How many columns there are.
        colour: Whether to use colours.
        verbose: Whether to show every finding and what was read.
        guide_url: Where the guide is published, or None.
        given: The credentials that were given.
    """

    width: int = 80
    colour: bool = False
    verbose: bool = False
    guide_url: str | None = None
    given: frozenset[Credential] = frozenset(Credential)

    def paint(self, text: str, style: str) -> str:
        """Return `text` in an ANSI style, or as it is where no colour is wanted."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour else text


def result_lines(results: Iterable[Result], look: Look) -> Iterator[str]:
    """Yield the lines of each result as soon as it is known, under the heading of its step."""
    step: Step | None = None
    for result in results:
        if result.check.step is not step:
            step = result.check.step
            yield ""
            yield look.paint(step.heading, "1")
        yield from _result(result, look)


def summary_lines(run: Run, look: Look) -> Iterator[str]:
    """Yield what a run adds up to, what it did not look at, and what is left to do."""
    totals = run.totals
    shown = [
        f"{totals[outcome]:,} {words}"
        for outcome, words in _COUNTED.items()
        if totals[outcome] or outcome in {Outcome.FAIL, Outcome.PASS}
    ]
    yield ""
    yield look.paint(", ".join(shown), "1;31" if totals[Outcome.FAIL] else "1")
    if run.left_out:
        yield ""
        yield "To check more, set"
        yield from credential_lines(run.left_out, look)
    for note in run.settings.notes:
        yield from wrapped(f"Note: {note}", look.width, hanging="      ")
    yield ""
    others = f"{', '.join(NOT_LOOKED_AT[:-1])} and {NOT_LOOKED_AT[-1]}"
    yield from wrapped(f"Not looked at at all: {others} that use the same provider.", look.width)
    for credential in (Credential.TERRAFORM_TOKEN, Credential.BITBUCKET_TOKEN):
        if credential in run.settings.credentials:
            variable = next(name for name in credential.variables if "TOKEN" in name)
            yield f"If you made {variable} for this alone, revoke it now:"
            yield f"  {links.to_credential(credential, look.guide_url)}"


def credential_lines(wanted: Iterable[Credential], look: Look) -> Iterator[str]:
    """Yield the variables of each credential, what it is, and where the guide tells how to get it."""
    for credential in wanted:
        yield f"  {' and '.join(credential.variables)}"
        yield f"      {credential.what}: {links.to_credential(credential, look.guide_url)}"


def _result(result: Result, look: Look) -> Iterator[str]:
    word, style = _WORDS[result.outcome]
    first, *more = wrapped(result.check.title, look.width, INDENT) or [INDENT]
    yield f"  {look.paint(word, style)}{first[2 + len(word) :]}"
    yield from more
    if result.outcome is Outcome.FAIL:
        yield from _findings(result.of(Verdict.WRONG), look)
        yield from _count(len(result.of(Verdict.UNKNOWN)), "more could not be told")
    else:
        yield from _findings(result.of(Verdict.UNKNOWN), look)
    if result.ended:
        yield from wrapped(_reason(result, look), look.width, INDENT)
    elif result.outcome is Outcome.ERROR:
        yield f"{INDENT}The check looked at nothing, so it proves nothing."
    for finding in result.of(Verdict.ADVICE):
        words = f"Advice: {finding.subject}: {finding.observed}. {finding.remedy}"
        yield from wrapped(words, look.width, INDENT, INDENT + "  ")
    if look.verbose:
        yield from _findings(result.of(Verdict.RIGHT), look)
        for sentence in result.evidence:
            yield from wrapped(f"Read: {sentence}", look.width, INDENT, INDENT + "  ")
    if result.outcome in {Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR}:
        name = "Remedy" if result.outcome is Outcome.FAIL else "See"
        yield f"{INDENT}{name}: {links.to_check(result.check, look.guide_url)}"


def _reason(result: Result, look: Look) -> str:
    """Return why a check ended early; where a credential is missing, its variables alone: the end says the rest."""
    missing = [
        variable
        for credential in result.check.credentials
        if credential not in look.given
        for variable in credential.variables
    ]
    if result.outcome is Outcome.NOT_CHECKED and missing:
        return f"Needs {', '.join(missing)}"
    return result.ended.reason if result.ended else ""


def _count(number: int, words: str) -> Iterator[str]:
    if number:
        yield f"{INDENT}{number:,} {words}"


def _findings(findings: tuple[Finding, ...], look: Look) -> Iterator[str]:
    """Yield findings as a table where every row fits, else one below the other; alike remedies once."""
    shown = findings if look.verbose or len(findings) <= MANY else findings[:FEW]
    rows = [
        (harmless(each.subject), f"expected {harmless(each.expected)}", f"found {harmless(each.observed)}")
        for each in shown
    ]
    remedies = list(dict.fromkeys(each.remedy for each in shown))
    widths = [max(map(wcswidth, column)) for column in zip(*rows, strict=True)]
    together = len(remedies) == 1 and len(INDENT) + sum(widths) + 6 <= look.width
    for finding, row in zip(shown, rows, strict=True):
        if together:
            cells = [ljust(cell, width) for cell, width in zip(row, widths, strict=True)]
            yield (INDENT + "   ".join(cells)).rstrip()
        else:
            yield from wrapped(row[0], look.width, INDENT)
            for cell in row[1:]:
                yield from wrapped(cell, look.width, INDENT + "  ", INDENT + "    ")
            if len(remedies) > 1 and finding.remedy:
                yield from wrapped(finding.remedy, look.width, INDENT + "  ")
    if len(shown) < len(findings):
        yield f"{INDENT}and {len(findings) - len(shown):,} more"
    if len(remedies) == 1 and remedies[0]:
        yield from wrapped(remedies[0], look.width, INDENT)
