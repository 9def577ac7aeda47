import pytest

from checks.sphinxext.values.fields import Field
from checks.sphinxext.values.undeclared import undeclared

FIELDS = tuple(
    Field(key=key, label=key, placeholder=f"<YOUR {key.upper()}>", pattern=".+", example="x", help="Help.")
    for key in ("organization", "workspace")
)


def test_undeclared_is_what_begins_like_a_placeholder_and_is_none():
    text = "<YOUR ORGANIZATION> <YOUR ORGANISATION> <YOUR SECRET> <your x> <OTHER THING> <YOURS>"
    assert undeclared(text, FIELDS, ["<YOUR SECRET>"]) == ["<YOUR ORGANISATION>", "<YOURS>"]


def test_without_fields_nothing_is_undeclared():
    assert undeclared("<YOUR ORGANIZATION>", (), []) == []


@pytest.mark.parametrize(
    "text",
    [
        "``<YOUR ORGANISATION>``",
        ".. code-block:: bash\n\n   echo <YOUR ORGANISATION>",
        ":value-link:`x <https://x/<YOUR ORG>>`",
    ],
)
def test_an_undeclared_placeholder_is_a_warning_wherever_it_stands(page, text):
    warned, _ = page(text)
    assert "WARNING: No field has the placeholder <YOUR ORG" in warned


def test_what_is_left_to_the_reader_is_not(page):
    warned, markdown_table = page("``<YOUR SECRET>``")
    assert warned == ""
    assert "YOUR" in markdown_table


def test_a_placeholder_that_markdown_takes_for_markup_is_a_warning(page):
    pytest.importorskip("myst_parser")
    warned, _ = page("Open <YOUR ORGANIZATION> now.", "html", ".md")
    assert (
        "In prose, <YOUR ORGANIZATION> is parsed as an HTML tag and disappears. Use the role value with organization."
        in warned
    )
