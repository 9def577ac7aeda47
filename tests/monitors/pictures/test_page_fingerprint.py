"""What a picture depicts, as the sandbox draws it."""

from datetime import UTC, datetime

import pytest

from checks.monitors.pictures import page_fingerprint
from checks.monitors.pictures.page_fingerprint import RenderError, draw, generalize
from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving

FORM = "/acme-infra/workspace/settings/oauth-clients"
NEW_KEY = "/account/settings/ssh-keys/new"


@pytest.fixture
def drawn_anew():
    """Let the sandbox draw everything from nothing."""

    def forget():
        page_fingerprint._signed_in_client.cache_clear()
        page_fingerprint._scenario.cache_clear()

    yield forget
    forget()


def test_a_page_has_one_fingerprint_whatever_keys_the_sandbox_made(drawn_anew) -> None:
    before = draw("bitbucket", NEW_KEY, "any")
    drawn_anew()
    assert draw("bitbucket", NEW_KEY, "any") == before


def test_pages_and_forms_have_fingerprints_of_their_own() -> None:
    found = {
        draw("bitbucket", NEW_KEY, "any"),
        draw("bitbucket", FORM, "clients"),
        draw("terraform", "/app/acme/settings/version-control", "any"),
    }
    assert len(found) == 3
    assert draw("bitbucket", NEW_KEY, "clients") == draw("bitbucket", NEW_KEY, "any")


@pytest.fixture
def served(monkeypatch):
    """Change what the sandbox serves: replace text in each response at an address that ends like this."""

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
def test_its_style_its_script_and_its_elements_count(file, old, new, served) -> None:
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
def test_nothing_counts_that_is_not_drawn(file, old, new, served) -> None:
    before = draw("bitbucket", NEW_KEY, "any")
    served(file, old, new)
    assert draw("bitbucket", NEW_KEY, "any") == before


def test_its_words_are_those_of_the_main_part_without_secrets() -> None:
    words = draw("bitbucket", f"{FORM}?chosen={{key}}", "clients").words
    assert {"Client ID", "Create OAuth client", "There are no consumers yet."} & set(words) == {
        "Client ID",
        "Create OAuth client",
    }
    key = page_fingerprint._scenario("clients").credentials
    assert key.client_id
    assert not [line for line in words if key.client_id in line or str(key.client_secret) in line]


def test_a_page_that_is_not_there_cannot_be_drawn() -> None:
    with pytest.raises(RenderError, match="responds with 404 NOT FOUND at /nowhere"):
        draw("bitbucket", "/nowhere", "any")


def test_what_differs_from_run_to_run_is_in_braces() -> None:
    with serving(healthy(datetime.now(UTC))) as sandbox:
        scenario = sandbox.state.scenario
        key, uuid = scenario.credentials.client_id, scenario.providers[-1].uuid
        url = f"{sandbox.state.bitbucket_url}{FORM}?chosen={key}&state=once"
        assert generalize(url, sandbox) == f"{FORM}?chosen={{key}}"
        assert generalize(f"{sandbox.state.terraform_url}/auth/{uuid}", sandbox) == "/auth/{uuid}"
        assert draw("bitbucket", generalize(url, sandbox), "clients")
