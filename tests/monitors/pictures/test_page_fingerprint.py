"""What a picture depicts, as the sandbox draws it."""

from datetime import UTC, datetime

import pytest

from checks.monitors.pictures import page_fingerprint
from checks.monitors.pictures.page_fingerprint import RenderError, fingerprint, generalize
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
    before = fingerprint("bitbucket", NEW_KEY, "any")
    drawn_anew()
    assert fingerprint("bitbucket", NEW_KEY, "any") == before


def test_pages_and_forms_have_fingerprints_of_their_own() -> None:
    found = {
        fingerprint("bitbucket", NEW_KEY, "any"),
        fingerprint("bitbucket", FORM, "clients"),
        fingerprint("terraform", "/app/acme/settings/version-control", "any"),
    }
    assert len(found) == 3
    assert fingerprint("bitbucket", NEW_KEY, "clients") == fingerprint("bitbucket", NEW_KEY, "any")


@pytest.mark.parametrize("file", page_fingerprint._STATIC)
def test_its_style_and_its_script_count(file, monkeypatch) -> None:
    before = fingerprint("bitbucket", NEW_KEY, "any")
    monkeypatch.setattr(page_fingerprint, "_STATIC", tuple(one for one in page_fingerprint._STATIC if one != file))
    assert fingerprint("bitbucket", NEW_KEY, "any") != before


def test_a_page_that_is_not_there_cannot_be_drawn() -> None:
    with pytest.raises(RenderError, match="responds with 404 NOT FOUND at /nowhere"):
        fingerprint("bitbucket", "/nowhere", "any")


def test_what_differs_from_run_to_run_is_in_braces() -> None:
    with serving(healthy(datetime.now(UTC))) as sandbox:
        scenario = sandbox.state.scenario
        key, uuid = scenario.credentials.client_id, scenario.providers[-1].uuid
        url = f"{sandbox.state.bitbucket_url}{FORM}?chosen={key}&state=once"
        assert generalize(url, sandbox) == f"{FORM}?chosen={{key}}"
        assert generalize(f"{sandbox.state.terraform_url}/auth/{uuid}", sandbox) == "/auth/{uuid}"
        assert fingerprint("bitbucket", generalize(url, sandbox), "clients")
