"""No output shows a login from a submodule URL or from git's error message."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from checks.cli.outputs import FORMATS
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import repository, workspace

TOKEN = "ATCTT3xFfGN0qM7sVh2kPz9LcWy4Rb1X"
PLAIN = "q7XwZp2mLk9Rt4Vb"
"""A password without a known prefix."""


@pytest.fixture
def leaks(run_command, tmp_path):
    """Return a function that runs the command in a scenario and returns the outputs that contain a token."""

    def run(scenario, *tokens):
        paths = {name: tmp_path / f"r.{name}" for name in FORMATS if name != "json"}
        done = run_command(scenario, *(word for name, path in paths.items() for word in (f"--{name}", str(path))))
        texts = {"terminal": done.text, "json": done.report, **{name: path.read_text() for name, path in paths.items()}}
        assert all(texts.values())
        return [name for name, text in texts.items() for token in tokens if token in text], done

    return run


def submodule(url):
    text = f'[submodule "p"]\n\tpath = p\n\turl = {url}\n'
    change = repository("network", lambda one: replace(one, files={**one.files, ".gitmodules": text}))
    return change(healthy(datetime.now(UTC)))


def failed_fetch(words):
    scenario = healthy(datetime.now(UTC))
    name = scenario.terraform_workspaces[0].name

    def fail(one):
        versions = (
            replace(it, status="errored", error="vcs", error_message=words) for it in one.configuration_versions
        )
        return replace(one, configuration_versions=tuple(versions))

    return workspace(name, fail)(scenario)


@pytest.mark.parametrize("token", [TOKEN, PLAIN])
@pytest.mark.parametrize(
    "url",
    [
        "https://x-token-auth:{}@bitbucket.org/acme-infra/policies.git",
        "x-token-auth:{}@bitbucket.org/acme-infra/policies.git",
        "https:/x-token-auth:{}@bitbucket.org/acme-infra/policies.git",
        "https://{}@bitbucket.org/acme-infra/policies.git",
        "https://{}:x-oauth-basic@bitbucket.org/acme-infra/policies.git",
        "{}@bitbucket.org:acme-infra/policies.git",
        "ssh://{}@bitbucket.org/acme-infra/policies.git",
        "//x-token-auth:{}@bitbucket.org/acme-infra/policies.git",
    ],
)
def test_hides_a_login_in_a_submodule_url(leaks, url, token):
    assert leaks(submodule(url.format(token)), token)[0] == []


@pytest.mark.parametrize("token", [TOKEN, PLAIN])
@pytest.mark.parametrize(
    "words",
    [
        "fatal: unable to access 'https://x-token-auth:{}@bitbucket.org/a/b.git/': error: 403",
        "fatal: could not read Password for 'https://{}@bitbucket.org': No such device or address",
        "fatal: Authentication failed for 'https://bot:{}@bitbucket.org/a/b.git/'",
        "fatal: repository 'https:/x-token-auth:{}@bitbucket.org/a/b.git' does not exist",
    ],
)
def test_hides_a_login_in_the_message_of_a_failed_fetch(leaks, words, token):
    shown, done = leaks(failed_fetch(words.format(token)), token)
    assert shown == []
    assert done.outcome("last-fetch") == "failed"


def test_hides_a_url_encoded_password(leaks):
    password = "p@ss/wo:rd-of-mine"
    words = f"fatal: unable to access 'https://x-token-auth:{quote(password, safe='')}@bitbucket.org/a/b.git/'"
    assert leaks(failed_fetch(words), quote(password, safe=""))[0] == []


def test_hides_a_secret_in_another_setting(run_command, sandbox):
    environment = sandbox().environment()
    secret = environment["BITBUCKET_CLIENT_SECRET"]
    shown = {
        "TFE_WORKSPACES": f"*,{secret}",
        "BITBUCKET_REPOSITORIES": f"*,{secret}",
        "GUIDE_URL": f"https://guide.example/{secret}",
        "BITBUCKET_CALLBACK_URL": f"https://guide.example/{secret}",
        "TFE_OAUTH_CLIENT_ID": secret,
    }
    for arguments in ((), ("--check-settings",), ("--explain",)):
        for name, value in shown.items():
            done = run_command(healthy(datetime.now(UTC)), *arguments, env={name: value})
            assert secret not in done.text + done.report, (arguments, name)


def test_hides_the_secret_if_key_and_secret_are_swapped(run_command, sandbox):
    environment = sandbox().environment()
    key, secret = environment["BITBUCKET_CLIENT_ID"], environment["BITBUCKET_CLIENT_SECRET"]
    swapped = {"BITBUCKET_CLIENT_ID": secret, "BITBUCKET_CLIENT_SECRET": key}
    done = run_command(healthy(datetime.now(UTC)), "--check-settings", env=swapped)
    assert secret not in done.text
    done = run_command(healthy(datetime.now(UTC)), env=swapped)
    assert secret not in done.text + done.report
