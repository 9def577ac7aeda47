import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.highlighting import PygmentsBridge

from checks.sphinxext.values.fields import Field
from checks.sphinxext.values.highlight import ValueHighlighter

FIELDS = tuple(
    Field(key=key, label=key, placeholder=f"<YOUR {key.upper()}>", pattern=".+", example="x", help="Help.")
    for key in ("organization", "workspace", "key")
)
HIGHLIGHTER = ValueHighlighter(PygmentsBridge("html"), FIELDS)
LANGUAGES = ["bash", "console", "powershell", "hcl", "json", "yaml", "text", "python", "ini", "http"]


def shown(source, language, **options):
    return HIGHLIGHTER.highlight_block(source, language, force=True, **options)


def text_of(markup):
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def quotes(source, language):
    return re.findall(r'data-quote="([a-z-]+)"', shown(source, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholder_becomes_one_value_element_in_every_language(language):
    markup = shown("a <YOUR ORGANIZATION> b", language)
    assert markup.count('data-value="organization"') == 1
    assert "&lt;YOUR ORGANIZATION&gt;</span>" in markup


@given(
    st.lists(
        st.sampled_from(["<YOUR ORGANIZATION>", "<YOUR KEY>", "a", " ", "\n", '"', "'", "<", "=", "#", "$", "-", "\\"])
    ),
    st.sampled_from(LANGUAGES),
)
def test_highlighting_keeps_the_text(pieces, language):
    source = f"x{''.join(pieces)}x"
    assert text_of(shown(source, language)).rstrip("\n") == source
    assert shown(source, language).count("data-value=") == source.count("<YOUR ")


def test_numbered_lines_keep_their_value_elements():
    markup = shown("a <YOUR ORGANIZATION>\nb <YOUR WORKSPACE>", "bash", linenos="table", hl_lines=[2])
    assert re.findall(r'data-value="(\w+)"', markup) == ["organization", "workspace"]


def test_code_without_placeholders_is_highlighted_as_by_sphinx():
    source = "terraform init -input=false"
    assert shown(source, "bash") == PygmentsBridge("html").highlight_block(source, "bash", force=True)


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("bash", "ssh -i <YOUR KEY> x", ["sh"]),
        ("bash", "A=<YOUR KEY>", ["sh"]),
        ("bash", 'echo "a <YOUR KEY> $b <YOUR KEY>"', ["sh-double", "sh-double"]),
        ("bash", 'echo "$(cat <YOUR KEY>) <YOUR KEY>"', ["sh", "sh-double"]),
        ("sh", "echo 'it <YOUR KEY>'", ["sh-single"]),
        ("bash", "cat <<EOF\n<YOUR KEY>\nEOF", ["sh-here"]),
        ("bash", "cat <<'EOF'\n<YOUR KEY>\nEOF", ["plain"]),
        ("bash", "true # <YOUR KEY>", ["plain"]),
        ("console", '$ ssh <YOUR KEY> "<YOUR KEY>"\n<YOUR KEY>', ["sh", "sh-double", "plain"]),
        ("powershell", "ssh <YOUR KEY> \"<YOUR KEY>\" '<YOUR KEY>'", ["ps", "ps-double", "ps-single"]),
        ("hcl", 'a = "<YOUR KEY>" # <YOUR KEY>', ["hcl", "plain"]),
        ("terraform", 'a = "<YOUR KEY>"', ["hcl"]),
        ("json", '{"a": "<YOUR KEY>"}', ["json"]),
        ("toml", 'a = "<YOUR KEY>"', ["json"]),
        ("text", '"<YOUR KEY>"', ["plain"]),
    ],
)
def test_value_element_has_the_quoting_of_its_context(language, source, expected):
    assert quotes(source, language) == expected


def test_themes_can_access_the_highlighting_style():
    assert HIGHLIGHTER.formatter_args == PygmentsBridge("html").formatter_args
    assert HIGHLIGHTER.get_stylesheet() == PygmentsBridge("html").get_stylesheet()
