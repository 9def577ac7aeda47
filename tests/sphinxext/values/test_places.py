import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.sphinxext.values.fields import Field
from checks.sphinxext.values.places import parts

FIELDS = tuple(
    Field(key=key, label=key, placeholder=f"<YOUR {key.upper()}>", pattern=".+", example="x", help="Help.")
    for key in ("organization", "workspace")
)


def test_text_without_fields_is_one_part():
    assert list(parts("<YOUR ORGANIZATION>", ())) == ["<YOUR ORGANIZATION>"]


@given(st.lists(st.sampled_from(["<YOUR ORGANIZATION>", "<YOUR WORKSPACE>", "<YOUR", ">", "x", " "])).map("".join))
def test_joined_parts_are_the_text(text):
    split = list(parts(text, FIELDS))
    assert "".join(part.placeholder if isinstance(part, Field) else part for part in split) == text
    assert sum(isinstance(part, Field) for part in split) == text.count("<YOUR ORGANIZATION>") + text.count(
        "<YOUR WORKSPACE>"
    )


def test_warning_about_an_unknown_value_lists_all_values(page):
    warned, _ = page("See :value:`organisation`.")
    assert "index.rst:4: WARNING: There is no value 'organisation'. values_fields declares: organization." in warned


@pytest.mark.parametrize("target", ["javascript:alert(1)", "no link", "text </relative>"])
def test_warns_about_an_invalid_value_link(page, target):
    warned, output = page(f":value-link:`{target}`")
    assert "A value-link is written `text <https://address>`" in warned
    assert "data-href" not in output


def test_placeholders_work_in_restructuredtext_prose(page):
    _, output = page("Open <YOUR ORGANIZATION> now, *<YOUR ORGANIZATION>*.")
    assert output.count('data-value="organization"') == 2


def test_headings_can_contain_values(page):
    _, output = page(":value:`organization`\n---------------------\n\nText")
    assert '<h2><span class="value"' in output


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_builders_show_the_placeholder_and_the_url(page, builder):
    warned, output = page(
        ".. your-values::\n\n:value:`organization` and :value-link:`a link <https://x.test/<YOUR ORGANIZATION>>`",
        builder,
    )
    plain = (
        output.replace("\\textless{}", "<").replace("\\textgreater{}", ">").replace("&lt;", "<").replace("&gt;", ">")
    )
    assert "<YOUR ORGANIZATION>" in plain
    assert "your-values-form" not in output
    assert "There is no" not in warned
    if builder != "epub":
        assert "(https://x.test/<YOUR" in plain.replace("\\sphinxhyphen{}", "-")
