"""The card of a check: its title and the required credentials; on a click its purpose, solutions, and source file."""

import os
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective

from checks.engine.model import Check
from checks.facts.guide_sections import FOR_CHECK, FOR_CREDENTIAL
from checks.sphinxext.domain import guide_domain, known_checks, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class heading(nodes.rubric):  # noqa: N801 - docutils names its nodes in small letters
    """A heading one level below its section. Formats other than HTML show a rubric."""


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
            warn(f"unknown check {id_!r}", "check", self.get_location())
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
    needs = [f"[{credential.what}](/verify.md#{FOR_CREDENTIAL[credential].anchor})" for credential in check.credentials]
    return f"""
`{check.id}` requires {" and ".join(needs) or "no credential"}.

:::{{dropdown}} Details
{check.why}

```{{solutions}} {check.id}
```

```console
$ bitbucket-terraform verify {check.id}
```

Source code: {{download}}`{check.file.name} </{source}>`
:::
"""


class solutions(nodes.General, nodes.Element):  # noqa: N801 - docutils names its nodes in small letters
    """The place for the links to the sections that say what to do if a check fails."""


class SolutionsDirective(SphinxDirective):
    """``{solutions} webhooks`` links to the sections that say what to do if a check fails."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a mark, which is replaced after all pages are read."""
        return [solutions("", check=self.arguments[0])]


def add_command(_app: "Sphinx", doctree: nodes.document) -> None:
    """Show the command for all checks of a page above the first one, if there are several."""
    cards = list(doctree.findall(check_card))
    if len(cards) > 1:
        command = f"$ bitbucket-terraform verify {' '.join(card['ids'][0] for card in cards)}"
        parent = cards[0].parent
        place = parent.index(cards[0])
        block = nodes.literal_block(command, command, language="console", classes=["step-command"])
        parent.insert(
            place, [nodes.paragraph("", "To run all checks of this section, use the following command:"), block]
        )


def collect_detected(app: "Sphinx", doctree: nodes.document) -> None:
    """Record the solutions on a page, and the entry around each check that is named after "Detected by"."""
    wanted = {section.anchor for section in FOR_CHECK.values() if section.page == app.env.docname}
    if wanted:
        guide_domain(app.env).anchors[app.env.docname] = frozenset(wanted & doctree.ids.keys())
    for reference in doctree.findall(pending_xref):
        if reference.get("reftype") != "check":
            continue
        ancestors = _ancestors(reference)
        around = next(
            (node for node in ancestors if isinstance(node, nodes.definition_list_item | nodes.list_item)), None
        )
        section = next((node for node in ancestors if isinstance(node, nodes.section)), None)
        title = section.next_node(nodes.title) if section else None
        if around is None or section is None or title is None or "Detected by" not in around.astext():
            continue
        entry = (app.env.docname, section["ids"][0], title.astext())
        entries = guide_domain(app.env).detected.setdefault(reference["reftarget"], [])
        if entry not in entries:
            entries.append(entry)


def _ancestors(node: nodes.Node) -> list[nodes.Node]:
    found = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def resolve_solutions(app: "Sphinx", doctree: nodes.document, docname: str) -> None:
    """Replace each mark with links: first the section that reports link to, then the entries that name the check."""
    domain = guide_domain(app.env)
    for mark in list(doctree.findall(solutions)):
        id_ = mark["check"]
        entries = list(domain.detected.get(id_, ()))
        if (section := FOR_CHECK.get(id_)) and section.page in app.env.found_docs:
            # An entry can have several anchors, and typography changes the apostrophes of its title.
            names = {section.heading, section.anchor}
            known = [entry for entry in entries if {entry[1], entry[2].replace("\u2019", "'")} & names]
            first = known[0] if known else (section.page, section.anchor, section.heading)
            entries = [first, *(entry for entry in entries if entry not in known)]
        items = nodes.bullet_list()
        for page, anchor, title in entries:
            uri = f"{app.builder.get_relative_uri(docname, page)}#{anchor}"
            link = nodes.reference("", title, refuri=uri, internal=True)
            items += nodes.list_item("", nodes.paragraph("", "", link))
        mark.replace_self([nodes.paragraph("", "If this check fails:"), items] if entries else [])


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


def _visit_heading(self: "HTML5Translator", node: heading) -> None:
    level = min(self.section_level + 1, 6)
    self.body.append(self.starttag(node, f"h{level}", ""))
    self.context.append(f"</h{level}>\n")


def _depart_heading(self: "HTML5Translator", _node: heading) -> None:
    self.body.append(self.context.pop())


def _visit_card(self: "HTML5Translator", node: check_card) -> None:
    attributes: dict[str, Any] = {"role": "group", "aria-labelledby": f"{node['ids'][0]}-title"}
    self.body.append(self.starttag(node, "div", CLASS="check-card", **attributes))


def _depart_card(self: "HTML5Translator", _node: check_card) -> None:
    self.body.append("</div>\n")


def setup(app: "Sphinx") -> None:
    """Register the directives and the HTML output of the card; other formats use a container and a rubric."""
    app.add_node(heading, html=(_visit_heading, _depart_heading))
    app.add_node(check_card, html=(_visit_card, _depart_card))
    app.add_node(solutions)
    app.add_directive("check", CheckDirective)
    app.add_directive("solutions", SolutionsDirective)
    app.connect("doctree-read", add_command)
    app.connect("doctree-read", collect_detected)
    app.connect("doctree-resolved", resolve_solutions)
    app.add_directive("nothing-to-check", NothingToCheckDirective)
