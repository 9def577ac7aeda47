import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from checks.monitors import issue
from checks.monitors.issue import Point, Report, Section


def shown(markdown):
    """Return the visible text of the first line of rendered Markdown, and the types of its elements."""
    inline = next(token for token in MarkdownIt().parse(markdown) if token.type == "inline")
    return "".join(child.content for child in inline.children), {child.type for child in inline.children}


def report(*sections):
    return Report("links", "Links", "Looked at.", sections, "That is all.")


def test_report_starts_with_the_most_urgent_section():
    found = report(
        Section("Broken", "Mend it.", [Point("a", "one", ["more"]), Point("b", "_two_")]), Section("No", "", [])
    )
    assert found.markdown == (
        "<!-- freshness: links -->\n# Links\n\nLooked at.\n\n## Broken\n\nMend it.\n\n- `a`: one\n  - more\n"
        "- `b`: \\_two\\_\n\nThat is all.\n"
    )
    assert found.terminal == "Broken: Mend it.\n- a: one\n    more\n- b: _two_\n\nLooked at.\nThat is all."


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=9))
def test_truncated_issue_keeps_urgent_items_and_counts_the_rest(lengths):
    points = [Point(str(number), "x" * length) for number, length in enumerate(lengths)]
    text = report(Section("Broken", "Mend it.", points[:1]), Section("Others", "Nothing.", points[1:])).markdown
    kept = sum(line.startswith("- ") for line in text.splitlines())
    assert len(text) <= issue.LONGEST
    assert text.endswith("\n\nThat is all.\n")
    assert (f"no room for {len(points) - kept} more." in text) is (kept < len(points))
    assert [f"`{point.subject}`: {point.text}\n" in text for point in points] == [
        number < kept for number in range(len(points))
    ]


@pytest.mark.parametrize("words", ["<b>x</b>", "[x](https://y)", "![x](y)", "**x**", "a_b_c", "# x", "`x`", "a & b"])
def test_external_text_is_escaped(words):
    assert shown(f"It says {issue.safe(words)}") == (f"It says {words}", {"text"})


def test_urls_are_links_but_not_as_part_of_markup():
    assert issue.safe("at https://vendor.com/a_b?c=d#e f") == "at <https://vendor.com/a_b?c=d#e> f"
    assert shown(issue.safe("<https://x>y")) == ("<https://x>y", {"text"})


def test_mentions_are_escaped():
    assert "@" not in issue.safe("@somebody")


@given(st.text(alphabet="`ab ", min_size=1).filter(lambda text: text.strip()))
def test_inline_code_is_preserved(words):
    inline = next(token for token in MarkdownIt().parse(f"x {issue.code(words)}") if token.type == "inline")
    assert [child.content.strip() for child in inline.children if child.type == "code_inline"] == [
        " ".join(words.split())
    ]
