import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.sphinxext.values.fields import Field
from checks.sphinxext.values.places import parts

FIELDS = tuple(
    Field(key=key, label=key, placeholder=f"<YOUR {key.upper()}>", pattern=".+", example="x", help="Help.")
    for key in ("organization", "workspace")
)


def test_without_fields_a_text_is_one_part():
    assert list(parts("<YOUR ORGANIZATION>", ())) == ["<YOUR ORGANIZATION>"]


@given(st.lists(st.sampled_from(["<YOUR ORGANIZATION>", "<YOUR WORKSPACE>", "<YOUR", ">", "x", " "])).map("".join))
def test_parts_put_together_are_the_text(text):
    split = list(parts(text, FIELDS))
    assert "".join(part.placeholder if isinstance(part, Field) else part for part in split) == text
    assert sum(isinstance(part, Field) for part in split) == text.count("<YOUR ORGANIZATION>") + text.count(
        "<YOUR WORKSPACE>"
    )


def test_an_unknown_value_is_a_warning_that_names_those_there_are(page):
    warned, _ = page("See :value:`organisation`.")
    assert "index.rst:4: WARNING: There is no value 'organisation'. values_fields declares: organization." in warned


@pytest.mark.parametrize("target", ["javascript:alert(1)", "no link", "text </relative>"])
def test_a_value_link_leads_to_a_web_address_or_is_a_warning(page, target):
    warned, markdown_table = page(f":value-link:`{target}`")
    assert "A value-link is written `text <https://address>`" in warned
    assert "data-href" not in markdown_table


def test_plain_prose_in_restructuredtext_may_hold_a_placeholder(page):
    _, markdown_table = page("Open <YOUR ORGANIZATION> now, *<YOUR ORGANIZATION>*.")
    assert markdown_table.count('data-value="organization"') == 2


def test_a_title_holds_a_value_and_the_head_of_the_page_its_placeholder(page):
    _, markdown_table = page(":value:`organization`\n---------------------\n\nText")
    assert '<h2><span class="value"' in markdown_table


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_builders_show_the_placeholder_and_the_address(page, builder):
    warned, markdown_table = page(
        ".. your-values::\n\n:value:`organization` and :value-link:`a link <https://x.test/<YOUR ORGANIZATION>>`",
        builder,
    )
    plain = (
        markdown_table.replace("\\textless{}", "<")
        .replace("\\textgreater{}", ">")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
    )
    assert "<YOUR ORGANIZATION>" in plain
    assert "your-values-form" not in markdown_table
    assert "There is no" not in warned
    if builder != "epub":
        assert "(https://x.test/<YOUR" in plain.replace("\\sphinxhyphen{}", "-")
