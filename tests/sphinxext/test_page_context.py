from docutils import nodes
from docutils.utils import new_document

from checks.sphinxext.page_context import add_context


class Sphinx:
    """The parts of Sphinx's application that the extension uses."""

    class env:  # noqa: N801 - the name in Sphinx
        metadata = {"create-consumer": {"reviewed": "2026-11-04"}}  # noqa: RUF012 - never changed


def context_of(page: str, document: nodes.document | None = None, **context: object) -> dict[str, object]:
    add_context(Sphinx(), page, "page.html", context, document)  # type: ignore[arg-type] # two attributes suffice
    return context


def test_step_has_a_number_and_a_total() -> None:
    assert (context_of("create-consumer")["step"], context_of("create-consumer")["steps"]) == (2, 4)


def test_other_pages_have_no_step_number() -> None:
    assert [context_of(page)["step"] for page in ("prerequisites", "create-workspace", "index")] == [None, None, None]


def test_review_date_is_formatted() -> None:
    assert context_of("create-consumer")["reviewed"] == "4 November 2026"


def test_page_without_a_review_has_no_date() -> None:
    assert "reviewed" not in context_of("index")


def test_link_preview_uses_the_page_description() -> None:
    document = new_document("page")
    document += [nodes.meta(name="keywords", content="a, b"), nodes.meta(name="description", content="What it is.")]
    kept = {"reviewed": "2026-11-04"}
    assert context_of("index", document, meta=kept)["meta"] == kept | {"og:description": "What it is."}
    assert kept == {"reviewed": "2026-11-04"}, "Sphinx's metadata of the page must not change"


def test_page_without_a_description_has_no_meta() -> None:
    assert "meta" not in context_of("index", new_document("page"))
