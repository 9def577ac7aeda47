"""Submodules of the same kinds as in public reports, in forms that no report named: each gets its own finding."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.fault import repository, workspace
from checks.sandbox.faults.repository import newest_fetch
from checks.sandbox.healthy import healthy
from checks.ssh_key_stored import ssh_key_stored
from checks.submodule_urls import submodule_urls

RIGHT = "git@ssh.bitbucket.org:acme-infra/policies.git"
SECRET = "hunter2hunter2"
nothing_fetched = workspace("network-production", lambda one: replace(one, configuration_versions=()))


def submodule(url: str, *more: str, slug: str = "network"):
    lines = "".join(f"\t{line}\n" for line in (f"path = policies\n\turl = {url}", *more))
    text = f'[submodule "policies"]\n{lines}'
    return repository(slug, lambda one: replace(one, files={**one.files, ".gitmodules": text}))


def failed_fetch(words: str):
    return newest_fetch("errored", "ingress_failed", words)


class TestACommittedSecret:
    def test_fails_although_git_skips_the_submodule(self, ask):
        told = ask(
            submodule_urls, submodule(f"https://u:{SECRET}@bitbucket.org/acme-infra/policies.git", "update = none")
        )
        assert told.outcome == "failed"
        assert "Revoke it: everyone who can read acme-infra/network" in told.words

    @pytest.mark.parametrize(
        "url",
        [
            f"https://x-token-auth:{SECRET}@bitbucket.org/acme-infra/policies.git",
            f"https://ATCTT3x{SECRET}@bitbucket.org/acme-infra/policies.git",
            f"ssh://git:{SECRET}@ssh.bitbucket.org/acme-infra/policies.git",
            f"https://bitbucket.org/acme-infra/policies.git?access_token={SECRET}",
            f"https://jordan:{SECRET}%40x@bitbucket.org/acme-infra/policies.git",
        ],
    )
    def test_fails_in_every_form_and_is_never_shown(self, run_command, url):
        run = run_command(submodule(url)(healthy(datetime.now(UTC))))
        assert run.outcome("submodule-urls") == "failed"
        assert SECRET not in run.text + run.report

    def test_of_a_submodule_of_a_submodule_fails(self, ask):
        nested = submodule(f"https://u:{SECRET}@bitbucket.org/acme-infra/modules.git", slug="policies")
        told = ask(submodule_urls, nested)
        assert told.outcome == "failed"
        assert "Then write git@ssh.bitbucket.org:acme-infra/modules.git in the .gitmodules file of" in told.words


class TestAFixCanBeFollowed:
    @pytest.mark.parametrize("url", ["./policies.git", "../../../../x.git", "git@ssh.bitbucket.org:22/acme/x.git"])
    def test_a_url_that_names_no_repository_is_not_part_of_it(self, ask, url):
        told = ask(submodule_urls, submodule(url), nothing_fetched)
        assert told.outcome == "unknown"
        assert "rite git@ssh.bitbucket.org:workspace/repository.git" in told.words

    @pytest.mark.parametrize(
        "url",
        [
            "ssh://git@altssh.bitbucket.org/acme-infra/policies.git",
            "ssh://git@altssh.bitbucket.org:443/acme-infra/policies.git",
            "git@altssh.bitbucket.org:acme-infra/policies.git",
        ],
    )
    def test_the_host_for_port_443_fails_with_that_reason(self, ask, url):
        told = ask(submodule_urls, submodule(url))
        assert told.outcome == "failed"
        assert "altssh.bitbucket.org is for SSH on port 443, and HCP Terraform uses only port 22" in told.words
        assert f"Write {RIGHT}" in told.words

    def test_words_that_are_in_the_guide_decide_it(self, ask):
        url = "https://bitbucket.org/acme-infra/policies.git"
        told = ask(submodule_urls, submodule(url), failed_fetch(f"fatal: Authentication failed for '{url}/'"))
        assert told.outcome == "failed"
        assert "authorization-works" in told.words


class TestAnAlias:
    @pytest.mark.parametrize(("host", "outcome"), [("bitbucket-work", "failed"), ("github-work", "unknown")])
    def test_is_blamed_only_if_the_words_name_it(self, ask, host, outcome):
        words = f"ssh: Could not resolve hostname {host}: Name or service not known"
        told = ask(submodule_urls, submodule("git@bitbucket-work:acme-infra/policies.git"), failed_fetch(words))
        assert told.outcome == outcome


class TestAFormerHost:
    @pytest.mark.parametrize(
        "words",
        [
            "fatal: repository 'https://bitbucket.org/acme-infra/network.git/' not found",
            "git@ssh.bitbucket.org: Permission denied (publickey).",
            "fatal: early EOF",
            None,
        ],
    )
    def test_is_not_blamed_for_words_about_something_else(self, ask, words):
        told = ask(submodule_urls, submodule("git@bitbucket.org:acme-infra/policies.git"), failed_fetch(words))
        assert told.outcome == "unknown"


class TestForms:
    @pytest.mark.parametrize(
        "url",
        [
            "git@SSH.BitBucket.org:Acme-Infra/Policies.git",
            "git@ssh.bitbucket.org:/acme-infra/policies.git",
            "git@ssh.bitbucket.org:acme-infra/policies",
            "git+ssh://git@ssh.bitbucket.org/acme-infra/policies.git",
            "https://bitbucket.org:443/acme-infra/policies.git",
            "https://bitbucket.org/acme-infra/policies/",
        ],
    )
    def test_that_mean_the_same_pass(self, ask, url):
        assert ask(submodule_urls, submodule(url)).outcome == "passed"

    @pytest.mark.parametrize(
        "url",
        [
            "http://bitbucket.org/acme-infra/policies.git",
            "https://x-token-auth@bitbucket.org/acme-infra/policies.git",
            "https://$TOKEN@bitbucket.org/acme-infra/policies.git",
            "https://bitbucket.org:8443/acme-infra/policies.git",
            "https://www.bitbucket.org/acme-infra/policies.git",
            "https://bitbucket.org/acme-infra/policies/src/main/",
            "../../other-team/policies.git",
            "ssh.bitbucket.org:acme-infra/policies.git",
            "git@bb:acme-infra/policies.git",
        ],
    )
    def test_that_nothing_proves_are_unknown(self, ask, url):
        assert ask(submodule_urls, submodule(url), nothing_fetched).outcome == "unknown"


class TestAKeyThatNoSubmoduleNeedsNow:
    @pytest.mark.parametrize(
        "url",
        [
            "../policies.git",
            "https://jordan@bitbucket.org/acme-infra/policies.git",
            f"https://u:{SECRET}@bitbucket.org/acme-infra/policies.git",
        ],
    )
    def test_is_not_called_needless_if_the_fix_of_a_url_needs_it(self, ask, url):
        assert ask(ssh_key_stored, submodule(url)).advice == ""
