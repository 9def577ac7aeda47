"""Says of one fact whether its source still says the words that we quote."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from checks.facts.fact import Kind, Source
from checks.monitors.vendors.page_cache import PageCache, Text
from checks.monitors.vendors.sources import neighbourhood

_MOST = 3


class Verdict(StrEnum):
    """What can be said of a fact."""

    STILL = "still says so"
    ELSEWHERE = "says it elsewhere"
    GONE = "no longer says so"
    UNSEEN = "could not look"
    NOT_WATCHABLE = "not watchable"


@dataclass(frozen=True)
class Told:
    """A verdict about a fact with its reason, and the pages where its words stand now, if elsewhere."""

    verdict: Verdict
    reason: str
    elsewhere: tuple[str, ...] = ()


def judge(source: Source, library: PageCache, pages: Iterable[str]) -> Told:
    """Return the verdict about a fact.

    Args:
        source: Where the fact is said to stand.
        library: Reads the pages.
        pages: All pages that any fact names: words that left their page are looked for there.
    """
    if source.kind is not Kind.VENDOR:
        return Told(Verdict.NOT_WATCHABLE, f"Its source is {_kind(source.kind)}. A person has to look.")
    if not source.words:
        return Told(Verdict.NOT_WATCHABLE, "No words are quoted, so there is nothing to look for.")
    problems = []
    for text in library.texts(source.page):
        if text.says(source.words):
            return _found(text)
        if text.whole:
            return _missed(source, library, pages, text)
        problems.append(text.problem or _doubt(text))
    return Told(Verdict.UNSEEN, f"Nobody could read the page: {problems[-1]}.")


def _kind(kind: Kind) -> str:
    return "a third party" if kind is Kind.THIRD_PARTY else "not confirmed"


def _found(text: Text) -> Told:
    # A raw source is not the page that readers open, so only the page itself can have moved.
    if text.answer.moved:
        return Told(Verdict.ELSEWHERE, "The page has another address now.", (text.answer.address,))
    return Told(Verdict.STILL, "The words stand there.")


def _missed(source: Source, library: PageCache, pages: Iterable[str], text: Text) -> Told:
    why = f"The page is gone (status {text.answer.status})." if text.gone else "The words no longer stand on the page."
    near = {page.partition("#")[0] for page in pages if neighbourhood(page) == neighbourhood(source.page)}
    others = sorted(near - {source.page.partition("#")[0]})
    found = tuple(page for page in others if any(one.says(source.words) for one in library.texts(page)))
    if found:
        return Told(Verdict.ELSEWHERE, why, found[:_MOST])
    return Told(Verdict.GONE, why)


def _doubt(text: Text) -> str:
    if text.gone:
        return "its source is not where it was"
    return "it shows its text only with JavaScript" if text.answer.ok else "it was not whole"
