from checks.sphinxext.page import tell


class Sphinx:
    """As much of Sphinx as a page asks for."""

    class env:  # noqa: N801 - its name there
        metadata = {"create-consumer": {"reviewed": "2026-11-04"}}  # noqa: RUF012 - never changed


def told(page: str) -> dict[str, object]:
    context: dict[str, object] = {}
    tell(Sphinx(), page, "page.html", context, None)  # type: ignore[arg-type] # two attributes of it are enough
    return context


def test_a_step_knows_its_number_among_all() -> None:
    assert (told("create-consumer")["step"], told("create-consumer")["steps"]) == (2, 4)


def test_what_comes_before_and_after_the_steps_has_no_number() -> None:
    assert [told(page)["step"] for page in ("before-you-begin", "finish", "index")] == [None, None, None]


def test_the_day_of_the_review_is_written_out() -> None:
    assert told("create-consumer")["reviewed"] == "4 November 2026"


def test_a_page_that_nobody_reviewed_says_nothing() -> None:
    assert "reviewed" not in told("index")
