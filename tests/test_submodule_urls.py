"""Submodule URLs pass if they are known to work, or if the last fetch proves that they work."""

from dataclasses import replace

import pytest

from checks.sandbox.faults.repository import failed_fetch
from checks.sandbox.response_faults import ResponseFault, answer, redirected, without
from checks.sandbox.scenario_changes import all_of, repository, vcs_repo, workspace
from checks.submodule_urls import submodule_urls

NESTED = '[submodule "n"]\n\tpath = n\n\turl = git@bitbucket.org:acme-infra/modules.git\n'
VERSIONS = "/api/v2/workspaces/*/configuration-versions"


def at(*urls: str):
    """Set the submodule URLs of one repository."""
    text = "".join(f'[submodule "m{at}"]\n\tpath = m{at}\n\turl = {url}\n' for at, url in enumerate(urls))
    return repository("network", lambda one: replace(one, files={".gitmodules": text}))


def fetched(status: str):
    """Set the status of all fetches of one Terraform workspace."""

    def step(one):
        versions = tuple(replace(each, status=status) for each in one.configuration_versions)
        return replace(one, configuration_versions=versions)

    return workspace("network-production", step)


@pytest.mark.parametrize(
    "url",
    [
        "https://bitbucket.org/acme-infra/modules.git",
        "https://github.com/acme/modules.git",
        "git@ssh.bitbucket.org:acme-infra/modules.git",
        "ssh://git@ssh.bitbucket.org/acme-infra/modules.git",
        "ssh://git@ssh.bitbucket.org:22/acme-infra/modules.git",
    ],
)
def test_https_and_the_current_ssh_host_pass(ask, url):
    result = ask(submodule_urls, at(url))
    assert (result.outcome, result.advice) == ("passed", "")


class TestRepositoryWithAFormerName:
    """Bitbucket might respond to a former name. A file doesn't show the name, so the check reads the repository."""

    RENAMED = "submodule-renamed-and-still-found"

    @pytest.mark.parametrize(
        "url",
        [
            "git@ssh.bitbucket.org:acme-infra/policies.git",
            "git@bitbucket.org:acme-infra/policies.git",
            "https://jordan-lee@bitbucket.org/acme-infra/policies.git",
            "../policies.git",
        ],
    )
    def test_is_unknown_despite_earlier_fetches_and_shows_the_new_name(self, ask, url):
        result = ask(submodule_urls, at(url), self.RENAMED)
        assert result.outcome == "unknown"
        assert "Bitbucket shows acme-infra/policies as acme-infra/policies-eu" in result.words
        assert "acme-infra/policies-eu.git in the .gitmodules file of acme-infra/network" in result.words

    def test_fails_over_https_if_hcp_terraform_cannot_access_it(self, ask):
        result = ask(submodule_urls, at("https://bitbucket.org/acme-infra/policies.git"), self.RENAMED)
        assert result.outcome == "failed"
        assert "Bitbucket shows acme-infra/policies as acme-infra/policies-eu" in result.words
        assert "write https://bitbucket.org/acme-infra/policies-eu.git in" in result.words

    def test_is_recognized_after_a_redirect_within_bitbucket(self, ask):
        new = "/2.0/repositories/acme-infra/modules"
        moved = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/policies", redirected(new, 301))
        result = ask(submodule_urls, moved)
        assert result.outcome == "unknown"
        assert "Bitbucket shows acme-infra/policies as acme-infra/modules" in result.words

    def test_fails_with_a_port_that_cannot_work(self, ask):
        result = ask(submodule_urls, at("ssh://git@ssh.bitbucket.org:443/acme-infra/policies.git"), self.RENAMED)
        assert result.outcome == "failed"


@pytest.mark.parametrize("host", ["ssh.bitbucket.org", "bitbucket.org"])
@pytest.mark.parametrize("port", [443, 7999])
def test_another_port_fails(ask, host, port):
    result = ask(submodule_urls, at(f"ssh://git@{host}:{port}/acme-infra/modules.git"))
    assert result.outcome == "failed"
    assert f"port {port}" in result.words


@pytest.mark.parametrize(
    "url",
    [
        "ssh://ssh.bitbucket.org/acme-infra/modules.git",
        "ssh.bitbucket.org:acme-infra/modules.git",
        "jordan@ssh.bitbucket.org:acme-infra/modules.git",
        "jordan@bitbucket.org:acme-infra/modules.git",
    ],
)
def test_another_user_than_in_bitbuckets_urls_is_unknown(ask, url):
    result = ask(submodule_urls, at(url))
    assert result.outcome == "unknown"
    assert "Write git@ssh.bitbucket.org:" in result.words


@pytest.mark.parametrize(
    ("url", "outcome", "words"),
    [
        ("ssh:git@ssh.bitbucket.org/acme-infra/policies.git", "failed", "it doesn't have two slashes after ssh:"),
        ("ssh:///git@ssh.bitbucket.org/acme-infra/policies.git", "failed", "it has no host"),
        ("https://git@bitbucket.org:acme-infra/policies.git", "failed", "only a port number can follow a colon"),
        ("ssh://git@ssh.bitbucket.org:acme-infra/policies.git/", "failed", "uses ssh.bitbucket.org:acme-infra as"),
        ("git@www.bitbucket.org:acme-infra/policies.git", "unknown", "www.bitbucket.org isn't known as a host for SSH"),
        ("git@ssh.bitbucket.org: acme-infra/policies.git,", "unknown", "no repository's name"),
        ("ssh://git@ssh.bitbucket.org/acme-infra/policies.git//vpc?ref=v1", "unknown", "no repository's name"),
    ],
)
def test_names_the_mistake_in_a_url_and_the_correct_url(ask, url, outcome, words):
    result = ask(submodule_urls, at(url))
    assert result.outcome == outcome
    assert words in result.words
    assert "Write git@ssh.bitbucket.org:acme-infra/policies.git in" in result.words


@pytest.mark.parametrize("url", ["git@ssh.bitbucket.org:acme-infra/gone.git", "../gone.git", "git@work:x/y.git"])
def test_an_entry_without_a_pinned_commit_passes(ask, url):
    good = "https://bitbucket.org/acme-infra/modules.git"
    pinned = repository("network", lambda one: replace(one, gitlinks=("m0",)))
    assert ask(submodule_urls, at(good, url), pinned).outcome == "passed"


@pytest.mark.parametrize("pinned", ["m0", "m1"])
def test_an_entry_without_a_pinned_commit_does_not_hide_another_entry_of_the_same_repository(ask, pinned):
    twice = at(*["git@ssh.bitbucket.org:acme-infra/policies.git"] * 2)
    only_one = repository("network", lambda one: replace(one, gitlinks=(pinned,)))
    secret = NESTED.replace("git@", "https://me:hunter2hunter2@")
    nested = repository("policies", lambda one: replace(one, files={".gitmodules": secret}))
    assert ask(submodule_urls, twice, only_one).outcome == "passed"
    assert ask(submodule_urls, twice, only_one, nested).outcome == "failed"


def test_the_fix_for_a_local_path_is_another_url(ask):
    words = "fatal: transport 'file' not allowed fatal: clone of '/srv/policies.git' into submodule path 'm0' failed"
    result = ask(submodule_urls, at("/srv/policies.git"), failed_fetch(words))
    assert result.outcome == "failed"
    assert "| Write git@ssh.bitbucket.org:" in result.words


class TestFormerHost:
    OLD = ("git@bitbucket.org:acme-infra/policies.git", "ssh://git@BITBUCKET.org/acme-infra/policies.git")

    @pytest.mark.parametrize("url", OLD)
    def test_passes_with_advice_after_a_successful_fetch(self, ask, url):
        result = ask(submodule_urls, at(url))
        assert result.outcome == "passed"
        assert "Write git@ssh.bitbucket.org:acme-infra/policies.git" in result.advice

    def test_is_unknown_after_a_failure_with_another_message(self, ask):
        assert ask(submodule_urls, at(self.OLD[0]), fetched("errored")).outcome == "unknown"

    @pytest.mark.parametrize("url", OLD)
    def test_fails_after_a_failed_fetch_with_its_message(self, ask, url):
        words = "git@bitbucket.org: Permission denied (publickey)."
        result = ask(submodule_urls, at(url), failed_fetch(words))
        assert result.outcome == "failed"
        assert "Write git@ssh.bitbucket.org:acme-infra/policies.git" in result.words

    @pytest.mark.parametrize("fault", ["submodule-not-readable", "submodule-renamed"])
    def test_fails_if_the_account_with_the_key_cannot_read_the_repository(self, ask, fault):
        result = ask(submodule_urls, at(self.OLD[0]), fault)
        assert result.outcome == "failed"
        assert "who has the key, can't read it" in result.words

    @pytest.mark.parametrize("status", ["pending", "fetching"])
    def test_is_unknown_before_a_fetch_has_finished(self, ask, status):
        assert ask(submodule_urls, at(self.OLD[0]), fetched(status)).outcome == "unknown"

    def test_is_unknown_if_fetches_cannot_be_read(self, ask):
        hidden = ResponseFault("terraform", VERSIONS, answer(403))
        assert ask(submodule_urls, at(self.OLD[0]), hidden).outcome == "unknown"

    def test_is_unknown_if_the_fetch_did_not_include_submodules(self, ask):
        off = vcs_repo("network-production", lambda one: replace(one, ingress_submodules=False))
        assert ask(submodule_urls, all_of(at(self.OLD[0]), off)).outcome == "unknown"
        assert ask(submodule_urls, all_of(at(self.OLD[0]), off), fetched("errored")).outcome == "unknown"


class TestRelativeUrl:
    def test_passes_with_advice_after_a_successful_fetch(self, ask):
        result = ask(submodule_urls, at("../policies.git"))
        assert result.outcome == "passed"
        assert "relative" in result.advice

    @pytest.mark.parametrize("status", ["errored", "pending"])
    def test_is_unknown_otherwise_because_a_failure_might_have_another_reason(self, ask, status):
        assert ask(submodule_urls, at("../policies.git"), fetched(status)).outcome == "unknown"


@pytest.mark.parametrize(
    "url",
    [
        "http://bitbucket.org/acme-infra/modules.git",
        "git://bitbucket.org/acme/x.git",
        "/srv/modules.git",
        "hg::https://x",
    ],
)
def test_any_other_form_is_unknown(ask, url):
    assert ask(submodule_urls, at(url)).outcome == "unknown"


class TestSshToAnotherHost:
    URLS = (
        "git@github.com:acme/modules.git",
        "ssh://git@gitlab.com/acme/modules.git",
        "ssh://git@bitbucket.acme.example:7999/net/modules.git",
    )

    @pytest.mark.parametrize("url", URLS)
    @pytest.mark.parametrize("status", ["fetched", "pending", "errored"])
    def test_is_unknown(self, ask, url, status):
        assert ask(submodule_urls, at(url), fetched(status)).outcome == "unknown"

    def test_fails_after_a_fetch_that_failed_on_it(self, ask):
        words = f"fatal: clone of '{self.URLS[0]}' into submodule path 'm0' failed"
        result = ask(submodule_urls, at(self.URLS[0]), failed_fetch(words))
        assert result.outcome == "failed"


def test_hides_a_password_in_a_url(ask):
    result = ask(submodule_urls, at("https://user:hunter2hunter2@bitbucket.org/acme-infra/modules.git"))
    assert result.outcome == "failed"
    assert "hunter2" not in result.words


def test_one_wrong_url_among_correct_ones_fails(ask):
    good = "https://bitbucket.org/acme-infra/modules.git"
    result = ask(submodule_urls, at(good, "ssh://git@ssh.bitbucket.org:443/acme-infra/policies.git"))
    assert result.outcome == "failed"
    assert "m1 in acme-infra/network" in result.words


def test_an_unreadable_repository_is_unknown(ask):
    hidden = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/platform*", answer(404))
    result = ask(submodule_urls, hidden)
    assert result.outcome == "unknown"
    assert "acme-infra/platform" in result.words


def test_is_unknown_if_no_repository_can_be_read(ask):
    hidden = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/*", answer(404))
    assert ask(submodule_urls, hidden).outcome == "unknown"


def test_reports_that_the_last_fetch_cannot_be_read(ask):
    result = ask(submodule_urls, "old-ssh-host", ResponseFault("terraform", "*/configuration-versions", answer(503)))
    assert result.outcome == "unknown"
    assert "its fetches couldn't be read" in result.words
    assert "returned status 503" in result.words


class TestFailedRequests:
    """A failed request leaves less evidence, but never makes a wrong URL pass."""

    SEES = "/api/v2/organizations/acme/vcs/repo"
    HIDDEN = ("https-submodule-not-readable", ResponseFault("terraform", SEES, answer(503)))

    def test_for_access_with_the_authorization(self, ask):
        result = ask(submodule_urls, *self.HIDDEN)
        assert result.outcome == "unknown"
        assert "acme-infra/modules returned status 404" in result.words

    def test_for_access_with_the_authorization_without_any_fetch(self, ask):
        result = ask(submodule_urls, *self.HIDDEN, "nothing-fetched-yet")
        assert result.outcome == "unknown"
        assert "no fetch proves it: no fetch has finished" in result.words

    def test_for_the_visibility_of_the_repository(self, ask):
        unread = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/modules", answer(503))
        assert ask(submodule_urls, "https-submodule-not-proven", unread).outcome == "unknown"

    def test_for_the_head_of_the_branch(self, ask):
        nested = repository("policies", lambda one: replace(one, files={".gitmodules": NESTED}))
        unread = ResponseFault("bitbucket", "*/refs/branches/main", answer(503))
        assert ask(submodule_urls, nested).outcome == "passed"
        result = ask(submodule_urls, nested, unread)
        assert result.outcome == "unknown"
        assert "the newest fetch is of an older commit" in result.words

    def test_for_the_account_with_the_key(self, ask):
        unread = ResponseFault("bitbucket", "*/ssh-keys", answer(503))
        result = ask(submodule_urls, "submodule-not-readable", unread)
        assert result.outcome == "unknown"
        assert "acme-infra/policies returned status 404" in result.words

    def test_for_the_pinned_commit(self, ask):
        unread = ResponseFault("bitbucket", "*/src/main/policies", answer(503))
        assert ask(submodule_urls, "submodule-on-another-port").outcome == "failed"
        assert ask(submodule_urls, "submodule-on-another-port", unread).outcome == "failed"

    def test_for_the_kind_of_a_file_in_a_listing(self, ask):
        unreported = ResponseFault("bitbucket", "*/src/main/", without("values.*.attributes"))
        result = ask(submodule_urls, unreported)
        assert result.outcome == "unknown"
        assert "only the first" in result.words
