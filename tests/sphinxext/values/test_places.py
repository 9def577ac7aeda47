import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.sphinxext.values.fields import Field
from checks.sphinxext.values.places import parts, undeclared

CONF = """
extensions = ["checks.sphinxext.values"]
suppress_warnings = ["config.cache"]
values_left_to_reader = ["<YOUR SECRET>"]
values_fields = {
    "organization": {
        "label": "Organization",
        "placeholder": "<YOUR ORGANIZATION>",
        "pattern": "[a-z]+",
        "example": "acme",
        "help": "Its name.",
    }
}
"""
FIELDS = tuple(
    Field(key=key, label=key, placeholder=f"<YOUR {key.upper()}>", pattern=".+", example="x", help="Help.")
    for key in ("organization", "workspace")
)


@pytest.fixture
def page(build, tmp_path):
    """Build one page of reStructuredText, or of Markdown, and return what was warned and what was written."""

    def made(text, builder="html", suffix=".rst"):
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        markdown = "extensions.append('myst_parser')\n" if suffix == ".md" else ""
        (source / "conf.py").write_text(CONF + markdown)
        title = "# Title\n\n" if suffix == ".md" else "Title\n=====\n\n"
        (source / f"index{suffix}").write_text(title + text)
        warned = build(source, tmp_path / builder, builder)
        written = {"html": "index.html", "text": "index.txt", "latex": "projectnamenotset.tex", "epub": "index.xhtml"}
        return warned, (tmp_path / builder / written[builder]).read_text()

    return made


@given(st.lists(st.sampled_from(["<YOUR ORGANIZATION>", "<YOUR WORKSPACE>", "<YOUR", ">", "x", " "])).map("".join))
def test_parts_put_together_are_the_text(text):
    split = list(parts(text, FIELDS))
    assert "".join(part.placeholder if isinstance(part, Field) else part for part in split) == text
    assert sum(isinstance(part, Field) for part in split) == text.count("<YOUR ORGANIZATION>") + text.count(
        "<YOUR WORKSPACE>"
    )


def test_undeclared_is_what_begins_like_a_placeholder_and_is_none():
    text = "<YOUR ORGANIZATION> <YOUR ORGANISATION> <YOUR SECRET> <your x> <OTHER THING> <YOURS>"
    assert undeclared(text, FIELDS, ["<YOUR SECRET>"]) == ["<YOUR ORGANISATION>", "<YOURS>"]


def test_without_fields_nothing_is_undeclared():
    assert undeclared("<YOUR ORGANIZATION>", (), []) == []
    assert list(parts("<YOUR ORGANIZATION>", ())) == ["<YOUR ORGANIZATION>"]


def test_an_unknown_value_is_a_warning_that_names_those_there_are(page):
    warned, _ = page("See :value:`organisation`.")
    assert "index.rst:4: WARNING: There is no value 'organisation'. values_fields declares: organization." in warned


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
    warned, written = page("``<YOUR SECRET>``")
    assert warned == ""
    assert "YOUR" in written


def test_a_placeholder_that_markdown_takes_for_markup_is_a_warning(page):
    pytest.importorskip("myst_parser")
    warned, _ = page("Open <YOUR ORGANIZATION> now.", "html", ".md")
    assert (
        "In prose <YOUR ORGANIZATION> is read as an HTML tag and vanishes. Write the role value with organization."
        in warned
    )


@pytest.mark.parametrize("target", ["javascript:alert(1)", "no link", "text </relative>"])
def test_a_value_link_leads_to_a_web_address_or_is_a_warning(page, target):
    warned, written = page(f":value-link:`{target}`")
    assert "A value-link is written `text <https://address>`" in warned
    assert "data-href" not in written


def test_plain_prose_in_restructuredtext_may_hold_a_placeholder(page):
    _, written = page("Open <YOUR ORGANIZATION> now, *<YOUR ORGANIZATION>*.")
    assert written.count('data-value="organization"') == 2


def test_a_title_holds_a_value_and_the_head_of_the_page_its_placeholder(page):
    _, written = page(":value:`organization`\n---------------------\n\nText")
    assert '<h2><span class="value"' in written


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_builders_show_the_placeholder_and_the_address(page, builder):
    warned, written = page(
        ".. your-values::\n\n:value:`organization` and :value-link:`a link <https://x.test/<YOUR ORGANIZATION>>`",
        builder,
    )
    plain = (
        written.replace("\\textless{}", "<").replace("\\textgreater{}", ">").replace("&lt;", "<").replace("&gt;", ">")
    )
    assert "<YOUR ORGANIZATION>" in plain
    assert "your-values-form" not in written
    assert "There is no" not in warned
    if builder != "epub":
        assert "(https://x.test/<YOUR" in plain.replace("\\sphinxhyphen{}", "-")
