"""The domain ``guide``: the pages that show each check and each fact, and the validation of these."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from checks.engine.model import Check, Step
from checks.engine.registry import all_checks
from checks.facts import index
from checks.facts.guide_sections import FOR_CHECK

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


def known_checks() -> dict[str, Check]:
    """Return every check by its id."""
    return {check.id: check for check in all_checks()}


class CheckRole(XRefRole):
    """``{check}`webhooks` `` links to the card of a check and shows its ID. The page depends on the check's file."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Create the reference in the domain ``guide``, also if the role is written without the domain."""
        self.refdomain, self.reftype = "guide", "check"
        self.classes = ["xref", "check"]
        self.innernodeclass = nodes.inline if self.has_explicit_title else nodes.literal
        if known := known_checks().get(self.target):
            self.env.note_dependency(str(known.file))
        return self.create_xref_node()


class GuideDomain(Domain):
    """Collect data while pages are read, and validate it after all pages were read."""

    name = "guide"
    label = "Guide"
    object_types = {"check": ObjType("check", "check"), "fact": ObjType("fact", "fact")}  # noqa: RUF012 - required by Sphinx
    roles = {"check": CheckRole(warn_dangling=True)}  # noqa: RUF012 - as above
    dangling_warnings = {"check": "no page shows the check %(target)r"}  # noqa: RUF012 - as above
    initial_data = {"shown": {}, "reasons": {}, "facts": {}, "detected": {}, "anchors": {}}  # noqa: RUF012 - as above
    data_version = 2

    @property
    def shown(self) -> dict[str, list[tuple[str, str]]]:
        """The pages that show the card of each check, each with the location, by check ID."""
        return cast("dict[str, list[tuple[str, str]]]", self.data["shown"])

    @property
    def reasons(self) -> dict[str, str]:
        """The location of the explanation on each page that has nothing to check, by page."""
        return cast("dict[str, str]", self.data["reasons"])

    @property
    def facts(self) -> dict[str, str]:
        """The page that shows each fact with its source, by fact name."""
        return cast("dict[str, str]", self.data["facts"])

    @property
    def detected(self) -> dict[str, list[tuple[str, str, str]]]:
        """The entries whose problem each check detects, each with its page, anchor, and title, by check ID."""
        return cast("dict[str, list[tuple[str, str, str]]]", self.data["detected"])

    @property
    def anchors(self) -> dict[str, frozenset[str]]:
        """The anchors of solutions that each page has, by page."""
        return cast("dict[str, frozenset[str]]", self.data["anchors"])

    def clear_doc(self, docname: str) -> None:
        """Remove the data of `docname`."""
        shown = {id_: [place for place in places if place[0] != docname] for id_, places in self.shown.items()}
        self.data["shown"] = {id_: places for id_, places in shown.items() if places}
        self.data["facts"] = {name: page for name, page in self.facts.items() if page != docname}
        self.reasons.pop(docname, None)
        self.anchors.pop(docname, None)
        for id_, entries in self.detected.items():
            self.detected[id_] = [entry for entry in entries if entry[0] != docname]

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Merge the data that another process collected from `docnames`."""
        names = set(docnames)
        for id_, places in otherdata["shown"].items():
            self.shown.setdefault(id_, []).extend(place for place in places if place[0] in names)
        self.facts.update({name: page for name, page in otherdata["facts"].items() if page in names})
        for id_, entries in otherdata["detected"].items():
            self.detected.setdefault(id_, []).extend(entry for entry in entries if entry[0] in names)
        self.anchors.update({page: those for page, those in otherdata["anchors"].items() if page in names})
        self.reasons.update({page: place for page, place in otherdata["reasons"].items() if page in names})

    def resolve_xref(  # noqa: PLR0913, PLR0917 - the signature is Sphinx's
        self,
        env: "BuildEnvironment",  # noqa: ARG002 - as above
        fromdocname: str,
        builder: "Builder",
        typ: str,
        target: str,
        node: "pending_xref",
        contnode: "Element",
    ) -> nodes.reference | None:
        """Link to the card of a check or to a fact on its page; None if no page shows it."""
        if typ == "fact":
            page = self.facts.get(target)
            anchor, title = index.find(target).anchor, node.get("reftitle", "")
        else:
            page = self.shown[target][0][0] if target in self.shown else None
            anchor, title = target, known_checks()[target].title if page else ""
        return make_refnode(builder, fromdocname, page, anchor, contnode, title) if page else None

    def resolve_any_xref(  # noqa: PLR0913, PLR0917 - the signature is Sphinx's
        self,
        env: "BuildEnvironment",
        fromdocname: str,
        builder: "Builder",
        target: str,
        node: "pending_xref",
        contnode: "Element",
    ) -> list[tuple[str, nodes.reference]]:
        """Link ``{any}`webhooks` `` to the card of a check."""
        found = self.resolve_xref(env, fromdocname, builder, "check", target, node, contnode)
        return [("guide:check", found)] if found else []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield every check on a page, for the search and the inventory."""
        for id_, places in self.shown.items():
            # The name differs from the anchor. Otherwise, Sphinx's search makes the anchor of the displayed name.
            name = f"{known_checks()[id_].title} ({id_})"
            yield name, name, "check", places[0][0], id_, 1

    def check_consistency(self) -> None:
        """Warn about a check on no page, on the wrong page, or shown twice, and about a step without a check."""
        for check in known_checks().values():
            places = self.shown.get(check.id, [])
            if not places:
                _warn(f"no page shows the check {check.id!r}; its page is {check.step.value}", f"{check.file}:1")
            for _, place in places[1:]:
                _warn(f"the check {check.id!r} is shown twice", place)
            for page, place in places:
                if page != check.step.value:
                    _warn(f"the check {check.id!r} belongs on the page {check.step.value}", place)
        explained = {page for places in self.shown.values() for page, _ in places} | set(self.reasons)
        for step in Step:
            if step.value not in self.env.found_docs:
                _warn(f"the step {step.value!r} has no page", f"{self.env.srcdir}:1")
            elif step.value not in explained:
                _warn("this step shows no check and does not say why: write {nothing-to-check}", step.value)
        self._check_solutions()

    def _check_solutions(self) -> None:
        """Warn about a check whose reports link to a section that doesn't exist."""
        for id_ in known_checks():
            section = FOR_CHECK.get(id_)
            if section and section.anchor not in self.anchors.get(section.page, ()):
                _warn(f"the solution of {id_!r} isn't on this page: {section.heading}", section.page)


def warn(text: str, subtype: str, location: "str | nodes.Node") -> None:
    """Log a warning of the type ``guide``, which fails a build with ``-W``."""
    logger.warning(text, type="guide", subtype=subtype, location=location)


def _warn(text: str, location: str) -> None:
    warn(text, "consistency", location)


def guide_domain(env: "BuildEnvironment") -> GuideDomain:
    """Return the domain of this build."""
    return cast("GuideDomain", env.get_domain(GuideDomain.name))


def setup(app: "Sphinx") -> None:
    """Register the domain, and its role under the short name."""
    app.add_domain(GuideDomain)
    app.add_role("check", CheckRole(warn_dangling=True))
