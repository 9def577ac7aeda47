"""A saved response is read back unchanged, except for secrets, and any other line is rejected."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.bitbucket_records import Hook
from checks.clients.request_log import RequestRecord
from checks.clients.terraform_fetch_records import Fetch
from checks.clients.webhook_url import WebhookUrl
from checks.connection.checkpoint_lines import Noted, decoded, encoded
from checks.facts import bitbucket
from checks.files import gitmodules
from checks.files.gitmodules import Submodule

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
FLAG = st.none() | st.booleans()
MOMENT = st.datetimes(timezones=st.just(UTC))
HOOKS = st.builds(Hook, TEXT.map(WebhookUrl.of), FLAG, st.none() | st.lists(TEXT, max_size=3).map(tuple))
FETCHES = st.builds(Fetch, st.none() | TEXT, st.none() | TEXT, st.none() | MOMENT)
SEEN = st.builds(RequestRecord, st.just(bitbucket.HOOKS), TEXT, st.none() | st.integers(100, 599))


def round_trip(noted: Noted) -> Noted:
    return decoded(json.loads(json.dumps(encoded(noted, str))))


@given(
    st.tuples(st.just("hooks"), st.lists(HOOKS, max_size=3))
    | st.tuples(st.just("fetches"), st.lists(FETCHES, max_size=3)),
    st.lists(TEXT, min_size=1, max_size=2),
    MOMENT,
    st.lists(SEEN, max_size=3),
)
def test_reads_a_saved_response_back_unchanged(kind_and_value, about, at, seen):
    kind, value = kind_and_value
    found = round_trip(Noted(kind, tuple(about), tuple(value), at, tuple(seen)))
    assert (found.kind, found.about, found.value, found.at) == (kind, tuple(about), tuple(value), at)
    assert [(one.read, one.url, one.status, one.kept) for one in found.seen] == [
        (one.read, one.url, one.status, at) for one in seen
    ]


URLS = st.sampled_from(
    [
        "https://bitbucket.org/acme/modules.git",
        "https://user:hunter2hunter2@bitbucket.org/acme/modules.git",
        "https://hunter2hunter2@bitbucket.org/acme/modules.git",
        "git@bitbucket.org:acme/modules.git",
        "ssh://git@ssh.bitbucket.org:22/acme/modules.git",
        "../modules.git",
        "",
    ]
) | st.text(st.sampled_from("ab:/@.[]-1 "), max_size=30)


@given(URLS)
def test_a_submodule_url_without_its_password_has_the_same_meaning(url):
    line = encoded(Noted("submodules", ("a/b", "main"), (Submodule("n", "p", url),), datetime.now(UTC), ()), str)
    if line is None:
        return
    assert "hunter2" not in json.dumps(line)
    (found,) = decoded(json.loads(json.dumps(line))).value
    before, after = gitmodules.parse_url(url), gitmodules.parse_url(found.url)
    assert (before.form, before.host, before.port, before.shown) == (after.form, after.host, after.port, after.shown)


def test_saves_common_submodule_urls():
    for url in ("https://bitbucket.org/a/b.git", "git@ssh.bitbucket.org:a/b.git"):
        assert encoded(Noted("submodules", ("a/b", "main"), (Submodule("n", "p", url),), datetime.now(UTC), ()), str)


def test_does_not_save_a_url_with_a_login_because_the_check_judges_the_login():
    for url in ("https://x:y@bitbucket.org/a/b.git", "https://x@bitbucket.org/a/b.git"):
        noted = Noted("submodules", ("a/b", "main"), (Submodule("n", "p", url),), datetime.now(UTC), ())
        assert encoded(noted, str) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)
)


@given(JSON)
def test_rejects_any_other_json(value):
    with pytest.raises((ValueError, KeyError, TypeError)):
        decoded(value)
