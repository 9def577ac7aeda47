"""The HTML report: one file that needs no other file, no network, and no script, and shows failures first."""

import html
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import groupby

from checks.engine.model import NEEDS_ATTENTION, Finding, Outcome, Result, Verdict
from checks.report import header, links
from checks.report.run import NAMES, NOT_CHECKED, Run, join_list
from checks.report.sanitize import sanitize

FEW, MANY = 10, 50
"""Alike things, and rows of a table, that are shown at once; more are folded away."""

_URGENCY = (Outcome.FAILED, Outcome.ERROR, Outcome.UNKNOWN)

_ORDER = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.ADVICE)


def text(run: Run) -> str:
    """Return the report as one HTML document."""
    return "\n".join(_document(run)) + "\n"


def _document(run: Run) -> Iterator[str]:
    style = files("checks.report").joinpath("report.css").read_text(encoding="utf-8")
    settings = run.settings
    place = settings.terraform_url.partition("://")[2]
    name = f"{settings.organization} on {place}" if settings.organization else place
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    # Nothing that a vendor wrote can load or run anything, even if it got past the escaping.
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
    )
    yield f"<title>{_safe(run.in_words)}: {_safe(name)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>"
    yield f"<header>\n<p>Bitbucket Cloud and HCP Terraform</p>\n<h1>{_safe(name)}</h1>"
    yield f'<p class="total">{_safe(run.in_words)}</p>'
    moment = f"{run.started:%Y-%m-%d %H:%M %Z}"
    yield f'<p><time datetime="{run.started.isoformat()}">{moment}</time>, version {_safe(run.version)}</p>'
    yield from _cause(run)
    yield "</header>"
    urgent_first = sorted(
        (one for one in run.results if one.outcome in NEEDS_ATTENTION), key=lambda one: _URGENCY.index(one.outcome)
    )
    yield from _contents(urgent_first)
    if urgent_first:
        yield from _section("attention", "Needs attention", urgent_first, run)
    yield from _changes(run)
    others = [result for result in run.results if result.outcome not in NEEDS_ATTENTION]
    for step, results in groupby(others, key=lambda result: result.check.step):
        yield from _section(f"step-{step.value}", step.heading, results, run)
    yield f"<footer>\n<p>Not checked: {join_list(NOT_CHECKED)} that use this VCS provider.</p>"
    yield from (f"<p>{_safe(note)}</p>" for note in settings.notes)
    yield "</footer>\n</main>\n</body>\n</html>"


def _cause(run: Run) -> Iterator[str]:
    """Yield the most likely cause and the first step."""
    if run.diagnosis is None:
        return
    shown = run.diagnosis
    yield f'<div class="cause {"failed" if shown.failed else "unknown"}">\n<p>{_safe(shown.sentences)}</p>'
    yield f"<p><strong>{header.first_name(run)}:</strong> {_safe(header.first_words(run))}"
    yield f'<a href="#{shown.check.id}">Details</a></p>\n</div>'


def _changes(run: Run) -> Iterator[str]:
    """Yield the changes since an earlier report."""
    if run.comparison is None:
        return
    yield f'<section id="changes">\n<h2>Changes</h2>\n<p>{_safe(header.compared(run))}</p>'
    for change in header.changes(run):
        if change.told and change.subjects:
            is_open = " open" if len(change.subjects) <= FEW else ""
            yield f'<details class="check"{is_open}>\n<summary>{len(change.subjects):,} {change.name}</summary>\n<ul>'
            yield from (f"<li>{_safe(subject)}</li>" for subject in change.subjects)
            yield "</ul>\n</details>"
    yield "</section>"


def _contents(results: Iterable[Result]) -> Iterator[str]:
    """Yield links to the checks that need attention."""
    links_to = [
        f'<li class="{one.outcome}">{_word(one)} <a href="#{one.check.id}">{_title(one)}</a></li>' for one in results
    ]
    if len(links_to) > 1:
        yield "<nav>\n<ul>"
        yield from links_to
        yield "</ul>\n</nav>"


def _section(name: str, heading: str, results: Iterable[Result], run: Run) -> Iterator[str]:
    yield f'<section id="{name}">\n<h2>{_safe(heading)}</h2>'
    for result in results:
        is_open = " open" if result.outcome in NEEDS_ATTENTION else ""
        yield f'<details class="check {result.outcome}" id="{result.check.id}"{is_open}>'
        yield f"<summary>{_word(result)} {_title(result)}</summary>"
        yield from _body(result, run.settings.guide_url)
        yield "</details>"
    yield "</section>"


def _body(result: Result, guide_url: str | None) -> Iterator[str]:
    if result.ended:
        yield f"<p>{_safe(result.ended.reason)}</p>"
    elif not result.findings:
        yield "<p>The check returned no findings.</p>"
    yield from _table([finding for verdict in _ORDER for finding in result.of(verdict)])
    passed = result.of(Verdict.PASSED)
    if passed:
        yield f"<details>\n<summary>{len({one.subject for one in passed}):,} passed</summary>"
        yield from _table(passed)
        yield "</details>"
    if result.evidence:
        yield "<details>\n<summary>Data read</summary>\n<ul>"
        yield from (f"<li><code>{_safe(sentence)}</code></li>" for sentence in result.evidence)
        yield "</ul>\n</details>"
    link = links.to_check(result.check, guide_url)
    shown = f'<a href="{_safe(link)}">{_safe(link)}</a>' if guide_url else f"<code>{_safe(link)}</code>"
    yield f"<p>In the guide: {shown}</p>"


def _table(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a table with a row for each kind of finding: findings that differ only in their subject share a row."""
    alike: dict[tuple[Verdict, str, str, str], dict[str, None]] = {}
    for one in findings:
        alike.setdefault((one.verdict, one.expected, one.actual, one.fix), {})[one.subject] = None
    rows = [
        f'<tr class="{verdict}"><th scope="row">{_subjects(list(subjects))}</th>'
        + "".join(f"<td>{_safe(each)}</td>" for each in words)
        + "</tr>"
        for (verdict, *words), subjects in alike.items()
    ]
    if rows:
        yield from _rows(rows[:MANY])
    if len(rows) > MANY:
        # Nothing is laid out that nobody has opened: this is what keeps thousands of rows quick.
        yield f"<details>\n<summary>and {len(rows) - MANY:,} more</summary>"
        yield from _rows(rows[MANY:])
        yield "</details>"


def _rows(rows: Iterable[str]) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Item", "Expected", "Actual", "What to do"))
    yield f'<div class="wide" tabindex="0">\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>'
    yield from rows
    yield "</tbody>\n</table>\n</div>"


def _subjects(subjects: list[str]) -> str:
    """Return one subject as it is, some below each other, and many folded away."""
    if len(subjects) <= FEW:
        return "<br>".join(_safe(subject) for subject in subjects)
    shown, rest = subjects[:FEW], subjects[FEW:]
    folded = "<br>".join(_safe(subject) for subject in rest)
    return (
        f"{'<br>'.join(_safe(subject) for subject in shown)}"
        f"<details><summary>and {len(rest):,} more</summary>{folded}</details>"
    )


def _word(result: Result) -> str:
    return f'<span class="word">{NAMES[result.outcome]}</span>'


def _title(result: Result) -> str:
    return _safe(result.check.title)


def _safe(words: str) -> str:
    return html.escape(sanitize(words))
