"""The wording count finds idioms and ignores vendors' texts."""

import pytest
from prose import Block, count, idioms, markdown_blocks, page_blocks, string_blocks, terminal_blocks

from checks.facts import messages

EVERY = [pytest.param(idiom, id=idiom.name) for idiom in idioms()]
PAGE = """
<html><head><title>Guide</title><meta name="description" content="{description}"></head>
<body><nav>Mend it.</nav><article>{article}</article></body></html>
"""


def page(article: str, description: str = "A page."):
    return count("page", page_blocks(PAGE.format(article=article, description=description)))


def names(counted) -> list[str]:
    return [finding.idiom.name for finding in counted.findings]


@pytest.mark.parametrize("idiom", EVERY)
def test_finds_an_idiom_in_its_examples(idiom):
    assert [sentence for sentence in idiom.hits if not idiom.spans(sentence)] == []


@pytest.mark.parametrize("idiom", EVERY)
def test_finds_no_idiom_in_ordinary_sentences(idiom):
    assert [sentence for sentence in idiom.misses if idiom.spans(sentence)] == []


def test_idiom_names_are_unique():
    assert len({idiom.name for idiom in idioms()}) == len(idioms()) > 45


@pytest.mark.parametrize(
    "sentence",
    [
        "Hold down the key while you drag the file.",
        "This holds for both editions.",
        "Take note of your organization's policies.",
        "The change takes effect after about 10 minutes.",
        "Enter the IP address of the server where the agent runs.",
        "Ask your administrator if you don't know which host to use.",
        "The consumer allows the client credentials grant.",
        "The user who grants access needs the Admin permission.",
        "Select the Refresh token checkbox, and leave the other fields blank.",
        "The callback URL looks like this.",
        "24 passed, 1 failed, 1 not applicable",
        "Set up to four credentials in the environment.",
        "If the check fails, the report shows the most likely cause and how to fix it.",
    ],
)
def test_ordinary_english_has_no_findings(sentence):
    assert names(count("ordinary", [Block(sentence)])) == []


def test_finding_contains_the_sentence_and_the_replacement():
    counted = page("<h1>Connect</h1><p>Open the page. Then mend the provider.</p>")

    (finding,) = counted.findings
    assert finding.sentence == "Then mend the provider."
    assert str(finding) == "“mend” in: Then mend the provider.\n    Write: fix, fixed"


@pytest.mark.parametrize(
    "article",
    [
        "<h1>Mend it</h1>",
        "<ul><li>Copy the key.<ul><li>Mend it.</li></ul></li></ul>",
        "<dl><dt>Mend</dt><dd>The key.</dd></dl>",
        "<table><tr><th>Key</th></tr><tr><td>Mend it</td></tr></table>",
        "<figure><figcaption>Mend it.</figcaption></figure>",
        '<p>The form:</p><img alt="Mend it." src="form.webp">',
        "<details><summary>Mend it</summary></details>",
        "<svg><text>Mend</text></svg>",
        "<p><strong>Me</strong>nd it.</p>",
    ],
)
def test_finds_idioms_in_all_visible_parts_of_a_page(article):
    assert names(page(article)) == ["mend"]


def test_finds_idioms_in_the_page_description():
    assert names(page("<p>A page.</p>", "Mend it.")) == ["mend"]


@pytest.mark.parametrize(
    "article",
    [
        "<p>Run <code>mend --all</code> now.</p>",
        "<pre>$ mend --all</pre>",
        '<p>Click <span class="guilabel">Mend all</span>.</p>',
        '<p>Go to <span class="menuselection">Settings, Mend</span>.</p>',
        '<h3 class="message">Your grant is dead. Mend it.</h3>',
        '<p>Name: <span class="value">mend</span></p>',
        "<script>mend()</script>",
    ],
)
def test_ignores_code_labels_and_vendor_messages(article):
    assert names(page(article)) == []


def test_ignores_quotations_from_a_source_only():
    words = "the vendor may reject the request"
    message = messages.TOKEN_INVALID.text

    assert names(page(f"<p>“{message}” and “{message[:20]}”</p>")) == []
    assert names(page(f"<p>“{words}”</p>")) == ["may"]
    assert names(page("<p>“mend”</p>")) == ["mend"]


def test_code_counts_as_one_word():
    counted = page("<p>Run <code>nox -s verify. Then more</code> again. Wait.</p>", description="")

    assert counted.words == 4
    assert counted.sentences == (3, 1)


def test_sentence_length_covers_prose_and_table_cells_that_are_sentences():
    counted = page(
        "<h2>Copy the key</h2><p>Copy the key.</p><p><a>Copy the secret.</a></p>"
        "<table><tr><th>Key.</th><td>Two words</td><td>A whole sentence here.</td></tr></table>"
        '<details class="your-values"><p>Enter it once.</p></details>',
        description="",
    )

    assert counted.sentences == (3, 4)


def test_sentences_in_steps_have_a_separate_length():
    counted = page(
        "<p>Store the secret.</p><ol><li><p>Click <code>Save</code>.</p><p>It takes a moment.</p></li></ol>",
        description="",
    )

    assert counted.sentences == (3,)
    assert counted.steps == (2, 4)


def test_overlapping_idioms_count_once():
    assert len(count("text", [Block("The result could not be told.")]).findings) == 1


def test_rate_is_per_1000_words():
    assert count("text", [Block("Mend it. " + "Word " * 498)]).rate == pytest.approx(2.0)


def test_parses_markdown_files():
    counted = count(
        "file", markdown_blocks("# Fix\n\nMend it, but not `mend`.\n\n| a | b |\n|---|---|\n| mend | `mend` |\n")
    )

    assert names(counted) == ["mend", "mend"]


def test_joins_wrapped_lines_of_terminal_output():
    options = "  --all   check all workspaces in the\n          organization\n  --none  check one\n"

    texts = [block.text for block in terminal_blocks(f"usage: it [--all]\n\noptions:\n{options}")]
    assert "check all workspaces in the organization" in texts
    assert "check one" in texts


def test_reads_strings_in_code_without_docstrings_and_values():
    code = '"""Mend this module."""\nx = f"The key {mend} is not valid."\n'

    blocks = list(string_blocks(f'{code}y = ["mend", "mend(s)?", "Mend the key first."]\n'))
    assert len(blocks) == 2
    assert names(count("code", blocks)) == ["mend"]
