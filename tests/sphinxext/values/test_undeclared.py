import pytest

from checks.sphinxext.values.fields import Field
from checks.sphinxext.values.undeclared import undeclared

FIELDS = tuple(
    Field(key=key, label=key, placeholder=f"<YOUR {key.upper()}>", pattern=".+", example="x", help="Help.")
    for key in ("organization", "workspace")
)


def test_finds_undeclared_placeholders():
    text = "<YOUR ORGANIZATION> <YOUR ORGANISATION> <YOUR SECRET> <your x> <OTHER THING> <YOURS>"
    assert undeclared(text, FIELDS, ["<YOUR SECRET>"]) == ["<YOUR ORGANISATION>", "<YOURS>"]


def test_finds_no_undeclared_placeholders_without_fields():
    assert undeclared("<YOUR ORGANIZATION>", (), []) == []


@pytest.mark.parametrize(
    "text",
    [
        "``<YOUR ORGANISATION>``",
        ".. code-block:: bash\n\n   echo <YOUR ORGANISATION>",
        ":value-link:`x <https://x/<YOUR ORG>>`",
    ],
)
def test_warns_about_an_undeclared_placeholder_in_any_context(page, text):
    warned, _ = page(text)
    assert "WARNING: No field has the placeholder <YOUR ORG" in warned


def test_ignores_placeholders_left_to_the_reader(page):
    warned, output = page("``<YOUR SECRET>``")
    assert warned == ""
    assert "YOUR" in output


def test_warns_about_a_placeholder_that_markdown_parses_as_html(page):
    pytest.importorskip("myst_parser")
    warned, _ = page("Open <YOUR ORGANIZATION> now.", "html", ".md")
    assert (
        "In prose, <YOUR ORGANIZATION> is parsed as an HTML tag and disappears. Use the role value with organization."
        in warned
    )
