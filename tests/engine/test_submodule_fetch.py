"""A past fetch proves a submodule URL only if a fetch now would get the same commit in the same way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario_changes import all_of, oauth_token, repository, vcs_repo, workspace
from checks.submodule_urls import submodule_urls

TEXT = '[submodule "m"]\n\tpath = m\n\turl = https://bitbucket.org/acme-infra/modules.git\n'
over_https = repository("network", lambda one: replace(one, files={".gitmodules": TEXT}))


def fetched(**ingress):
    def step(one):
        versions = tuple(replace(each, ingress=ingress) for each in one.configuration_versions)
        return replace(one, configuration_versions=versions)

    return workspace("network-production", step)


def at_the_same_time(one):
    first = one.configuration_versions[0].created
    return replace(
        one, configuration_versions=tuple(replace(each, created=first) for each in one.configuration_versions)
    )


def authorized(minutes: int):
    return lambda now: oauth_token(lambda one: replace(one, created=now.clock - timedelta(minutes=minutes)))(now)


WHY_NOT = {
    "no fetch has finished": workspace("network-production", lambda one: replace(one, configuration_versions=())),
    "which fetch of the branch is the newest": workspace("network-production", at_the_same_time),
    "included submodules": vcs_repo("network-production", lambda one: replace(one, ingress_submodules=False)),
    "the current authorization": authorized(1),
    "from this repository": fetched(identifier="acme-infra/other"),
    "from this branch": fetched(branch="next"),
    "doesn't report the commit of the newest fetch": fetched(**{"commit-sha": None}),
    "the commit of the newest fetch couldn't be read": fetched(**{"commit-sha": "0" * 40}),
}


def test_the_newest_fetch_proves_the_url(ask):
    result = ask(submodule_urls, over_https)
    assert result.outcome == "passed"
    assert "the newest fetch included it" in result.words


@pytest.mark.parametrize("reason", WHY_NOT)
def test_any_other_fetch_is_no_proof_and_the_report_says_why(ask, reason):
    result = ask(submodule_urls, all_of(over_https, WHY_NOT[reason]))
    assert result.outcome == "unknown"
    assert reason in result.words


def test_a_fetch_of_a_pull_request_is_no_proof(ask):
    assert ask(submodule_urls, all_of(over_https, fetched(**{"is-pull-request": True}))).outcome == "unknown"


@pytest.mark.parametrize("place", ["*/configuration-versions", "*/ingress-attributes"])
def test_an_unreadable_fetch_is_no_proof(ask, place):
    assert ask(submodule_urls, over_https, ResponseFault("terraform", place, answer(403))).outcome == "unknown"


class TestNestedSubmodules:
    def nested(self, *urls):
        text = "".join(f'[submodule "n{at}"]\n\tpath = n{at}\n\turl = {url}\n' for at, url in enumerate(urls))
        return repository("modules", lambda one: replace(one, files={".gitmodules": text}))

    def test_checks_the_url_of_a_nested_submodule(self, ask):
        result = ask(submodule_urls, self.nested("ssh://git@ssh.bitbucket.org:443/acme-infra/policies.git"))
        assert result.outcome == "failed"
        assert "n0 in acme-infra/modules" in result.words

    def test_finds_a_submodule_at_the_third_level_at_the_pinned_commit(self, ask):
        deeper = '[submodule "x"]\n\tpath = x\n\turl = https://me:hunter2hunter2@bitbucket.org/a/b.git\n'
        third = repository("platform", lambda one: replace(one, files={".gitmodules": deeper}))
        result = ask(submodule_urls, all_of(self.nested("git@ssh.bitbucket.org:acme-infra/platform.git"), third))
        assert result.outcome == "failed"
        assert "x in acme-infra/platform" in result.words

    def test_reads_each_repository_once_despite_a_cycle(self, ask, requests_log):
        cycle = self.nested("git@ssh.bitbucket.org:acme-infra/modules.git", "git@ssh.bitbucket.org:acme-infra/network")
        result = ask(submodule_urls, cycle)
        assert result.outcome == "passed"
        files = [request.path for request in requests_log if request.path.endswith(".gitmodules")]
        assert len(files) == len(set(files))

    def test_states_the_limit_when_it_is_reached(self, ask, monkeypatch):
        monkeypatch.setattr("checks.engine.submodules.MOST", 1)
        result = ask(submodule_urls)
        assert result.outcome == "unknown"
        assert "a run reads 1 of them" in result.words
