import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from checks.freshness import issue
from checks.freshness.issue import Section


def shown(markdown):
    """Return what a reader of the rendered Markdown sees of its first line of text."""
    inline = next(token for token in MarkdownIt().parse(markdown) if token.type == "inline")
    return "".join(child.content for child in inline.children), {child.type for child in inline.children}


def test_the_issue_is_found_by_its_first_line_and_begins_with_the_pressing():
    sections = [Section("Broken", "Mend it.", ["one", "two"]), Section("Quiet", "Nothing.", [])]
    text = issue.text("links", "Links", "Looked at.", sections, "That is all.")
    assert text == (
        "<!-- freshness: links -->\n# Links\n\nLooked at.\n\n## Broken\n\nMend it.\n\n- one\n- two\n\nThat is all.\n"
    )


@pytest.mark.parametrize("words", ["<b>x</b>", "[x](https://y)", "![x](y)", "**x**", "a_b_c", "# x", "`x`", "a & b"])
def test_words_of_others_are_no_markup(words):
    assert shown(f"It says {issue.safe(words)}") == (f"It says {words}", {"text"})


def test_nobody_is_called():
    assert "@" not in issue.safe("@somebody")


@given(st.text(alphabet="`ab ", min_size=1).filter(lambda text: text.strip()))
def test_code_stays_code(words):
    inline = next(token for token in MarkdownIt().parse(f"x {issue.code(words)}") if token.type == "inline")
    assert [child.content.strip() for child in inline.children if child.type == "code_inline"] == [
        " ".join(words.split())
    ]
