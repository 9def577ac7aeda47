import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.monitors import markup


def test_only_block_elements_start_a_line():
    page = markup.read("<h1>Add <b>VCS</b> Provider</h1><ul><li>One<li>Two</ul>web<wbr>hook")
    assert page.blocks == ["Add VCS Provider", "One", "Two", "webhook"]


def test_omits_invisible_text():
    page = markup.read("<style>p {}</style><script>let token</script><p>Seen</p><template>no</template><!-- no -->")
    assert page.blocks == ["Seen"]
    assert page.scripts == 1


def test_decodes_entities():
    assert markup.read("<p>Read &amp; write&nbsp;&eacute;</p>").blocks == ["Read & write é"]


def test_separates_json_data_from_text():
    data = json.dumps({"body": "<p>Add <b>key</b></p>", "more": [{"text": "Save"}], "number": 1})
    page = markup.read(f'<script type="application/json">{data}</script>')
    assert page.blocks == []
    assert {"Add key", "Save"} <= set(page.data)


def test_anchors_are_ids_and_names():
    assert markup.read('<h2 id="one">x</h2><a name="two"></a><p class="three">').anchors == {"one", "two"}


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        (
            "<title>App</title><noscript>Please enable JavaScript.</noscript><script src=x></script>",
            True,
        ),
        (f"<p>{'Words for a reader. ' * 20}</p><script src=x></script>", False),
        ("<p>Short.</p>", False),
    ],
    ids=["an empty frame", "text and scripts", "a short page without scripts"],
)
def test_detects_pages_that_need_javascript(source, needs):
    assert markup.read(source).needs_javascript is needs


@given(st.text())
def test_parses_any_source(source):
    page = markup.read(source)
    assert all(line == " ".join(line.split()) and line for line in page.blocks)


@given(st.text(alphabet=st.characters(exclude_characters="<&", exclude_categories=["Cs", "Cc"])))
def test_keeps_text_without_markup(text):
    assert " ".join(markup.read(f"<div>{text}</div>").blocks) == " ".join(text.split())


@pytest.mark.parametrize(
    ("content", "refresh"),
    [("0; url=/new", "/new"), ("5;URL='https://vendor.example/'", "https://vendor.example/"), ("300", ""), ("", "")],
)
def test_refresh_is_the_url_that_replaces_the_page(content, refresh) -> None:
    assert markup.read(f'<meta http-equiv="Refresh" content="{content}">').refresh == refresh


def test_a_title_is_that_of_the_page():
    assert markup.read("<title>Page</title><svg><title>Icon</title></svg>").title == "Page"


def test_a_declaration_that_no_parser_knows_is_no_text():
    assert markup.read("<![x[y]]><p>Text").blocks in ([], ["Text"])
