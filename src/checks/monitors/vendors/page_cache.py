"""The vendors' pages, each read once: its words as a reader sees them, or why nobody could read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urldefrag

import requests

from checks.monitors import markup
from checks.monitors.bot_protection import wall_of
from checks.monitors.vendors import text_match
from checks.monitors.vendors.sources import Form, Reading, readings
from checks.monitors.web import Answer, Web

_GONE = {requests.codes.not_found, requests.codes.gone}
INCLUDE = "@include"
"""A line of HashiCorp's sources that takes in another file, so that the source alone is not the whole page."""


@dataclass(frozen=True)
class Text:
    """What was read at one place.

    Attributes:
        answer: What came.
        form: How it is written.
        problem: Why it says nothing; empty where it was read. A page that is gone was read: it says nothing any more.
    """

    answer: Answer
    form: Form
    problem: str

    @property
    def gone(self) -> bool:
        """Whether the page is no longer there."""
        return self.answer.status in _GONE

    @cached_property
    def lines(self) -> list[str]:
        """What a reader sees, line by line, normalised."""
        if self.problem or self.gone:
            return []
        return [text_match.normal(line) for line in text_match.lines(self.answer.body, self.form)]

    @cached_property
    def whole(self) -> bool:
        """Whether its silence can be believed: all of the page was read."""
        body = self.answer.body
        if self.problem or (self.form is Form.MARKDOWN and (self.gone or INCLUDE in body)):
            return False
        return not (self.form is Form.HTML and not self.gone and markup.read(body).needs_javascript)

    def says(self, wanted: str) -> bool:
        """Tell whether the words stand there."""
        return text_match.says(self._text, text_match.normal(wanted))

    @cached_property
    def _text(self) -> str:
        return " ".join(self.lines)


class PageCache:
    """Lends pages, each read from the web once.

    Args:
        web: Asks for them.
    """

    def __init__(self, web: Web) -> None:
        self._web = web
        self._texts: dict[Reading, Text] = {}

    def texts(self, page: str) -> Iterator[Text]:
        """Yield what stands at each of the places of `page`, the best first; no place is read before it is wanted."""
        return (self.read(reading) for reading in readings(urldefrag(page).url))

    def read(self, reading: Reading) -> Text:
        """Return what stands at one place."""
        if reading not in self._texts:
            answer = self._web.get(reading.address)
            self._texts[reading] = Text(answer, reading.form, _problem(answer))
        return self._texts[reading]


def _problem(answer: Answer) -> str:
    wall = wall_of(answer)
    if wall:
        return f"machines are kept out by {wall}"
    if answer.trouble:
        return answer.trouble.value
    return "" if answer.ok or answer.status in _GONE else f"the server answers with status {answer.status}"
