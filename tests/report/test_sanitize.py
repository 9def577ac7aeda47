"""What others wrote can neither steer a terminal nor deceive an eye."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from checks.report.sanitize import sanitize, wrapped

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
def test_whatever_cannot_be_printed_becomes_its_escape(text, shown):
    assert sanitize(text) == shown


@given(st.text(st.characters()))
def test_nothing_harmful_is_left(text):
    assert not HARMFUL & {unicodedata.category(character) for character in sanitize(text)}


@given(st.text())
def test_to_make_harmless_twice_changes_nothing_more(text):
    assert sanitize(sanitize(text)) == sanitize(text)


@given(st.lists(st.text("ab日本", min_size=1, max_size=9), max_size=20).map(" ".join))
def test_no_line_is_wider_than_asked_whatever_its_letters(text):
    lines = wrapped(text, 24, "  ", "    ")
    assert all(wcswidth(line) <= 24 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_long_word_is_not_broken_so_that_an_address_can_be_copied():
    address = "https://example.com/a-long-path/that-does-not-fit"
    assert wrapped(f"see {address}", 20) == ["see", address]
