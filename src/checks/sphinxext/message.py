"""The section about an error message, whose heading is the message itself."""

from typing import TYPE_CHECKING, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from checks.facts.fact import Message
from checks.facts.failures import FAILURES
from checks.facts.index import UnknownFactError, find
from checks.sphinxext.domain import warn
from checks.sphinxext.roles import doubt

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class MessageDirective(SphinxDirective):
    """``:::{message} messages.invalid-redirect-uri`` renders a section with its content below the message.

    The heading is in the page's table of contents, and the search leads to it. With the option ``:solution:``, the
    section also shows the cause and the fix from `checks.facts.failures`, the same that the reports show.
    """

    required_arguments = 1
    option_spec = {"solution": directives.flag}  # noqa: RUF012 - docutils declares it so
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the section, or only a warning if no message has this name."""
        try:
            entry = find(self.arguments[0], Message)
        except UnknownFactError as problem:
            warn(str(problem), "fact", self.get_location())
            return []
        self.env.note_dependency(str(entry.file))
        fact = cast("Message", entry.fact)
        anchor = entry.name.replace(".", "-")
        title = nodes.title(fact.text, "", nodes.literal("", fact.text), *doubt(self.env, entry))
        section = nodes.section("", title, ids=[anchor], classes=["message"])
        self.set_source_info(section)
        self.state.document.note_explicit_target(section, section)
        section += nodes.paragraph("", f"Appears {fact.where}.", classes=["message-place"])
        solution = self._solution(fact) if "solution" in self.options else []
        content = self.parse_content_to_nodes()
        if solution and content and isinstance(content[0], nodes.definition_list):
            # One list, so that all terms have the same width.
            solution[0] += content.pop(0).children
        section += [*solution, *content]
        return [section]

    def _solution(self, message: Message) -> list[nodes.Element]:
        """Return the list of the cause and the fix, or only a warning for a message without a known cause."""
        failure = next((failure for failure in FAILURES if failure.message is message), None)
        if failure is None:
            text = f"{self.arguments[0]} has no entry in checks.facts.failures"
            warn(text, "fact", self.get_location())
            return []
        terms = self.parse_text_to_nodes(f"Cause\n: {failure.cause}\n\nSolution\n: {failure.fix}")
        return cast("list[nodes.Element]", terms)


def setup(app: "Sphinx") -> None:
    """Register the directive."""
    app.add_directive("message", MessageDirective)
