"""Text from other sources can't control the terminal or mislead the reader."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import ljust, wcswidth, wrap

from checks.report.sanitize import columns, padded, sanitize, wrapped

HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("as it is", "as it is"),
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u200bb", r"a\u200bb"),
        ("\ud800", r"\ud800"),
        ("日本 é", "日本 é"),
        ("", ""),
    ],
)
def test_escapes_unprintable_characters(text, shown):
    assert sanitize(text) == shown


@given(st.text(st.characters()))
def test_leaves_no_harmful_characters(text):
    assert not HARMFUL & {unicodedata.category(character) for character in sanitize(text)}


@given(st.text())
def test_sanitizing_twice_has_no_further_effect(text):
    assert sanitize(sanitize(text)) == sanitize(text)


@given(st.lists(st.text("ab日本", min_size=1, max_size=9), max_size=20).map(" ".join))
def test_no_line_exceeds_the_width_for_any_characters(text):
    lines = wrapped(text, 24, "  ", "    ")
    assert all(wcswidth(line) <= 24 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.lists(st.text("ab-./日é", min_size=1, max_size=9), max_size=20).map(" ".join), st.integers(1, 40))
def test_wraps_ascii_like_all_other_text(text, width):
    options = {"break_long_words": False, "break_on_hyphens": False}
    assert wrapped(text, width, "  ", "    ") == wrap(
        text, width, initial_indent="  ", subsequent_indent="    ", **options
    )


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])).map(sanitize))
def test_pads_text_to_its_width_in_the_terminal(text):
    assert columns(text) == wcswidth(text)
    assert padded(text, 30) == ljust(text, 30)


def test_does_not_break_a_long_url():
    url = "https://example.com/a-long-path/that-does-not-fit"
    assert wrapped(f"see {url}", 20) == ["see", url]
