"""The overview as one self-contained HTML page without scripts: what changed, the causes, and each organization."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from markupsafe import Markup

from checks.history import wording
from checks.history.overview import SECTIONS, Entry, Overview, Standing
from checks.report.html_document import CLOSING, Html, opening, table

MOST, FEW = 50, 10
"""The maximum number of visible rows of a section, and of names in a row; more rows are collapsed."""

_HEIGHTS = {"passed": 8, "unknown": 14, "failed": 20, "": 1}
"""The height of a day in a picture, so that states differ not only in color."""

_DAY, _HEIGHT = 4, 20
_HEADS = ("Organization", "Check", "Item", "When")
_KIND = "history"
_TONES = {"passed": "passed", "unknown": "unknown", "failed": "failed", "": "none"}
_SECTION_TONES = {"new": "failed", "fixed": "passed", "open": "failed", "flapping": "failed"}


def text(overview: Overview) -> str:
    """Return the overview as one HTML document."""
    return "\n".join(_document(overview)) + "\n"


def _document(overview: Overview) -> Iterator[Markup]:
    totals = wording.totals(overview)
    yield opening(f"{totals}: Bitbucket Cloud and HCP Terraform")
    yield Html("<header>\n<p>Bitbucket Cloud and HCP Terraform</p>\n<h1>Connection history</h1>")
    yield Html('<p class="total">{}</p>').format(totals)
    yield Html('<p><time datetime="{}">{}</time>. {}</p>\n</header>').format(
        overview.now.isoformat(), wording.moment(overview.now, overview.now), wording.TIME_ZONE
    )
    yield from _causes(overview)
    yield from _organizations(overview)
    for section, heading in SECTIONS.items():
        yield from _section(section, heading, overview)
    yield from _tables(overview)
    yield CLOSING


def _causes(overview: Overview) -> Iterator[Markup]:
    """Yield each most likely cause once, with the organizations that share it and when it began in each."""
    if not overview.causes:
        return
    yield Html('<section id="causes">\n<h2>Most likely causes</h2>')
    for cause, standings in overview.causes:
        yield Html('<div class="cause failed">\n<p><strong>{}</strong></p>').format(wording.cause(cause))
        yield Html("<ul>")
        for one in standings:
            if one.cause:
                began = wording.between(one.cause.after, one.cause.at, overview.now)
                yield Html("<li>{}: began {}</li>").format(one.name, began)
        yield Html("</ul>\n<p><strong>Fix:</strong> {} Steps to fix it: {}</p>\n</div>").format(
            cause.first_step, cause.link
        )
    yield Html("</section>")


def _organizations(overview: Overview) -> Iterator[Markup]:
    yield Html('<section id="organizations">\n<h2>Organizations</h2>')
    heads = ("Organization", "Last run", "Last 90 days", "New", "Still open")
    yield from table(heads, (_standing(number, one, overview) for number, one in enumerate(overview.standings)), _KIND)
    yield Html("</section>")


def _standing(number: int, one: Standing, overview: Overview) -> Markup:
    return Html(
        '<tr class="{}"><th scope="row">{}</th><td data-label="Last run"><span class="word">{}</span></td>'
        '<td data-label="90 days"><a href="#days-{}">{}</a></td>'
        '<td data-label="New">{}</td><td data-label="Still open">{}</td></tr>'
    ).format(
        "unknown" if one.overdue and one.state == "passed" else one.state,
        one.name,
        wording.state(one, overview.now),
        number,
        _picture(one),
        f"{wording.count(one.new):,}",
        f"{wording.count(one.open):,}",
    )


def _picture(one: Standing) -> Markup:
    """Return a bar for each day. The table of the days, which the picture links to, has the same content as text."""
    width = _DAY * len(one.days)
    bars = Html("").join(
        Html('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
            _TONES[state], place * _DAY, _HEIGHT - _HEIGHTS[state], _DAY - 1, _HEIGHTS[state]
        )
        for place, state in enumerate(one.days)
    )
    return Html(
        '<svg class="days" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="Days of {2}">{3}</svg>'
    ).format(width, _HEIGHT, one.name, bars)


def _section(section: str, heading: str, overview: Overview) -> Iterator[Markup]:
    found = [(one, entry) for one in overview.standings for entry in getattr(one, section)]
    notes = [(one, wording.missing(one, overview.now)) for one in overview.standings] if section == "unchecked" else []
    notes = [(one, words) for one, words in notes if words]
    if not found and not notes:
        return
    yield Html('<section id="{}">\n<h2>{}</h2>').format(section, heading)
    rows = [_row(section, one, entry, overview) for one, entry in found]
    heads = [head for head in _HEADS if head != "Check" or any(entry.check for _, entry in found)]
    if rows:
        yield from table(heads, rows[:MOST], _KIND)
    if len(rows) > MOST:
        yield Html("<details>\n<summary>and {} more</summary>").format(f"{len(rows) - MOST:,}")
        yield from table(heads, rows[MOST:], _KIND)
        yield Html("</details>")
    yield from (Html("<p>{}: {}</p>").format(one.name, words) for one, words in notes)
    yield Html("</section>")


def _row(section: str, one: Standing, entry: Entry, overview: Overview) -> Markup:
    names = (
        [wording.subjects(entry, FEW), *entry.scopes[:1]] if len(entry.scopes) == 1 else [wording.subjects(entry, FEW)]
    )
    check = Html('<td data-label="Check">{}</td>').format(entry.check) if entry.check else ""
    return Html(
        '<tr class="{}"><th scope="row">{}</th>{}<td data-label="Item">{}</td><td data-label="When">{}</td></tr>'
    ).format(
        _SECTION_TONES.get(section, "unknown"),
        one.name,
        check,
        " in ".join(names),
        wording.time_of(section, entry, overview.now),
    )


def _tables(overview: Overview) -> Iterator[Markup]:
    """Yield the content of the pictures as tables: consecutive days of the same state share a row."""
    yield Html('<section id="days">\n<h2>The last 90 days</h2>')
    for number, one in enumerate(overview.standings):
        yield Html('<details class="check" id="days-{}">\n<summary>{}</summary>').format(number, one.name)
        yield from table(("From", "To", "State"), _periods(one, overview), _KIND)
        yield Html("</details>")
    yield Html("</section>")


def _periods(one: Standing, overview: Overview) -> Iterator[Markup]:
    start = overview.now.date() - timedelta(days=len(one.days) - 1)
    for state, days in groupby(one.days):
        end = start + timedelta(days=len(list(days)) - 1)
        yield Html(
            '<tr class="{}"><td data-label="From">{}</td><td data-label="To">{}</td><td data-label="State">{}</td></tr>'
        ).format(_TONES[state], start.isoformat(), end.isoformat(), state or "no run")
        start = end + timedelta(days=1)
