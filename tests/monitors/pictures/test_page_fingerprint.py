"""The fingerprint of a sandbox page that a picture depicts."""

from datetime import UTC, datetime

import pytest

from checks.monitors.pictures import page_fingerprint
from checks.monitors.pictures.page_fingerprint import RenderError, draw, generalize
from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving

FORM = "/acme-infra/workspace/settings/oauth-clients"
NEW_KEY = "/account/settings/ssh-keys/new"


@pytest.fixture
def clear_caches():
    """Return a function that clears the caches, so that the sandbox renders all pages again."""

    def forget():
        page_fingerprint._signed_in_client.cache_clear()
        page_fingerprint._scenario.cache_clear()

    yield forget
    forget()


def test_fingerprint_is_independent_of_generated_keys(clear_caches) -> None:
    before = draw("bitbucket", NEW_KEY, "any")
    clear_caches()
    assert draw("bitbucket", NEW_KEY, "any") == before


def test_fingerprints_differ_between_pages() -> None:
    found = {
        draw("bitbucket", NEW_KEY, "any"),
        draw("bitbucket", FORM, "clients"),
        draw("terraform", "/app/acme/settings/version-control", "any"),
    }
    assert len(found) == 3
    assert draw("bitbucket", NEW_KEY, "clients") == draw("bitbucket", NEW_KEY, "any")


@pytest.fixture
def served(monkeypatch):
    """Return a function that replaces text in each response for a URL with this ending."""

    def change(ending, old, new):
        get = page_fingerprint._get

        def changed(client, address):
            text = get(client, address)
            if address.endswith(ending):
                assert old in text
            return text.replace(old, new) if address.endswith(ending) else text

        monkeypatch.setattr(page_fingerprint, "_get", changed)

    return change


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("screens.css", "gap: .75rem", "gap: .25rem"),
        ("screens.js", "addEventListener", "removeEventListener"),
        ("new", "<form method", "<form hidden method"),
    ],
)
def test_fingerprint_covers_style_script_and_elements(file, old, new, served) -> None:
    before = draw("bitbucket", NEW_KEY, "any")
    served(file, old, new)
    after = draw("bitbucket", NEW_KEY, "any")
    assert after.words == before.words
    assert after.fingerprint != before.fingerprint


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("screens.css", "body {", "/* A comment. */\nbody  {"),
        ("new", "<form method", "<!-- A comment. -->\n<form method"),
        ("new", "A sandbox for practice.", "A sandbox to practice in."),
    ],
    ids=["a comment in the style sheet", "a comment on the page", "the frame, which no picture shows"],
)
def test_fingerprint_ignores_invisible_changes(file, old, new, served) -> None:
    before = draw("bitbucket", NEW_KEY, "any")
    served(file, old, new)
    assert draw("bitbucket", NEW_KEY, "any") == before


def test_words_exclude_the_frame_and_secrets() -> None:
    words = draw("bitbucket", f"{FORM}?chosen={{key}}", "clients").words
    assert {"Client ID", "Create OAuth client", "There are no consumers yet."} & set(words) == {
        "Client ID",
        "Create OAuth client",
    }
    key = page_fingerprint._scenario("clients").credentials
    assert key.client_id
    assert not [line for line in words if key.client_id in line or str(key.client_secret) in line]


def test_rejects_an_unknown_page() -> None:
    with pytest.raises(RenderError, match="responds with 404 NOT FOUND at /nowhere"):
        draw("bitbucket", "/nowhere", "any")


def test_variable_parts_of_a_path_are_in_braces() -> None:
    with serving(healthy(datetime.now(UTC))) as sandbox:
        scenario = sandbox.state.scenario
        key, uuid = scenario.credentials.client_id, scenario.providers[-1].uuid
        url = f"{sandbox.state.bitbucket_url}{FORM}?chosen={key}&state=once"
        assert generalize(url, sandbox) == f"{FORM}?chosen={{key}}"
        assert generalize(f"{sandbox.state.terraform_url}/auth/{uuid}", sandbox) == "/auth/{uuid}"
        assert draw("bitbucket", generalize(url, sandbox), "clients")
