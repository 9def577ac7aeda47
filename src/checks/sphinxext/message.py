"""The head of an entry about an error: the message to the letter, so that a search finds it, and where it is seen."""

from typing import TYPE_CHECKING, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from checks.facts.fact import Message
from checks.facts.failures import FAILURES
from checks.facts.index import UnknownFactError, find
from checks.sphinxext.heading import heading
from checks.sphinxext.roles import doubt

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)


class MessageDirective(SphinxDirective):
    """``{message} messages.invalid-redirect-uri`` renders the head of an entry.

    With the option ``:solution:``, it also renders the cause and the fix that `checks.facts.failures` states, the same
    that the reports show.
    """

    required_arguments = 1
    option_spec = {"solution": directives.flag}  # noqa: RUF012 - docutils declares it so

    def run(self) -> list[nodes.Node]:
        """Return an entry for the index, the heading and the place, or a warning where no message has this name."""
        try:
            entry = find(self.arguments[0], Message)
        except UnknownFactError as problem:
            logger.warning(str(problem), type="guide", subtype="fact", location=self.get_location())
            return []
        self.env.note_dependency(str(entry.file))
        fact = cast("Message", entry.fact)
        text, anchor = fact.text, entry.name.replace(".", "-")
        head = heading(text, "", nodes.literal("", text), *doubt(self.env, entry), ids=[anchor], classes=["message"])
        self.set_source_info(head)
        self.state.document.note_explicit_target(head, head)
        place = nodes.paragraph("", f"Seen {fact.where}.", classes=["message-place"])
        # The search looks through the index first, and leads to the entry itself rather than to the top of the page.
        index = addnodes.index(entries=[("single", text.replace(";", ","), anchor, "main", None)])
        return [index, head, place, *(self._solution(fact) if "solution" in self.options else ())]

    def _solution(self, message: Message) -> list[nodes.Node]:
        """Return the cause and the fix, or nothing but a warning if no failure has this message."""
        failure = next((failure for failure in FAILURES if failure.message is message), None)
        if failure is None:
            text = f"{self.arguments[0]} has no cause in checks.facts.failures"
            logger.warning(text, type="guide", subtype="fact", location=self.get_location())
            return []
        terms = nodes.definition_list()
        for name, words in (("Cause", failure.cause), ("Solution", failure.fix)):
            definition = nodes.definition("", nodes.paragraph("", words))
            terms += nodes.definition_list_item("", nodes.term("", name), definition)
        self.set_source_info(terms)
        return [terms]


def setup(app: "Sphinx") -> None:
    """Register the directive."""
    app.add_directive("message", MessageDirective)
