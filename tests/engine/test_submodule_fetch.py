"""A fetch proves a URL only if it took what a fetch would take now, in the way in which it would."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.sandbox.fault import all_of, oauth_token, repository, vcs_repo, workspace
from checks.sandbox.response_faults import ResponseFault, answer
from checks.submodule_urls import submodule_urls

TEXT = '[submodule "m"]\n\tpath = m\n\turl = https://bitbucket.org/acme-infra/modules.git\n'
over_https = repository("network", lambda one: replace(one, files={".gitmodules": TEXT}))


def took(**told):
    def step(one):
        versions = tuple(replace(each, ingress=told) for each in one.configuration_versions)
        return replace(one, configuration_versions=versions)

    return workspace("network-production", step)


def at_once(one):
    first = one.configuration_versions[0].created
    return replace(
        one, configuration_versions=tuple(replace(each, created=first) for each in one.configuration_versions)
    )


def authorized(minutes: int):
    return lambda now: oauth_token(lambda one: replace(one, created=now.clock - timedelta(minutes=minutes)))(now)


WHY_NOT = {
    "no fetch has finished": workspace("network-production", lambda one: replace(one, configuration_versions=())),
    "which fetch of the branch is the newest": workspace("network-production", at_once),
    "included submodules": vcs_repo("network-production", lambda one: replace(one, ingress_submodules=False)),
    "the current authorization": authorized(1),
    "from this repository": took(identifier="acme-infra/other"),
    "from this branch": took(branch="next"),
    "doesn't report the commit of the newest fetch": took(**{"commit-sha": None}),
    "the commit of the newest fetch couldn't be read": took(**{"commit-sha": "0" * 40}),
}


def test_such_a_fetch_proves_it(ask):
    told = ask(submodule_urls, over_https)
    assert told.outcome == "passed"
    assert "the newest fetch got it" in told.words


@pytest.mark.parametrize("words", WHY_NOT)
def test_any_other_proves_nothing_and_the_report_says_why(ask, words):
    told = ask(submodule_urls, all_of(over_https, WHY_NOT[words]))
    assert told.outcome == "unknown"
    assert words in told.words


def test_a_fetch_of_a_pull_request_proves_nothing(ask):
    assert ask(submodule_urls, all_of(over_https, took(**{"is-pull-request": True}))).outcome == "unknown"


@pytest.mark.parametrize("place", ["*/configuration-versions", "*/ingress-attributes"])
def test_one_that_cannot_be_read_proves_nothing(ask, place):
    assert ask(submodule_urls, over_https, ResponseFault("terraform", place, answer(403))).outcome == "unknown"


class TestSubmodulesOfSubmodules:
    def nested(self, *urls):
        text = "".join(f'[submodule "n{at}"]\n\tpath = n{at}\n\turl = {url}\n' for at, url in enumerate(urls))
        return repository("modules", lambda one: replace(one, files={".gitmodules": text}))

    def test_they_are_judged_too(self, ask):
        told = ask(submodule_urls, self.nested("ssh://git@ssh.bitbucket.org:443/acme-infra/policies.git"))
        assert told.outcome == "failed"
        assert "n0 in acme-infra/modules" in told.words

    def test_one_at_another_level_is_found_at_the_commit_that_is_pinned(self, ask):
        deeper = '[submodule "x"]\n\tpath = x\n\turl = https://me:hunter2hunter2@bitbucket.org/a/b.git\n'
        third = repository("platform", lambda one: replace(one, files={".gitmodules": deeper}))
        told = ask(submodule_urls, all_of(self.nested("git@ssh.bitbucket.org:acme-infra/platform.git"), third))
        assert told.outcome == "failed"
        assert "x in acme-infra/platform" in told.words

    def test_each_repository_is_read_once_also_where_they_name_each_other(self, ask, requests_log):
        ring = self.nested("git@ssh.bitbucket.org:acme-infra/modules.git", "git@ssh.bitbucket.org:acme-infra/network")
        told = ask(submodule_urls, ring)
        assert told.outcome == "passed"
        files = [request.path for request in requests_log if request.path.endswith(".gitmodules")]
        assert len(files) == len(set(files))

    def test_the_bound_is_stated_where_it_is_reached(self, ask, monkeypatch):
        monkeypatch.setattr("checks.engine.submodules.MOST", 1)
        told = ask(submodule_urls)
        assert told.outcome == "unknown"
        assert "a run reads 1 of them" in told.words
