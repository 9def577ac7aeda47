"""Renders the state of a check, a page, and the whole guide for the browser, from the results of the checks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from checks.diagnosis import solutions
from checks.engine.model import NEEDS_ATTENTION, Check, Outcome, Result, Step, Verdict
from checks.facts import bitbucket
from checks.facts.credentials import Credential
from checks.live.token_requests import next_request
from checks.report.html_document import Html
from checks.report.html_report import details
from checks.report.run import NAMES
from checks.report.sanitize import sanitize

_NEVER = datetime.min.replace(tzinfo=UTC)

PROVIDER_EXISTS = "provider-selected"
"""The check that passes as soon as step 3 has created the VCS provider."""

ACCESS_GRANTED = "provider-authorized"
"""The check that passes as soon as access is granted in step 3."""


@dataclass(frozen=True)
class Card:
    """The state of one check.

    Attributes:
        check: The check.
        result: The last result; None if the check didn't run yet.
        checked: When the oldest data behind the result was read; None if nothing was read.
        running: Whether the check is running again.
        since: When the outcome last changed.
    """

    check: Check
    result: Result | None = None
    checked: datetime | None = None
    running: bool = False
    since: datetime = _NEVER

    @property
    def outcome(self) -> Outcome | None:
        """The outcome of the last result."""
        return self.result.outcome if self.result else None

    @property
    def is_settled(self) -> bool:
        """Whether the check passed. Any other outcome can change while the reader follows the guide."""
        return self.outcome is Outcome.PASSED

    @property
    def is_rejected(self) -> bool:
        """Whether this is the check of the consumer key and secret, and Bitbucket rejected them."""
        about_pair = bitbucket.ACCESS_TOKEN in self.check.reads and not self.check.after
        return about_pair and self.outcome is Outcome.FAILED

    def with_result(self, result: Result, started: datetime) -> "Card":
        """Return the card with a new result from a round that started at a certain time.

        A result that is the same and that partly relies on earlier reads keeps its time.
        """
        known = self.result
        oldest = min((one.sent for one in result.requests), default=started)
        checked = None if result.outcome is Outcome.SKIPPED else min(oldest, started)
        if known and oldest < started and (known.outcome, known.findings) == (result.outcome, result.findings):
            checked = self.checked
        since = self.since if known and known.outcome is result.outcome else started
        return Card(self.check, result, checked, since=since)


def missing_credential(card: Card, given: Iterable[Credential]) -> Credential | None:
    """Return the first credential without which a check is skipped, or None."""
    if card.outcome is not Outcome.SKIPPED:
        return None
    return next((credential for credential in card.check.credentials if credential not in given), None)


def to_json(card: Card) -> dict[str, object]:
    """Return a card as the browser shows it."""
    result = card.result
    if card.running or result is None:
        state, label = ("running", "Running") if card.running else ("not-run", "Not run")
    else:
        state, label = result.outcome.replace("_", "-"), NAMES[result.outcome]
    return {
        "state": state,
        "label": label,
        "checked": iso(card.checked) if card.checked else None,
        "summary": sanitize(_summary(result)) if result else "",
        "html": Html("\n").join(_html(card, result)) if result else "",
    }


def iso(moment: datetime) -> str:
    """Return a time in UTC, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _summary(result: Result) -> str:
    """Return one line: the first finding that needs attention, why the check ended early, or what passed."""
    if result.attention:
        first, *more = result.attention
        others = f" (and {len(more):,} more)" if more else ""
        return f"{first.subject}: expected {first.expected}; actual: {first.actual}{others}."
    if result.ended:
        return result.ended.reason
    subjects = dict.fromkeys(finding.subject for finding in result.of(Verdict.PASSED))
    if not subjects:
        return "The check returned no findings."
    return f"{next(iter(subjects))}: as expected." if len(subjects) == 1 else f"{len(subjects):,} items: as expected."


def _html(card: Card, result: Result) -> Iterable[Markup]:
    yield from details(result)
    if result.outcome in NEEDS_ATTENTION and card.is_rejected:
        yield Html(
            "<p>The live guide doesn't send this key and secret again, because that can lock the consumer. Enter the "
            "correct key and secret in the terminal that runs the live guide. To try the same key and secret again "
            "after a few minutes, run <code>bitbucket-terraform verify {}</code>.</p>"
        ).format(card.check.id)
    elif asked := _asked_for_token(result):
        later = next_request(asked)
        yield Html(
            '<p>Response of <time datetime="{}">{:%H:%M}</time>. After a change to the consumer, select Check again at '
            '<time datetime="{}">{:%H:%M}</time> or later.</p>'
        ).format(iso(asked), asked.astimezone(), iso(later), later)
    if result.outcome in NEEDS_ATTENTION:
        sections = [
            Html('<a href="/{}.html#{}">{}</a>').format(section.page, section.anchor, section.title)
            for section in solutions.of_result(result)
        ]
        if sections:
            yield Html("<p>Steps to fix it: {}</p>").format(Html(", ").join(sections))


def _asked_for_token(result: Result) -> datetime | None:
    """Return when the token was requested, if the result relies on its response."""
    return min((one.sent for one in result.requests if one.read == bitbucket.ACCESS_TOKEN), default=None)


def pages(cards: Iterable[Card]) -> dict[str, dict[str, str]]:
    """Return the state of each page that has checks."""
    by_page: dict[str, list[Outcome | None]] = {}
    for card in cards:
        by_page.setdefault(card.check.step.value, []).append(card.outcome)
    return {page: _page(outcomes) for page, outcomes in by_page.items()}


def _page(outcomes: list[Outcome | None]) -> dict[str, str]:
    applicable = [outcome for outcome in outcomes if outcome is not Outcome.NOT_APPLICABLE]
    passed = applicable.count(Outcome.PASSED)
    if not applicable:
        return {"state": "open", "label": "Not applicable yet"}
    if not NEEDS_ATTENTION.isdisjoint(one for one in applicable if one):
        state = "attention"
    else:
        state = "passed" if passed == len(applicable) else "open"
    return {"state": state, "label": f"{passed} of {len(applicable)} passed"}


def next_step(cards: Mapping[str, Card], given: Iterable[Credential]) -> dict[str, str] | None:
    """Return the first step with something to do and the link to it; None if nothing is left.

    A check that waits for another check, or for a credential that the reader can do without, doesn't count. Before
    the VCS provider exists, a missing consumer means that step 1 or 2 comes next. Until access is granted in step 3, an
    unknown result of an earlier step doesn't count, because only the authorization can decide it.
    """
    provider = cards[PROVIDER_EXISTS]
    ungranted = cards[ACCESS_GRANTED].outcome is Outcome.FAILED
    for step in Step:
        own = [card for card in cards.values() if card.check.step is step]
        for card in own:
            unstarted = missing_credential(card, given) is Credential.CONSUMER and not provider.is_settled
            if unstarted and not any(one.is_settled for one in own):
                return _next(Step.ADD_PROVIDER, "")
            if ungranted and step is Step.CONSUMER and card.outcome is Outcome.UNKNOWN:
                continue
            if unstarted or card.outcome is None or card.outcome in NEEDS_ATTENTION:
                return _next(step, card.check.id)
    return None


def _next(step: Step, anchor: str) -> dict[str, str]:
    title = step.title[0].lower() + step.title[1:]
    text = f"Next: {step.title}" if step.number is None else f"Next: step {step.number}, {title}"
    return {"text": text, "href": f"/{step.value}.html" + (f"#{anchor}" if anchor else "")}


def announcement(changed: Iterable[Card]) -> str:
    """Return a sentence about the checks whose outcome changed, for a screen reader."""
    news = [(card.check.title, NAMES[card.result.outcome]) for card in changed if card.result]
    if len(news) <= 2:  # noqa: PLR2004 - more would take too long to listen to
        return " ".join(f"{name}: {title}." for title, name in news)
    counted = {name: sum(one == name for _, one in news) for _, name in news}
    return f"{len(news)} checks changed: {', '.join(f'{number} {name.lower()}' for name, number in counted.items())}."
