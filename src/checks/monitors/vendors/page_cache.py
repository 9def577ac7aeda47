"""A cache of the vendors' pages: the visible text of each page, or why it could not be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urldefrag

import requests

from checks.monitors import markup
from checks.monitors.vendors import text_match
from checks.monitors.vendors.sources import ReadableSource, TextFormat, readings
from checks.monitors.web import PageResponse, Web

_GONE = {requests.codes.not_found, requests.codes.gone}
INCLUDE = "@include"
"""A directive in HashiCorp's sources that includes another file, so that the source is not the whole page."""


@dataclass(frozen=True)
class PageText:
    """The text of one source.

    Attributes:
        response: The response.
        form: The format.
        problem: Why it could not be read; empty if it was read. A page that no longer exists counts as read.
    """

    response: PageResponse
    form: TextFormat
    problem: str

    @property
    def gone(self) -> bool:
        """Whether the page no longer exists."""
        return self.response.status in _GONE

    @cached_property
    def lines(self) -> list[str]:
        """The visible text, line by line, normalized."""
        if self.problem or self.gone:
            return []
        return [text_match.normalize(line) for line in text_match.lines(self.response.body, self.form)]

    @cached_property
    def whole(self) -> bool:
        """Whether the whole page was read, so that missing words are really missing."""
        body = self.response.body
        if self.problem or (self.form is TextFormat.MARKDOWN and (self.gone or INCLUDE in body)):
            return False
        return not (self.form is TextFormat.HTML and not self.gone and markup.read(body).needs_javascript)

    def contains(self, wanted: str) -> bool:
        """Return whether the text contains the words."""
        return text_match.contains(self._text, text_match.normalize(wanted))

    def marks(self, wanted: str) -> bool:
        """Return whether the text marks the words as a label, for example in bold."""
        return not self.problem and text_match.normalize(wanted) in self._labels

    @cached_property
    def _labels(self) -> set[str]:
        return text_match.labels(self.response.body, self.form)

    @cached_property
    def _text(self) -> str:
        return " ".join(self.lines)


class PageCache:
    """Read pages, each once.

    Args:
        web: Sends the requests.
    """

    def __init__(self, web: Web) -> None:
        self._web = web
        self._texts: dict[ReadableSource, PageText] = {}

    def texts(self, page: str) -> Iterator[PageText]:
        """Yield the text of each source of `page`, the best first. Sources are read lazily."""
        return (self.read(reading) for reading in readings(urldefrag(page).url))

    def read(self, reading: ReadableSource) -> PageText:
        """Return the text of one source."""
        if reading not in self._texts:
            response = self._web.get(reading.address)
            self._texts[reading] = PageText(response, reading.form, _problem(response))
        return self._texts[reading]


def _problem(response: PageResponse) -> str:
    if product := response.bot_protection:
        return f"{product} blocks automated requests"
    if response.failure:
        return response.failure.value
    return "" if response.ok or response.status in _GONE else f"the server responds with status {response.status}"
