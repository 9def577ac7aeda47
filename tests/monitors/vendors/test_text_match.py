import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.monitors.vendors import text_match
from checks.monitors.vendors.sources import TextFormat


def found(source, form, wanted):
    text = " ".join(text_match.normalize(line) for line in text_match.lines(source, form))
    return text_match.contains(text, text_match.normalize(wanted))


@pytest.mark.parametrize(
    "source",
    [
        "Click **Add key**.",
        "Click [Add key](/docs/key).",
        "Click [**Add key**](/docs/key).",
        "Click `Add key`.",
        "Click <Button>Add key</Button>.",
        "Click Add\nkey.",
        "Click Add&nbsp;key.",
        "| Field | *Add key* |",
        "Click _Add key_.",
        "Click _Add_ __key__.",
        "## Add key",
        r"Click \[Add key\].",
        "<Note>\nClick **Add key**.\n</Note>",
        "<Tab heading='Form'>\n\n    1. Click **Add key**.\n\n</Tab>",
        "To bring in keys,\nimport them with **Add key**.",
    ],
)
def test_finds_words_in_markdown(source):
    assert found(source, TextFormat.MARKDOWN, "Add key")


@pytest.mark.parametrize(
    "source",
    [
        "<!-- Add key -->",
        "{/* Add key */}",
        "import x from 'Add key'",
        "![Add key](key.png)",
        "[key](</Add key>)",
        "---\ntitle: Add key\n---\n\nText.",
        "Text.\n\nexport const label = {\n  text: 'Add key',\n}\n\nText.",
        "Add a key",
    ],
)
def test_ignores_invisible_markdown(source):
    assert not found(source, TextFormat.MARKDOWN, "Add key")


@pytest.mark.parametrize("name", ["oauth_token_id", "__init__", "/vcs/<uuid>/callback", "-m key_format", "2 * 3 * 4"])
def test_keeps_names_in_code(name):
    assert found(f"Use {name} here.", TextFormat.PLAIN, name)


@pytest.mark.parametrize("words", ["Save", "URL", "1,000", "429", "webhooks"])
def test_one_plain_word_is_weak_evidence(words):
    assert text_match.is_weak(words)


@pytest.mark.parametrize("words", ["SSH keys", "callback-url", "TFP-AppName", "/vcs/repo", "256 KB", "page[size]"])
def test_several_words_and_code_names_are_not_weak(words):
    assert not text_match.is_weak(words)


@pytest.mark.parametrize("source", ["**Save**", "`Save`", "## Save", "| Save | Stores it. |\n|---|---|", "__Save__"])
def test_finds_labels_in_markdown(source):
    assert text_match.labels(f"Text.\n\n{source}\n\nText.", TextFormat.MARKDOWN) & {"Save"}
    assert not text_match.labels("Save yourself {/* **Save** */} the rest.", TextFormat.MARKDOWN)


def test_finds_labels_in_asciidoc():
    assert text_match.labels(". Click *Save*, 2 * 3 * 4.", TextFormat.PLAIN) == {"Save"}


@pytest.mark.parametrize("tag", ["b", "strong", "code", "h2", "td", "button"])
def test_finds_labels_in_html(tag):
    assert text_match.labels(f"<p>Text <{tag}>Sa<i>ve</i></{tag}></p>", TextFormat.HTML) == {"Save"}
    assert text_match.labels("<p>Save yourself</p>", TextFormat.HTML) == set()


def test_reads_json_data_only_on_pages_without_text():
    data = '<script type="application/json">{"text": "Add key"}</script>'
    assert found(data, TextFormat.HTML, "Add key")
    assert not found(data + "<p>" + "Other words. " * 30, TextFormat.HTML, "Add key")


def test_keeps_underscores_in_markdown():
    assert found("Set **oauth_token_id** and `page[size]`.", TextFormat.MARKDOWN, "oauth_token_id")
    assert found("Set `page[size]`.", TextFormat.MARKDOWN, "page[size]")


def test_reads_strings_of_a_json_document():
    source = json.dumps({"paths": {"/users/{id}/keys": {"description": "It\u2019s a key"}}}).replace("/", r"\/")
    assert found(source, TextFormat.PLAIN, "/users/{id}/keys")
    assert found(source, TextFormat.PLAIN, "It's a key")


@pytest.mark.parametrize(
    ("text", "wanted", "stands"),
    [
        ("Press Save.", "Save", True),
        ("Press Saved.", "Save", False),
        ("press save.", "Save", False),
        ("-----BEGIN RSA", "-----BEGIN ", True),
        ("Permission denied (publickey).", "Permission denied (publickey).", True),
        ("a 1,000 b", "1,000", True),
        ("a 1,0000 b", "1,000", False),
    ],
)
def test_matches_only_whole_words(text, wanted, stands):
    assert text_match.contains(text_match.normalize(text), text_match.normalize(wanted)) is stands


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It\u2019s \u201cso\u201d", 'It\'s "so"'),
        ("a \u2013 b", "a - b"),
        ("a\u00a0 b\n", "a b"),
        ("\ufb01le", "file"),
        ("a\u200bb", "ab"),
    ],
)
def test_normalizes_equivalent_spellings(one, other):
    assert text_match.normalize(one) == text_match.normalize(other)


@given(st.text())
def test_normalization_is_idempotent(text):
    assert text_match.normalize(text_match.normalize(text)) == text_match.normalize(text)


@given(before=st.text(alphabet="ab .\n*<"), after=st.text(alphabet="ab .\n*<"))
def test_finds_words_at_any_position(before, after):
    assert text_match.contains(text_match.normalize(f"{before} Add VCS Provider {after}"), "Add VCS Provider")


@given(st.text())
def test_parses_any_source(source):
    for form in TextFormat:
        assert all(isinstance(line, str) for line in text_match.lines(source, form))
