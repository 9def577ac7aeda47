"""Check whether the source of a fact still contains the quoted words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from checks.facts.fact import Kind, Source
from checks.monitors.vendors import text_match
from checks.monitors.vendors.page_cache import PageCache, PageText
from checks.monitors.vendors.sources import vendor_site

_MOST = 3


class FactVerdict(StrEnum):
    """The result for a fact."""

    FOUND = "found"
    ELSEWHERE = "moved"
    GONE = "no longer found"
    HINT = "no longer found at a third party"
    WEAK = "too weak to watch"
    UNKNOWN = "unknown"
    NOT_WATCHABLE = "not watchable"


@dataclass(frozen=True)
class JudgedFact:
    """A verdict on a fact with its reason, and the pages that contain its words now, if these moved."""

    verdict: FactVerdict
    reason: str
    elsewhere: tuple[str, ...] = ()


def judge_fact(source: Source, cache: PageCache, pages: Iterable[str]) -> JudgedFact:
    """Return the verdict on a fact.

    Args:
        source: The source of the fact.
        cache: Reads the pages.
        pages: The pages of all facts: words that moved are searched there.
    """
    if source.kind is Kind.UNCONFIRMED:
        return JudgedFact(FactVerdict.NOT_WATCHABLE, "Its source is not confirmed. Review it manually.")
    if not source.words:
        return JudgedFact(FactVerdict.NOT_WATCHABLE, "It quotes no words, so there is nothing to search for.")
    problems = []
    for text in cache.texts(source.page):
        if text.contains(source.words):
            return _words_found(source, text)
        if text.whole and source.kind is Kind.THIRD_PARTY:
            why = "A third party no longer says so. The vendor might have changed it, or only the page changed."
            return JudgedFact(FactVerdict.HINT, why)
        if text.whole:
            return _words_missing(source, cache, pages, text)
        problems.append(text.problem or _describe_gap(text))
    return JudgedFact(FactVerdict.UNKNOWN, f"The page could not be read: {problems[-1]}.")


def _words_found(source: Source, text: PageText) -> JudgedFact:
    # Readers open the page, not its raw source, so only a redirect of the page counts as a move.
    if text.response.moved:
        return JudgedFact(FactVerdict.ELSEWHERE, "The page has a new URL.", (text.response.address,))
    if text_match.is_weak(source.words) and not text.marks(source.words):
        why = f"{source.words!r} occurs in many sentences, and the page doesn't mark it as a label. Quote more words."
        return JudgedFact(FactVerdict.WEAK, why)
    return JudgedFact(FactVerdict.FOUND, "The page contains the words.")


def _words_missing(source: Source, cache: PageCache, pages: Iterable[str], text: PageText) -> JudgedFact:
    why = (
        f"The page no longer exists (status {text.response.status})."
        if text.gone
        else "The page no longer contains the words."
    )
    near = {page.partition("#")[0] for page in pages if vendor_site(page) == vendor_site(source.page)}
    others = sorted(near - {source.page.partition("#")[0]})
    found = tuple(page for page in others if any(one.contains(source.words) for one in cache.texts(page)))
    if found:
        return JudgedFact(FactVerdict.ELSEWHERE, why, found[:_MOST])
    return JudgedFact(FactVerdict.GONE, why)


def _describe_gap(text: PageText) -> str:
    if text.gone:
        return "its source no longer exists"
    return "it shows its text only with JavaScript" if text.response.ok else "it was incomplete"
