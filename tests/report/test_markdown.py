"""The Markdown report shows problems in full and every other check in one line."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from checks.diagnosis.comparison import Baseline
from checks.engine.model import Verdict, failed, passed
from checks.report import markdown


def test_shows_failures_in_full(made):
    shown = markdown.text(made.run(*made.one_of_each()))
    assert shown.startswith("# Bitbucket Cloud and HCP Terraform: 1 passed, 1 failed")
    assert (
        "## Failed: The consumer has every permission\n\n"
        "- **Webhooks** (failed)\n"
        "  - expected: Read and write\n"
        "  - actual: not granted\n"
        "  - fix: Select Webhooks: Read and write.\n"
        '- See: docs/create-consumer.md, section "Select the permissions"\n'
    ) in shown


def test_starts_with_the_most_likely_cause_and_its_fix(made):
    assert markdown.text(made.run(*made.one_of_each())).splitlines()[2:5] == [
        "**Most likely cause: The consumer lacks Webhooks: Read and write.**",
        "",
        'Fix: Select Webhooks: Read and write. See docs/create-consumer.md, section "Select the permissions"',
    ]


def test_shows_the_changes(made):
    then = {("webhooks", f"acme/{number}"): Verdict.FAILED for number in range(25)}
    earlier = Baseline(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), then)
    passes = [passed(f"acme/{number}", "a webhook", "there") for number in range(25)]
    shown = markdown.text(made.run(made.result(*passes), earlier=earlier))
    assert "## Changes\n\nCompared with 2026-11-23 12:00 UTC: 25 fixed.\n" in shown
    assert "- fixed: Each repository has its webhook: acme/0\n" in shown
    assert "- fixed: and 5 more\n" in shown


def test_lists_the_other_checks(made):
    shown = markdown.text(made.run(*made.one_of_each()))
    assert "- Passed: The consumer is private\n- Not applicable: The hostname resolves publicly\n" in shown


def test_stays_short_despite_many_failures(made):
    found = [failed(f"acme/{number}", "a webhook", "none", "Create it.") for number in range(5000)]
    shown = markdown.text(made.run(made.result(*found)))
    assert "- and 4,980 more" in shown
    assert len(shown) < 10_000


def test_contains_no_secret(made):
    assert "planted" not in markdown.text(made.run(*made.one_of_each()))


@pytest.mark.parametrize(
    "words", ["**bold**", "`code`", "[a](https://x)", "![a](x)", "<b>x</b>", "# x", "_x_", "~~x~~", "&lt;", "a|b", "\\"]
)
def test_escapes_markup_from_other_sources(made, words):
    tokens = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(markdown.text(made.hostile(words)))
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "text_special", "strong_open", "strong_close"}
    assert "html_block" not in {token.type for token in tokens}


@given(st.text(st.characters()))
def test_hostile_text_starts_no_block_and_mentions_no_user(made, words):
    shown = markdown.text(made.hostile(words))
    assert "@" not in shown
    assert all(character.isprintable() or character == "\n" for character in shown)
