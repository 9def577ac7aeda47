"""Relevant entries in the vendors' changelogs and release notes."""

import json

import pytest

from checks.monitors.vendors.changelogs import (
    CHANGELOGS,
    HASHICORP_TOPICS,
    NEWEST,
    RELEASE_LIST,
    RELEASE_NOTES,
    TOPICS,
    read,
    read_all,
    read_release_notes,
)
from checks.monitors.vendors.page_cache import PageCache
from checks.monitors.web import Web

PAGE = "https://vendor.example/changelog"


@pytest.fixture
def changelog(at, server, make):
    """Return a function that publishes a changelog and reads it."""

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
        ("Removal of cross-workspace APIs.", True),
        ("The old endpoint returns 410.", True),
        ("Bitbucket gets a new color.", False),
        ("Fixes ticket 24108.", False),
        ("Adds a color to projects.", False),
        ("Tokenises nothing.", False),
    ],
)
def test_matches_relevant_entries(line, ours):
    assert bool(TOPICS.search(line)) is ours


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        ("1. Backport of [IPL-9632] Bitbucket Cloud repo listing returns 410 into release/2.0.x", True),
        ("1. API calls that create webhooks no longer fail with HTTP 415.", True),
        ("1. security/A vulnerability in the VCS ingestion pipeline has been resolved.", True),
        ("* `r/tfe_registry_module`: The `vcs_repo` connection can be updated in place.", True),
        ("* `r/tfe_oauth_client`: Adds an argument.", True),
        ("* `r/tfe_variable`: Adds `value_wo`.", False),
        ("1. Backport of Update Go version to 1.25.12 into release/2.0.x", False),
        ("1. Bump google.golang.org/api from 0.285.0 to 0.288.0", False),
        ("* Fix validation ([#1410](https://github.com/hashicorp/terraform-provider-tfe/pull/1410))", False),
    ],
)
def test_matches_relevant_hashicorp_entries(line, ours):
    assert bool(HASHICORP_TOPICS.search(line)) is ours


def test_relevant_lines_keep_their_order(changelog):
    found = changelog("<li>New tokens.</li><li>New colors.</li><li>New webhooks.</li>")
    assert list(found.entries.values()) == ["New tokens.", "New webhooks."]
    assert found.problem == ""


def test_entry_is_identified_by_its_text_only(changelog):
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
def test_reports_why_no_entries_were_found(body, how, problem, changelog):
    found = changelog(body, **how)
    assert (found.entries, found.problem) == ({}, problem)


# The format of HashiCorp's notes: a part for customers, which is often empty, and a generated part.
NOTES = """\
# Terraform Enterprise {release}

- **App Deadline Date:** Wednesday, August 05, 2026
- **Release Branch:** release/2.0.x

<!-- CUSTOMER_FACING_START_DELIMITER: The items in this section will be customer viewable -->

## Bug Fixes

{bug}

## Security

<!-- CUSTOMER_FACING_STOP_DELIMITER: Everything below this line will not be viewable by customers. -->

#### Possible Non Customer Facing Changes

1. Backport of Update Go version to 1.25.12 into release/2.0.x -- **@bot** [archivist#557](https://github.com/x/y/pull/557)
{other}
"""
LISTING = "Backport of [IPL-9632] Bitbucket Cloud repo listing returns 410 into release/2.0.x"
WEBHOOKS = "webhook-creation API calls no longer fail with HTTP 415"


class TestReleaseNotes:
    @pytest.fixture
    def notes(self, at, server, make):
        """Return a function that publishes release notes by file name, and reads them."""

        def notes(files, listing=None):
            folder = "/raw.githubusercontent.com/hashicorp/web-unified-docs/main/content/terraform-enterprise/releases"
            names = [{"name": name, "type": "file"} for name in files]
            server.replies["/" + RELEASE_LIST.removeprefix("https://")] = make(listing or json.dumps(names))
            for name, body in files.items():
                if body is not None:
                    server.replies[f"{folder}/{name}"] = make(body)
            return read_release_notes(PageCache(Web(at, timeout=2, patience=2, pause=0)))

        return notes

    def test_reads_entries_that_are_not_for_customers(self, notes):
        found = notes({"2.0.5.md": NOTES.format(release="2.0.5", bug="", other=f"1. {LISTING} -- **@x**")})
        assert (found.page, found.problem) == (RELEASE_NOTES, "")
        (line,) = found.entries.values()
        assert line.startswith(f"2.0.5: {LISTING}")

    def test_reads_release_notes_newest_first(self, notes):
        found = notes(
            {
                "1.2.4.md": NOTES.format(release="1.2.4", bug="1. The VCS pipeline is fixed.", other=""),
                "2.0.10.md": NOTES.format(release="2.0.10", bug="1. Nothing.", other=""),
                "2.0.7.md": NOTES.format(release="2.0.7", bug=f"1. {WEBHOOKS}.", other=""),
            }
        )
        assert [line.partition(":")[0] for line in found.entries.values()] == ["2.0.7", "1.2.4"]

    def test_reads_only_the_newest_releases(self, notes):
        files = {f"2.0.{patch}.md": f"1. Webhook {patch}" for patch in range(NEWEST + 1)}
        found = notes(files | {"1.2.x.md": "1. Webhook", "v202507-1.md": "1. Webhook", "README": ""})
        assert [line.partition(":")[0] for line in found.entries.values()] == [
            f"2.0.{patch}" for patch in range(NEWEST, 0, -1)
        ]

    def test_one_unreadable_file_makes_all_notes_unread(self, notes):
        found = notes({"2.0.7.md": NOTES.format(release="2.0.7", bug=WEBHOOKS, other=""), "2.0.6.md": None})
        assert (found.entries, found.problem) == ({}, "2.0.6: the file no longer exists")

    @pytest.mark.parametrize("listing", ["<html>", "{}", "[]", '["2.0.7.md"]', '[{"name": "README.md"}]', "7"])
    def test_rejects_an_invalid_list_of_files(self, notes, listing):
        assert notes({}, listing).problem == "the list of release notes has an unknown form"


def test_reads_all_changelogs(at):
    pages = [log.page for log in read_all(PageCache(Web(at, timeout=2, patience=2, pause=0)))]
    assert pages == [*CHANGELOGS, RELEASE_NOTES]
