"""The HTML report: a self-contained file without scripts or network requests that shows failures first."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from markupsafe import Markup

from checks.engine.model import NEEDS_ATTENTION, Finding, Outcome, Result, Verdict
from checks.report import header, links
from checks.report.html_document import CLOSING, Html, opening, table
from checks.report.run import NAMES, Run

FEW, MANY = 10, 50
"""The number of similar items and of table rows that are visible at first; the others are collapsed."""

_URGENCY = (Outcome.FAILED, Outcome.ERROR, Outcome.UNKNOWN)

_OPEN = Markup(" open")
"""The attribute that expands a ``details`` element."""

_HEADS = ("Item", "Expected", "Actual", "What to do")
_ORDER = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.ADVICE)


def text(run: Run) -> str:
    """Return the report as one HTML document."""
    return "\n".join(_document(run)) + "\n"


def _document(run: Run) -> Iterator[Markup]:
    settings = run.settings
    place = settings.terraform_url.partition("://")[2]
    name = f"{settings.organization} on {place}" if settings.organization else place
    yield opening(f"{run.in_words}: {name}")
    yield Html("<header>\n<p>Bitbucket Cloud and HCP Terraform</p>\n<h1>{}</h1>").format(name)
    yield Html('<p class="total">{}</p>').format(run.in_words)
    yield Html('<p><time datetime="{}">{}</time>, version {}</p>').format(
        run.started.isoformat(), f"{run.started:%Y-%m-%d %H:%M %Z}", run.version
    )
    if run.interrupted:
        yield Html("<p><strong>{}</strong></p>").format(header.interrupted(run))
    yield from _cause(run)
    yield Html("</header>")
    urgent_first = sorted(
        (one for one in run.results if one.outcome in NEEDS_ATTENTION), key=lambda one: _URGENCY.index(one.outcome)
    )
    yield from _contents(urgent_first)
    if urgent_first:
        yield from _section("attention", "Needs attention", urgent_first, run)
    yield from _not_checked(run)
    yield from _changes(run)
    others = [result for result in run.results if result.outcome not in NEEDS_ATTENTION]
    for step, results in groupby(others, key=lambda result: result.check.step):
        yield from _section(f"step-{step.value}", step.heading, results, run)
    yield Html("<footer>")
    if run.used_by:
        yield Html("<p>This VCS provider is used by:</p>\n<ul>")
        yield from (Html("<li>{}</li>").format(line) for line in run.used_by)
        yield Html("</ul>")
    yield from (Html("<p>{}</p>").format(note) for note in settings.notes)
    yield Html("</footer>\n") + CLOSING


def _cause(run: Run) -> Iterator[Markup]:
    """Yield the most likely cause and the first step."""
    if run.diagnosis is None:
        return
    shown = run.diagnosis
    kind = "failed" if shown.failed else "unknown"
    yield Html('<div class="cause {}">\n<p>{}</p>').format(kind, shown.sentences)
    details = Html('<a href="#{}">Details</a>').format(shown.check.id)
    yield Html("<p><strong>{}:</strong> {} {}</p>").format(header.first_name(run), header.first_words(run), details)
    link = _linked(header.first_link(run), run.settings.guide_url)
    yield Html("<p>Steps to fix it: {}</p>\n</div>").format(link)


def _linked(link: str, guide_url: str | None) -> Markup:
    """Return a URL as a link, and the name of a page file as plain text."""
    return Html('<a href="{0}">{0}</a>' if guide_url else "<span>{0}</span>").format(link)


def _not_checked(run: Run) -> Iterator[Markup]:
    """Yield what this run left out, for each check."""
    left_out = list(header.not_checked(run))
    if left_out:
        lead = header.not_checked_lead(run)
        yield Html('<section id="not-checked">\n<h2>Not checked</h2>\n<p>{}</p>\n<ul>').format(lead)
        yield from (Html("<li>{}</li>").format(line) for line in left_out)
        yield Html("</ul>\n</section>")


def _changes(run: Run) -> Iterator[Markup]:
    """Yield the changes since an earlier report."""
    if run.comparison is None:
        return
    yield Html('<section id="changes">\n<h2>Changes</h2>\n<p>{}</p>').format(header.compared(run))
    for change in header.changes(run):
        if change.listed and change.subjects:
            is_open = _OPEN if len(change.subjects) <= FEW else ""
            yield Html('<details class="check"{}>\n<summary>{} {}</summary>\n<ul>').format(
                is_open, f"{len(change.subjects):,}", change.name
            )
            yield from (Html("<li>{}</li>").format(subject) for subject in change.subjects)
            yield Html("</ul>\n</details>")
    yield Html("</section>")


def _contents(results: Iterable[Result]) -> Iterator[Markup]:
    """Yield links to the checks that need attention."""
    links_to = [
        Html('<li class="{}">{} <a href="#{}">{}</a></li>').format(
            one.outcome, _word(one), one.check.id, one.check.title
        )
        for one in results
    ]
    if len(links_to) > 1:
        yield Html("<nav>\n<ul>")
        yield from links_to
        yield Html("</ul>\n</nav>")


def _section(name: str, heading: str, results: Iterable[Result], run: Run) -> Iterator[Markup]:
    yield Html('<section id="{}">\n<h2>{}</h2>').format(name, heading)
    for result in results:
        is_open = _OPEN if result.outcome in NEEDS_ATTENTION else ""
        yield Html('<details class="check {}" id="{}"{}>').format(result.outcome, result.check.id, is_open)
        yield Html("<summary>{} {}</summary>").format(_word(result), result.check.title)
        yield from details(result)
        if result.outcome in NEEDS_ATTENTION:
            for link in links.of_result(result, run.settings.guide_url):
                yield Html("<p>Steps to fix it: {}</p>").format(_linked(link, run.settings.guide_url))
        yield Html("</details>")
    yield Html("</section>")


def details(result: Result) -> Iterator[Markup]:
    """Yield the findings and the requests of a check, without the links to the guide."""
    if result.ended:
        yield Html("<p>{}</p>").format(result.ended.reason)
    elif not result.findings:
        yield Html("<p>The check returned no findings.</p>")
    yield from _table([finding for verdict in _ORDER for finding in result.of(verdict)])
    passed = result.of(Verdict.PASSED)
    if passed:
        yield Html("<details>\n<summary>{} passed</summary>").format(f"{len({one.subject for one in passed}):,}")
        yield from _table(passed)
        yield Html("</details>")
    if result.evidence:
        yield Html("<details>\n<summary>Data read</summary>\n<ul>")
        yield from (Html("<li><code>{}</code></li>").format(sentence) for sentence in result.evidence)
        yield Html("</ul>\n</details>")


def _table(findings: Iterable[Finding]) -> Iterator[Markup]:
    """Yield a table with a row for each kind of finding: findings that differ only in their subject share a row."""
    alike: dict[tuple[Verdict, str, str, str], dict[str, None]] = {}
    for one in findings:
        alike.setdefault((one.verdict, one.expected, one.actual, one.fix), {})[one.subject] = None
    rows = [
        Html('<tr class="{}"><th scope="row">{}</th>{}</tr>').format(
            verdict, _subjects(list(subjects)), Html("").join(Html("<td>{}</td>").format(each) for each in words)
        )
        for (verdict, *words), subjects in alike.items()
    ]
    if rows:
        yield from table(_HEADS, rows[:MANY])
    if len(rows) > MANY:
        # Browsers don't lay out collapsed content, so reports with thousands of rows stay fast.
        yield Html("<details>\n<summary>and {} more</summary>").format(f"{len(rows) - MANY:,}")
        yield from table(_HEADS, rows[MANY:])
        yield Html("</details>")


def _subjects(subjects: list[str]) -> Markup:
    """Return the subjects on separate lines, with all but the first few collapsed."""
    shown, rest = Html("<br>").join(subjects[:FEW]), subjects[FEW:]
    if not rest:
        return shown
    folded = Html("<br>").join(rest)
    return Html("{}<details><summary>and {} more</summary>{}</details>").format(shown, f"{len(rest):,}", folded)


def _word(result: Result) -> Markup:
    return Html('<span class="word">{}</span>').format(NAMES[result.outcome])
