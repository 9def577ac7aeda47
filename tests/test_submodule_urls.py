"""Addresses of submodules pass that are known to work, or that the last fetch showed to work."""

from dataclasses import replace

import pytest

from checks.sandbox.fault import all_of, repository, vcs_repo, workspace
from checks.sandbox.faults.repository import newest_fetch
from checks.sandbox.response_faults import ResponseFault, answer, redirected, without
from checks.submodule_urls import submodule_urls

NESTED = '[submodule "n"]\n\tpath = n\n\turl = git@bitbucket.org:acme-infra/modules.git\n'
VERSIONS = "/api/v2/workspaces/*/configuration-versions"


def at(*urls: str):
    """Let the submodules of one repository be at these addresses."""
    text = "".join(f'[submodule "m{at}"]\n\tpath = m{at}\n\turl = {url}\n' for at, url in enumerate(urls))
    return repository("network", lambda one: replace(one, files={".gitmodules": text}))


def fetched(status: str):
    """Let the fetches of one Terraform workspace have ended so."""

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
def test_https_and_the_ssh_host_pass(ask, url):
    told = ask(submodule_urls, at(url))
    assert (told.outcome, told.advice) == ("passed", "")


class TestARepositoryThatIsAnsweredUnderItsFormerName:
    """Bitbucket may answer to a former name. A file shows no name, so the repository itself is asked."""

    RENAMED = "submodule-renamed-and-still-answered"

    @pytest.mark.parametrize(
        "url",
        [
            "git@ssh.bitbucket.org:acme-infra/policies.git",
            "git@bitbucket.org:acme-infra/policies.git",
            "https://jordan-lee@bitbucket.org/acme-infra/policies.git",
            "../policies.git",
        ],
    )
    def test_is_unknown_whatever_was_fetched_before_and_named(self, ask, url):
        told = ask(submodule_urls, at(url), self.RENAMED)
        assert told.outcome == "unknown"
        assert "Bitbucket shows acme-infra/policies as acme-infra/policies-eu" in told.words
        assert "acme-infra/policies-eu.git in the .gitmodules file of acme-infra/network" in told.words

    def test_fails_over_https_if_hcp_terraform_does_not_see_it(self, ask):
        told = ask(submodule_urls, at("https://bitbucket.org/acme-infra/policies.git"), self.RENAMED)
        assert told.outcome == "failed"
        assert "Bitbucket shows acme-infra/policies as acme-infra/policies-eu" in told.words
        assert "write https://bitbucket.org/acme-infra/policies-eu.git in" in told.words

    def test_a_redirect_within_bitbucket_is_seen_through(self, ask):
        new = "/2.0/repositories/acme-infra/modules"
        moved = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/policies", redirected(new, 301))
        told = ask(submodule_urls, moved)
        assert told.outcome == "unknown"
        assert "Bitbucket shows acme-infra/policies as acme-infra/modules" in told.words

    def test_a_port_that_cannot_work_fails_all_the_same(self, ask):
        told = ask(submodule_urls, at("ssh://git@ssh.bitbucket.org:443/acme-infra/policies.git"), self.RENAMED)
        assert told.outcome == "failed"


@pytest.mark.parametrize("host", ["ssh.bitbucket.org", "bitbucket.org"])
@pytest.mark.parametrize("port", [443, 7999])
def test_another_port_fails(ask, host, port):
    told = ask(submodule_urls, at(f"ssh://git@{host}:{port}/acme-infra/modules.git"))
    assert told.outcome == "failed"
    assert f"port {port}" in told.words


@pytest.mark.parametrize(
    "url",
    [
        "ssh://ssh.bitbucket.org/acme-infra/modules.git",
        "ssh.bitbucket.org:acme-infra/modules.git",
        "jordan@ssh.bitbucket.org:acme-infra/modules.git",
        "jordan@bitbucket.org:acme-infra/modules.git",
    ],
)
def test_another_user_than_that_of_bitbuckets_own_addresses_is_unknown(ask, url):
    told = ask(submodule_urls, at(url))
    assert told.outcome == "unknown"
    assert "Write git@ssh.bitbucket.org:" in told.words


class TestTheFormerHost:
    OLD = ("git@bitbucket.org:acme-infra/policies.git", "ssh://git@BITBUCKET.org/acme-infra/policies.git")

    @pytest.mark.parametrize("url", OLD)
    def test_passes_with_advice_while_fetches_work(self, ask, url):
        told = ask(submodule_urls, at(url))
        assert told.outcome == "passed"
        assert "Write git@ssh.bitbucket.org:acme-infra/policies.git" in told.advice

    def test_is_not_blamed_for_a_failure_in_other_words(self, ask):
        assert ask(submodule_urls, at(self.OLD[0]), fetched("errored")).outcome == "unknown"

    @pytest.mark.parametrize("url", OLD)
    def test_fails_once_a_fetch_failed_on_it(self, ask, url):
        words = "git@bitbucket.org: Permission denied (publickey)."
        told = ask(submodule_urls, at(url), newest_fetch("errored", "ingress_failed", words))
        assert told.outcome == "failed"
        assert "Write git@ssh.bitbucket.org:acme-infra/policies.git" in told.words

    @pytest.mark.parametrize("status", ["pending", "fetching"])
    def test_is_unknown_while_no_fetch_has_ended(self, ask, status):
        assert ask(submodule_urls, at(self.OLD[0]), fetched(status)).outcome == "unknown"

    def test_is_unknown_where_fetches_cannot_be_read(self, ask):
        hidden = ResponseFault("terraform", VERSIONS, answer(403))
        assert ask(submodule_urls, at(self.OLD[0]), hidden).outcome == "unknown"

    def test_is_unknown_where_submodules_were_left_out_of_the_fetch(self, ask):
        off = vcs_repo("network-production", lambda one: replace(one, ingress_submodules=False))
        assert ask(submodule_urls, all_of(at(self.OLD[0]), off)).outcome == "unknown"
        assert ask(submodule_urls, all_of(at(self.OLD[0]), off), fetched("errored")).outcome == "unknown"


class TestARelativeAddress:
    def test_passes_with_advice_while_fetches_work(self, ask):
        told = ask(submodule_urls, at("../policies.git"))
        assert told.outcome == "passed"
        assert "relative" in told.advice

    @pytest.mark.parametrize("status", ["errored", "pending"])
    def test_is_otherwise_unknown_for_the_failure_may_have_another_reason(self, ask, status):
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


def test_ssh_to_another_host_is_unknown_for_who_knows_the_key_there(ask):
    assert ask(submodule_urls, at("git@github.com:acme/modules.git")).outcome == "unknown"


def test_a_password_in_an_address_is_not_shown(ask):
    told = ask(submodule_urls, at("https://somebody:hunter2hunter2@bitbucket.org/acme-infra/modules.git"))
    assert told.outcome == "failed"
    assert "hunter2" not in told.words


def test_one_bad_address_among_good_ones_fails(ask):
    good = "https://bitbucket.org/acme-infra/modules.git"
    told = ask(submodule_urls, at(good, "ssh://git@ssh.bitbucket.org:443/acme-infra/policies.git"))
    assert told.outcome == "failed"
    assert "m1 in acme-infra/network" in told.words


def test_without_submodules_it_does_not_apply(ask):
    assert ask(submodule_urls, "no-submodules").outcome == "not_applicable"


def test_a_repository_that_cannot_be_read_is_unknown(ask):
    hidden = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/platform*", answer(404))
    told = ask(submodule_urls, hidden)
    assert told.outcome == "unknown"
    assert "acme-infra/platform" in told.words


def test_where_no_repository_can_be_read_it_is_unknown_whether_there_are_submodules(ask):
    hidden = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/*", answer(404))
    assert ask(submodule_urls, hidden).outcome == "unknown"


def test_where_the_last_fetch_cannot_be_read_that_is_told(ask):
    told = ask(submodule_urls, "old-ssh-host", ResponseFault("terraform", "*/configuration-versions", answer(503)))
    assert told.outcome == "unknown"
    assert "its fetches could not be read" in told.words
    assert "answered 503" in told.words


class TestWhatCannotBeAskedHidesNothing:
    """Each read that a judgment does without falls back to less evidence, never to a pass of what is wrong."""

    SEES = "/api/v2/organizations/acme/vcs/repo"
    HIDDEN = ("https-submodule-not-readable", ResponseFault("terraform", SEES, answer(503)))

    def test_whether_the_authorization_sees_the_repository(self, ask):
        told = ask(submodule_urls, *self.HIDDEN)
        assert told.outcome == "unknown"
        assert "acme-infra/modules answered 404" in told.words

    def test_whether_it_does_without_a_fetch(self, ask):
        told = ask(submodule_urls, *self.HIDDEN, "nothing-fetched-yet")
        assert told.outcome == "unknown"
        assert "no fetch proves it: no fetch has finished" in told.words

    def test_whether_a_repository_is_public(self, ask):
        unread = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/modules", answer(503))
        assert ask(submodule_urls, "https-submodule-not-proven", unread).outcome == "unknown"

    def test_the_head_of_the_branch(self, ask):
        nested = repository("policies", lambda one: replace(one, files={".gitmodules": NESTED}))
        unread = ResponseFault("bitbucket", "*/refs/branches/main", answer(503))
        assert ask(submodule_urls, nested).outcome == "passed"
        told = ask(submodule_urls, nested, unread)
        assert told.outcome == "unknown"
        assert "the newest fetch is of an older commit" in told.words

    def test_which_account_has_the_key(self, ask):
        unread = ResponseFault("bitbucket", "*/ssh-keys", answer(503))
        told = ask(submodule_urls, "submodule-not-readable", unread)
        assert told.outcome == "unknown"
        assert "acme-infra/policies answered 404" in told.words

    def test_whether_a_commit_is_pinned(self, ask):
        unread = ResponseFault("bitbucket", "*/src/main/policies", answer(503))
        assert ask(submodule_urls, "submodule-on-another-port").outcome == "failed"
        assert ask(submodule_urls, "submodule-on-another-port", unread).outcome == "failed"

    def test_the_kind_of_an_entry_of_a_listing(self, ask):
        untold = ResponseFault("bitbucket", "*/src/main/", without("values.*.attributes"))
        told = ask(submodule_urls, untold)
        assert told.outcome == "unknown"
        assert "only the first" in told.words
