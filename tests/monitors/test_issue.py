import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from checks.monitors import issue
from checks.monitors.issue import Section


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


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=9))
def test_what_does_not_fit_is_counted_and_the_pressing_stays(lengths):
    points = [f"{number} {'x' * length}" for number, length in enumerate(lengths)]
    sections = [Section("Broken", "Mend it.", points[:1]), Section("Others", "Nothing.", points[1:])]
    text = issue.text("links", "Links", "Looked at.", sections, "That is all.")
    told = sum(line.startswith("- ") for line in text.splitlines())
    assert len(text) <= issue.LONGEST
    assert text.endswith("\n\nThat is all.\n")
    assert points[0] in text
    assert (f"no room for {len(points) - told} more." in text) is (told < len(points))
    assert [point for point in points if point in text] == points[:told]


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
