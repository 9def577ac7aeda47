"""The card of a check: its purpose, the required credentials, the command that runs it, and its source code."""

import os
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from checks.engine.model import Check
from checks.sphinxext.domain import guide_domain, known_checks
from checks.sphinxext.heading import heading

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


class check_card(nodes.container):  # noqa: N801 - docutils names its nodes in small letters
    """The card: a labeled group."""


class CheckDirective(SphinxDirective):
    """``{check} webhooks`` renders the card of a check."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the card, or only a warning if the check does not exist."""
        id_ = self.arguments[0]
        check = known_checks().get(id_)
        if check is None:
            logger.warning("unknown check %r", id_, type="guide", subtype="check", location=self.get_location())
            return []
        self.env.note_dependency(str(check.file))
        places = guide_domain(self.env).shown.setdefault(id_, [])
        places.append((self.env.docname, self.get_location()))
        if [page for page, _ in places].count(self.env.docname) > 1:
            return []  # the domain warns about it; a second anchor with this name would cause another warning
        card = check_card("", classes=["check-card"], ids=[id_])
        self.set_source_info(card)
        self.state.document.note_explicit_target(card, card)
        title, messages = self.parse_inline(check.title)
        card += heading(check.title, "", *title, ids=[f"{id_}-title"], classes=["check-title"])
        card += self.parse_text_to_nodes(render_body(check, os.path.relpath(check.file, self.env.srcdir)))
        return [card, *messages]


def render_body(check: Check, source: str) -> str:
    """Return the body of the card in Markdown; `source` is the check's file relative to the folder of pages."""
    needs = [f"[{credential.what}](/verify.md#{credential.anchor})" for credential in check.credentials]
    return f"""
{check.why}

Required credentials
: {", ".join(needs) or "no credential"}

```console
$ bitbucket-terraform verify {check.id}
```

:::{{dropdown}} Show the source code of this check
```{{literalinclude}} /{source}
:language: python
```
:::
"""


class NothingToCheckDirective(SphinxDirective):
    """``{nothing-to-check}`` explains why a step has no check. Its content begins with "because"."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the sentence, and record that the page explains it."""
        self.assert_has_content()
        guide_domain(self.env).reasons[self.env.docname] = self.get_location()
        reason = " ".join(self.content)
        card = nodes.container("", classes=["nothing-to-check"])
        card += self.parse_text_to_nodes(f"This step has no check, {reason}")
        return [card]


def _visit_card(self: "HTML5Translator", node: check_card) -> None:
    attributes: dict[str, Any] = {"role": "group", "aria-labelledby": f"{node['ids'][0]}-title"}
    self.body.append(self.starttag(node, "div", CLASS="check-card", **attributes))


def _depart_card(self: "HTML5Translator", _node: check_card) -> None:
    self.body.append("</div>\n")


def setup(app: "Sphinx") -> None:
    """Register the directives and the HTML output of the card; other formats use a container and a rubric."""
    app.add_node(check_card, html=(_visit_card, _depart_card))
    app.add_directive("check", CheckDirective)
    app.add_directive("nothing-to-check", NothingToCheckDirective)
