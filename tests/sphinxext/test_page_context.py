from docutils import nodes
from docutils.utils import new_document

from checks.sphinxext.page_context import add_context


class Sphinx:
    """As much of Sphinx as a page asks for."""

    class env:  # noqa: N801 - its name there
        metadata = {"create-consumer": {"reviewed": "2026-11-04"}}  # noqa: RUF012 - never changed


def told(page: str, document: nodes.document | None = None, **context: object) -> dict[str, object]:
    add_context(Sphinx(), page, "page.html", context, document)  # type: ignore[arg-type] # two attributes suffice
    return context


def test_a_step_knows_its_number_among_all() -> None:
    assert (told("create-consumer")["step"], told("create-consumer")["steps"]) == (2, 4)


def test_what_comes_before_and_after_the_steps_has_no_number() -> None:
    assert [told(page)["step"] for page in ("prerequisites", "create-workspace", "index")] == [None, None, None]


def test_the_day_of_the_review_is_written_out() -> None:
    assert told("create-consumer")["reviewed"] == "4 November 2026"


def test_a_page_that_nobody_reviewed_says_nothing() -> None:
    assert "reviewed" not in told("index")


def test_who_shares_a_page_shows_its_own_description() -> None:
    document = new_document("page")
    document += [nodes.meta(name="keywords", content="a, b"), nodes.meta(name="description", content="What it is.")]
    kept = {"reviewed": "2026-11-04"}
    assert told("index", document, meta=kept)["meta"] == kept | {"og:description": "What it is."}
    assert kept == {"reviewed": "2026-11-04"}, "what Sphinx keeps about the page is not ours to change"


def test_a_page_without_a_description_is_left_to_describe_itself() -> None:
    assert "meta" not in told("index", new_document("page"))
