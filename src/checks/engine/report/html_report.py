"""The report for a browser: one file that needs no other, no network and no script, and opens on what is wrong."""

import html
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import groupby

from checks.engine.model import Finding, Outcome, Result, Step, Verdict
from checks.engine.report import links
from checks.engine.report.plain import harmless
from checks.engine.report.run import NAMES, NOT_LOOKED_AT, OPEN, Run, listed

_ORDER = (Verdict.WRONG, Verdict.UNKNOWN, Verdict.ADVICE)


def text(run: Run) -> str:
    """Return the report as one HTML document."""
    return "\n".join(_document(run)) + "\n"


def _document(run: Run) -> Iterator[str]:
    style = files("checks.engine.report").joinpath("report.css").read_text(encoding="utf-8")
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
    yield from _contents(run.results)
    yield "</header>"
    for step, results in groupby(run.results, key=lambda result: result.check.step):
        yield from _section(step, results, run)
    others = listed(NOT_LOOKED_AT)
    yield f"<footer>\n<p>Not looked at at all: {others} that use the same provider.</p>"
    yield from (f"<p>{_safe(note)}</p>" for note in settings.notes)
    yield "</footer>\n</main>\n</body>\n</html>"


def _contents(results: Iterable[Result]) -> Iterator[str]:
    """Yield links to whatever asks for attention."""
    open_results = [result for result in results if result.outcome in OPEN]
    if open_results:
        yield "<nav>\n<ul>"
        for result in open_results:
            yield f'<li class="{result.outcome}">{_word(result)} <a href="#{result.check.id}">{_title(result)}</a></li>'
        yield "</ul>\n</nav>"


def _section(step: Step, results: Iterable[Result], run: Run) -> Iterator[str]:
    yield f'<section id="step-{step.value}">\n<h2>{_safe(step.heading)}</h2>'
    for result in results:
        is_open = " open" if result.outcome in OPEN else ""
        yield f'<details class="check {result.outcome}" id="{result.check.id}"{is_open}>'
        yield f"<summary>{_word(result)} {_title(result)}</summary>"
        yield from _body(result, run.settings.guide_url)
        yield "</details>"
    yield "</section>"


def _body(result: Result, guide_url: str | None) -> Iterator[str]:
    if result.ended:
        yield f"<p>{_safe(result.ended.reason)}</p>"
    elif not result.findings:
        yield "<p>The check looked at nothing, so it proves nothing.</p>"
    yield from _table([finding for verdict in _ORDER for finding in result.of(verdict)])
    right = result.of(Verdict.RIGHT)
    if right:
        yield f"<details>\n<summary>{len(right):,} as expected</summary>"
        yield from _table(right)
        yield "</details>"
    if result.evidence:
        yield "<details>\n<summary>What was read</summary>\n<ul>"
        yield from (f"<li><code>{_safe(sentence)}</code></li>" for sentence in result.evidence)
        yield "</ul>\n</details>"
    link = links.to_check(result.check, guide_url)
    shown = f'<a href="{_safe(link)}">{_safe(link)}</a>' if guide_url else f"<code>{_safe(link)}</code>"
    yield f"<p>{'Remedy' if result.outcome is Outcome.FAIL else 'In the guide'}: {shown}</p>"


def _table(findings: Iterable[Finding]) -> Iterator[str]:
    rows = [
        f'<tr class="{each.verdict}"><th scope="row">{_safe(each.subject)}</th><td>{_safe(each.expected)}</td>'
        f"<td>{_safe(each.observed)}</td><td>{_safe(each.remedy)}</td></tr>"
        for each in findings
    ]
    if rows:
        heads = "".join(f'<th scope="col">{name}</th>' for name in ("Looked at", "Expected", "Found", "Next"))
        yield f'<div class="wide" tabindex="0">\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>'
        yield from rows
        yield "</tbody>\n</table>\n</div>"


def _word(result: Result) -> str:
    return f'<span class="word">{NAMES[result.outcome]}</span>'


def _title(result: Result) -> str:
    return _safe(result.check.title)


def _safe(words: str) -> str:
    return html.escape(harmless(words))
