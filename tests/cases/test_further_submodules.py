"""Submodule URLs like those in public reports, but in other forms, each with its own finding."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.faults.repository import failed_fetch
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import repository, workspace
from checks.ssh_key_stored import ssh_key_stored
from checks.submodule_urls import submodule_urls

RIGHT = "git@ssh.bitbucket.org:acme-infra/policies.git"
SECRET = "hunter2hunter2"
nothing_fetched = workspace("network-production", lambda one: replace(one, configuration_versions=()))


def submodule(url: str, *more: str, slug: str = "network"):
    lines = "".join(f"\t{line}\n" for line in (f"path = policies\n\turl = {url}", *more))
    text = f'[submodule "policies"]\n{lines}'
    return repository(slug, lambda one: replace(one, files={**one.files, ".gitmodules": text}))


class TestCommittedSecret:
    def test_fails_although_git_skips_the_submodule(self, ask):
        result = ask(
            submodule_urls, submodule(f"https://u:{SECRET}@bitbucket.org/acme-infra/policies.git", "update = none")
        )
        assert result.outcome == "failed"
        assert "Revoke it: everyone who can read acme-infra/network" in result.words

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
    def test_fails_in_every_form_without_being_shown(self, run_command, url):
        run = run_command(submodule(url)(healthy(datetime.now(UTC))))
        assert run.outcome("submodule-urls") == "failed"
        assert SECRET not in run.text + run.report

    def test_in_a_nested_submodule_fails(self, ask):
        nested = submodule(f"https://u:{SECRET}@bitbucket.org/acme-infra/modules.git", slug="policies")
        result = ask(submodule_urls, nested)
        assert result.outcome == "failed"
        assert "Then write git@ssh.bitbucket.org:acme-infra/modules.git in the .gitmodules file of" in result.words

    @pytest.mark.parametrize("slug", ["network", "policies"])
    def test_in_an_entry_that_git_skips_fails_at_every_level(self, ask, slug):
        skipped = submodule(f"https://u:{SECRET}@bitbucket.org/acme-infra/modules.git", "update = none", slug=slug)
        result = ask(submodule_urls, skipped)
        assert result.outcome == "failed"
        assert f"in acme-infra/{slug}" in result.words
        assert SECRET not in result.words


class TestFix:
    @pytest.mark.parametrize(
        ("url", "cause"),
        [
            ("git@ssh.bitbucket.org:22/acme-infra/policies.git", "uses the port as the beginning of the path"),
            ("git@bitbucket.org:7999:acme-infra/policies", "uses the port as the beginning of the path"),
            ("https:/bitbucket.org/acme-infra/policies.git", "doesn't have two slashes"),
            ("ssh:/git@ssh.bitbucket.org/acme-infra/policies.git", "doesn't have two slashes"),
            ("ssh://git@ssh.bitbucket.org:22:acme-infra/policies.git", "as the host"),
        ],
    )
    def test_names_the_repository_in_a_url_that_never_works(self, ask, url, cause):
        result = ask(submodule_urls, submodule(url), nothing_fetched)
        assert result.outcome == "failed"
        assert cause in result.words
        assert "rite git@ssh.bitbucket.org:acme-infra/policies.git" in result.words

    @pytest.mark.parametrize(
        "url",
        [
            "git@ssh.bitbucket.org.:acme-infra/policies.git",
            "git@ssh.bitbucket.org/acme-infra/policies.git",
            "bitbucket.org/acme-infra/policies",
            "git@ssh.bitbucket.org:~/acme-infra/policies.git",
            "git@ssh.bitbucket.org:acme-infra//policies.git",
            "https://bitbucket.org/acme-infra/policies/src/main/",
        ],
    )
    def test_names_the_repository_in_a_url_that_might_work(self, ask, url):
        result = ask(submodule_urls, submodule(url), nothing_fetched)
        assert result.outcome == "unknown"
        assert "alias" not in result.words
        assert url.startswith("https") or "rite git@ssh.bitbucket.org:acme-infra/policies.git" in result.words

    def test_a_server_of_bitbucket_data_center_is_not_an_alias(self, ask):
        result = ask(submodule_urls, submodule("ssh://git@bitbucket.acme.example:7999/net/x.git"), nothing_fetched)
        assert result.outcome == "unknown"
        assert "on another host" in result.words
        assert "alias" not in result.words

    @pytest.mark.parametrize("url", ["./policies.git", "../../../../x.git"])
    def test_does_not_contain_a_url_without_a_repository(self, ask, url):
        result = ask(submodule_urls, submodule(url), nothing_fetched)
        assert result.outcome == "unknown"
        assert "rite git@ssh.bitbucket.org:workspace/repository.git" in result.words

    @pytest.mark.parametrize(
        "url",
        [
            "ssh://git@altssh.bitbucket.org/acme-infra/policies.git",
            "ssh://git@altssh.bitbucket.org:443/acme-infra/policies.git",
            "git@altssh.bitbucket.org:acme-infra/policies.git",
        ],
    )
    def test_names_the_reason_for_the_host_for_port_443(self, ask, url):
        result = ask(submodule_urls, submodule(url))
        assert result.outcome == "failed"
        assert "altssh.bitbucket.org is for SSH on port 443, and HCP Terraform uses only port 22" in result.words
        assert f"Write {RIGHT}" in result.words

    def test_comes_from_a_known_error_message(self, ask):
        url = "https://bitbucket.org/acme-infra/policies.git"
        result = ask(submodule_urls, submodule(url), failed_fetch(f"fatal: Authentication failed for '{url}/'"))
        assert result.outcome == "failed"
        assert "authorization-works" in result.words


class TestTerraformSyntax:
    """Forms that Terraform accepts in a module source, and Git doesn't accept in `.gitmodules`."""

    @pytest.mark.parametrize(
        "url",
        ["git::ssh://git@ssh.bitbucket.org/acme-infra/policies.git", "git::https://bitbucket.org/acme-infra/policies"],
    )
    def test_is_not_mistaken_for_a_secret(self, ask, url):
        result = ask(submodule_urls, submodule(url), nothing_fetched)
        assert result.outcome == "unknown"
        assert "Revoke" not in result.words
        assert f"Write {RIGHT}" in result.words


class TestQuery:
    def test_does_not_pass_because_the_repository_is_public(self, ask):
        public = repository("policies", lambda one: replace(one, private=False))
        url = "https://bitbucket.org/acme-infra/policies.git"
        assert ask(submodule_urls, submodule(url), public, nothing_fetched).outcome == "passed"
        result = ask(submodule_urls, submodule(f"{url}?at=main"), public, nothing_fetched)
        assert result.outcome == "unknown"
        assert "with a query after it" in result.words
        assert f"rite {RIGHT}" in result.words


class TestVariable:
    def test_in_the_name_of_a_repository_is_named(self, ask, requests_log):
        result = ask(submodule_urls, submodule("https://bitbucket.org/${TEAM}/policies.git"), nothing_fetched)
        assert result.outcome == "unknown"
        assert "contains the name of a variable" in result.words
        assert not [one for one in requests_log if "%7B" in one.path or "{" in one.path]

    def test_in_the_login_does_not_hide_a_repository_that_cannot_be_read(self, ask):
        assert ask(ssh_key_stored, "variable-in-a-submodule-url", "submodule-not-readable").outcome == "unknown"


class TestAnotherHost:
    @pytest.mark.parametrize(
        "url",
        [
            "ssh://git@[2001:db8::1]/acme-infra/policies.git",
            "ssh://git@[2001:db8::1]:22/acme-infra/policies.git",
            "git@[2001:db8::1]:acme-infra/policies.git",
            "git@192.0.2.7:acme-infra/policies.git",
        ],
    )
    def test_with_an_ip_address_is_not_an_alias(self, ask, url):
        result = ask(submodule_urls, submodule(url), nothing_fetched)
        assert result.outcome == "unknown"
        assert "on another host" in result.words
        assert "alias" not in result.words

    @pytest.mark.parametrize("url", ["C:/Users/jo/policies", r"C:\\Users\\jo\\policies"])
    def test_that_is_a_drive_is_not_an_alias(self, ask, url):
        result = ask(submodule_urls, submodule(url), nothing_fetched)
        assert result.outcome == "unknown"
        assert "C: looks like the drive of a Windows computer" in result.words


class TestSchemeInCapitals:
    @pytest.mark.parametrize("scheme", ["HTTPS://", "SSH://git@", "Https://", "htps://"])
    def test_fails_because_git_does_not_support_it(self, ask, scheme):
        result = ask(submodule_urls, submodule(f"{scheme}bitbucket.org/acme-infra/policies.git"), nothing_fetched)
        assert result.outcome == "failed"
        assert "Git doesn't support this scheme" in result.words
        assert "username" not in result.words
        assert f"Write {RIGHT}" in result.words


class TestNameThatBitbucketDoesNotAccept:
    @pytest.mark.parametrize(
        ("url", "fix"),
        [
            (f"<{RIGHT}>", RIGHT),
            (f"'{RIGHT}'", RIGHT),
            ("~/policies", "git@ssh.bitbucket.org:workspace/repository.git"),
        ],
    )
    def test_is_not_in_the_fix(self, ask, requests_log, url, fix):
        result = ask(submodule_urls, submodule(url), nothing_fetched)
        assert result.outcome == "unknown"
        written = result.words.partition("Write ")[2].partition(" in the ")[0]
        assert written == fix
        assert not [one for one in requests_log if set("<>'~%") & set(one.path)]


class TestEntryThatGitDoesNotUse:
    """Git uses the last entry with a path, and no entry whose path isn't written as in a commit."""

    @staticmethod
    def entries(*urls: str, path: str = "policies"):
        text = "".join(f'[submodule "{number}"]\n\tpath = {path}\n\turl = {url}\n' for number, url in enumerate(urls))
        return repository(
            "network", lambda one: replace(one, files={**one.files, ".gitmodules": text}, gitlinks=("policies",))
        )

    def test_does_not_affect_the_result(self, ask):
        wrong = "git@bitbucket.org-work:acme-infra/policies.git"
        assert ask(submodule_urls, self.entries(wrong, RIGHT), nothing_fetched).outcome == "passed"
        assert ask(submodule_urls, self.entries(RIGHT, wrong), nothing_fetched).outcome == "unknown"

    def test_fails_if_its_url_contains_a_secret(self, ask):
        secret = f"https://u:{SECRET}@bitbucket.org/acme-infra/policies.git"
        result = ask(submodule_urls, self.entries(secret, RIGHT), nothing_fetched)
        assert result.outcome == "failed"
        assert SECRET not in result.words

    @pytest.mark.parametrize("path", ["./policies", "policies/", "x/../policies"])
    def test_with_another_path_leaves_the_submodule_without_an_entry(self, ask, path):
        result = ask(submodule_urls, self.entries(RIGHT, path=path), nothing_fetched)
        assert result.outcome == "unknown"
        assert "policies in acme-infra/network" in result.words
        assert "no entry" in result.words


class TestEntryThatGitRefuses:
    @pytest.mark.parametrize("update", ["NONE", "!make"])
    def test_with_an_invalid_update_is_unknown(self, ask, update):
        result = ask(submodule_urls, submodule(RIGHT, f"update = {update}"))
        assert result.outcome == "unknown"
        assert "invalid value for submodule.policies.update" in result.words
        assert "Correct the .gitmodules file of acme-infra/network." in result.words

    @pytest.mark.parametrize("line", ["shallow = maybe", "fetchRecurseSubmodules = all", "update", "ignore"])
    def test_with_any_other_value_that_git_refuses_is_unknown(self, ask, line):
        result = ask(submodule_urls, submodule(RIGHT, line), nothing_fetched)
        assert result.outcome == "unknown"
        assert "Git rejects .gitmodules" in result.words

    def test_without_a_url_fails_until_a_fetch_proves_the_opposite(self, ask):
        entry = repository(
            "network", lambda one: replace(one, files={**one.files, ".gitmodules": '[submodule "p"]\n\tpath = p\n'})
        )
        assert ask(submodule_urls, entry, nothing_fetched).outcome == "failed"
        assert ask(submodule_urls, entry).outcome == "passed"


class TestHostAlias:
    @pytest.mark.parametrize(("host", "outcome"), [("bitbucket-work", "failed"), ("github-work", "unknown")])
    def test_fails_only_if_the_error_message_names_it(self, ask, host, outcome):
        words = f"ssh: Could not resolve hostname {host}: Name or service not known"
        result = ask(submodule_urls, submodule("git@bitbucket-work:acme-infra/policies.git"), failed_fetch(words))
        assert result.outcome == outcome


class TestFormerHost:
    @pytest.mark.parametrize(
        "words",
        [
            "fatal: repository 'https://bitbucket.org/acme-infra/network.git/' not found",
            "git@ssh.bitbucket.org: Permission denied (publickey).",
            "fatal: early EOF",
            None,
        ],
    )
    def test_is_unknown_after_an_error_message_about_another_problem(self, ask, words):
        result = ask(submodule_urls, submodule("git@bitbucket.org:acme-infra/policies.git"), failed_fetch(words))
        assert result.outcome == "unknown"


class TestUrlForms:
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
    def test_with_the_same_meaning_pass(self, ask, url):
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
    def test_without_proof_are_unknown(self, ask, url):
        assert ask(submodule_urls, submodule(url), nothing_fetched).outcome == "unknown"


class TestUnusedKey:
    @pytest.mark.parametrize(
        "url",
        [
            "../policies.git",
            "https://jordan@bitbucket.org/acme-infra/policies.git",
            f"https://u:{SECRET}@bitbucket.org/acme-infra/policies.git",
        ],
    )
    def test_causes_no_advice_if_the_fix_for_a_url_needs_it(self, ask, url):
        assert ask(ssh_key_stored, submodule(url)).advice == ""
