"""Entries of the vendors' changelogs."""

import pytest

from checks.monitors.vendors.changelogs import TOPICS, read
from checks.monitors.vendors.page_cache import PageCache
from checks.monitors.web import Web

PAGE = "https://vendor.example/changelog"


@pytest.fixture
def changelog(at, server, make):
    """Read a changelog that answers so."""

    def changelog(body="", **how):
        server.replies["/vendor.example/changelog"] = make(body, **how)
        return read(PAGE, PageCache(Web(at, timeout=2, patience=2, pause=0)))

    return changelog


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        ("Adds OAuth scopes.", True),
        ("WEBHOOKS are signed.", True),
        ("API tokens live shorter.", True),
        ("App passwords are gone.", True),
        ("New SSH host keys.", True),
        ("Adds a color to projects.", False),
        ("Tokenises nothing.", False),
    ],
)
def test_which_entries_are_about_our_topics(line, ours):
    assert bool(TOPICS.search(line)) is ours


def test_lines_about_our_topics_are_kept_in_their_order(changelog):
    found = changelog("<li>New tokens.</li><li>New colors.</li><li>New webhooks.</li>")
    assert list(found.entries.values()) == ["New tokens.", "New webhooks."]
    assert found.problem == ""


def test_an_entry_is_known_by_its_words_whatever_stands_around_it(changelog):
    one, other = changelog("<li>New tokens.</li>"), changelog("<h2>Today</h2><p><b>New</b>  tokens.</p>")
    assert one.entries.keys() == other.entries.keys()


@pytest.mark.parametrize(
    ("body", "how", "problem"),
    [
        ("<p>New colors.</p>", {}, "the page has no line about the topics"),
        ("", {"status": 404}, "the page no longer exists"),
        ("", {"status": 503}, "the server responds with status 503"),
    ],
)
def test_where_nothing_is_found_it_says_why(body, how, problem, changelog):
    found = changelog(body, **how)
    assert (found.entries, found.problem) == ({}, problem)
