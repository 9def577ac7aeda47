"""Read the pages of the guide with Sphinx, and extract their steps."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from checks.monitors.robot.step import GuideLocation, Part, PicturePlacement, ProcedureStep
from checks.sphinxext.picture import picture
from checks.sphinxext.roles import manual
from checks.sphinxext.values.places import value

PAGES = (
    *("add-vcs-provider", "create-consumer", "connect-and-authorize", "scope-and-ssh-key", "create-workspace"),
    "verify",
)
"""The pages with steps that the sandbox has screens for, in order."""


class GuideError(LookupError):
    """A page refers to a section or a step that does not exist. The message contains the location."""


def read(docs: Path, pages: Sequence[str] = PAGES) -> list[ProcedureStep | PicturePlacement]:
    """Return the steps and the picture placements of `pages`.

    Args:
        docs: The folder of the pages; ``conf.py`` is in its parent folder.
        pages: Their names.
    """
    # Sphinx registers its roles and directives in docutils for the whole process: here, only for these pages.
    with TemporaryDirectory(prefix="guide-") as folder, patch_docutils(), docutils_namespace():
        app = Sphinx(
            str(docs), str(docs.parent), f"{folder}/out", f"{folder}/doctrees", "dummy", status=None, warning=None
        )
        app.env.find_files(app.config, app.builder)
        found: list[ProcedureStep | PicturePlacement] = []
        for page in pages:
            app.builder.read_doc(page)
            found += parse_page(app.env.get_doctree(page), page)
        return found


def parse_page(document: nodes.document, page: str) -> list[ProcedureStep | PicturePlacement]:
    """Return the steps and picture placements of a page, in order.

    Raises:
        GuideError: A picture depicts a step that does not exist.
    """
    ahead = [one for one in document.findall(nodes.Element) if _is_relevant(one)]
    steps: dict[int, ProcedureStep] = {}
    for number, node in enumerate(ahead):
        if isinstance(node, nodes.list_item):
            steps[number] = _step(node.children[0], _place(node, page), _number(node), _block(node))
        elif isinstance(node, nodes.paragraph):
            steps[number] = _step(node, _place(node, page))
    return [steps.get(number) or _picture(node, _place(node, page), number, steps) for number, node in enumerate(ahead)]


def _is_relevant(node: nodes.Element) -> bool:
    if isinstance(node, nodes.paragraph):
        begins_item = isinstance(node.parent, nodes.list_item) and node.parent.index(node) == 0
        return bool(_action(node)) and not begins_item
    return isinstance(node, picture) or (
        isinstance(node, nodes.list_item) and isinstance(node.parent, nodes.enumerated_list)
    )


def _action(paragraph: nodes.Node) -> str:
    """Return the action of the paragraph's `manual` mark; empty without one."""
    marks = [child["action"] for child in paragraph.children if isinstance(child, manual)]
    return str(marks[0]) if marks else ""


def _place(node: nodes.Element, page: str) -> GuideLocation:
    tabs: dict[str, str] = {}
    section, above = "", node.parent
    while isinstance(above, nodes.Element):
        if "sd-tab-item" in above.get("classes", ()):
            labels = [child for child in above.findall(nodes.rubric) if "sync_group" in child]
            tabs |= {label["sync_group"]: label["sync_id"] for label in labels if label.parent is above}
        if isinstance(above, nodes.section) and not section:
            section = above["ids"][0]
        above = above.parent
    line = (node.children[0] if isinstance(node, nodes.list_item) else node).line or 0
    return GuideLocation(page=page, line=line, section=section, tabs=tabs)


def _number(item: nodes.list_item) -> int:
    return int(item.parent.get("start", 1)) + int(item.parent.index(item))


def _block(item: nodes.list_item) -> str:
    return "\n".join(child.astext() for child in item.children if isinstance(child, nodes.literal_block))


def _step(paragraph: nodes.Node, place: GuideLocation, number: int = 0, block: str = "") -> ProcedureStep:
    parts = tuple(_parts(paragraph))
    return ProcedureStep(**vars(place), number=number, parts=parts, block=block, manual=_action(paragraph))


def _parts(paragraph: nodes.Node) -> Iterator[Part]:
    ahead = list(paragraph.children)
    for here, following in zip(ahead, [*ahead[1:], None], strict=True):
        if _is_doubt(here) or isinstance(here, manual):
            continue
        yield _part(here, doubtful=_is_doubt(following))


def _part(node: nodes.Node, *, doubtful: bool) -> Part:
    if isinstance(node, nodes.Element):
        classes = node.get("classes", ())
        if "guilabel" in classes:
            return Part("label", plain(node.astext()), (node["fact"],), doubtful)
        if "menuselection" in classes:
            labels = [child for child in node.children if isinstance(child, nodes.inline) and "fact" in child]
            names = tuple(child["fact"] for child in labels)
            return Part("menu", "\n".join(plain(child.astext()) for child in labels), names)
        if isinstance(node, value):
            return Part("value", node.astext())
        if address := node.get("refuri") or node.get("address"):  # an internal link has neither
            return Part("link", node.astext(), address=address)
        if isinstance(node, nodes.literal):
            return Part("literal", node.astext())
    return Part("words", plain(node.astext()))


def plain(text: str) -> str:
    """Return `text` on one line, with straight apostrophes as on the screens."""
    return text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\n", " ")


def _is_doubt(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.Element) and "unconfirmed" in node.get("classes", ())


def _picture(
    node: nodes.Element, place: GuideLocation, here: int, around: Mapping[int, ProcedureStep]
) -> PicturePlacement:
    """Find the depicted steps, in the same section and compatible tabs: the last before the picture, or the next.

    Raises:
        GuideError: No step has this number.
    """
    steps = []
    for number in node["steps"]:
        fitting = {
            at: one
            for at, one in around.items()
            if one.number == number and one.section == place.section and compatible(one.tabs, place.tabs)
        }
        if not fitting:
            raise GuideError(f"{place}: The picture {node['name']!r} depicts step {number}, which does not exist.")
        before = [at for at in fitting if at < here]
        steps.append(fitting[max(before) if before else min(fitting)])
    return PicturePlacement(
        **vars(place),
        name=node["name"],
        alt=node["alt"],
        show=node["show"],
        steps=tuple(steps),
        caption=node["caption"],
    )


def compatible(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether both sets of tabs can be open together: no group has two different selections."""
    return all(other.get(group, choice) == choice for group, choice in one.items())
