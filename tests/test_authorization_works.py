"""A grant works if HCP Terraform sees the repositories in use with it; where it cannot be asked, nothing is known."""

from dataclasses import replace

import pytest
from edited import edited

from checks.authorization_works import SAMPLE, authorization_works
from checks.sandbox.fault import all_of, oauth_token, repository, vcs_repo, without_objects
from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer, hung_up, retyped, without

REPO = "/api/v2/organizations/acme/vcs/repo"
TREE = "/api/v2/organizations/acme/vcs/tree"
LISTED = "/api/v2/oauth-tokens/*/authorized-repos"


def unbound(now):
    workspaces = tuple(replace(one, vcs_repo=None) for one in now.terraform_workspaces)
    return without_objects(replace(now, terraform_workspaces=workspaces))


def test_repositories_that_are_seen_pass(ask):
    told = ask(authorization_works)
    assert told.outcome == "passed"
    assert "acme-infra/network" in told.words
    assert "acme-infra/platform" in told.words


def test_a_workspace_whose_repository_is_not_reported_is_unknown_and_not_asked_for(ask, requests_log):
    def change(document):
        for one in document["data"]:
            for name in ("identifier", "display-identifier", "repository-http-url"):
                (one["attributes"]["vcs-repo"] or {}).pop(name, None)

    told = ask(authorization_works, without_objects, ResponseFault("terraform", "*/workspaces", edited(change)))
    assert told.outcome == "unknown"
    assert "network-production" in told.words
    assert not [request for request in requests_log if request.path == REPO]


def test_a_repository_in_two_spellings_is_looked_for_once(ask, requests_log):
    shouted = vcs_repo("platform-staging", lambda one: replace(one, identifier="ACME-infra/Platform"))
    ask(authorization_works, all_of(shouted, without_objects))
    assert len([request for request in requests_log if request.path == REPO]) == 2


def test_a_dead_grant_fails_in_bitbuckets_own_words(ask):
    told = ask(authorization_works, "authorization-revoked")
    assert told.outcome == "failed"
    assert "Repository doesn't exist or isn't accessible" in told.words
    assert "Reauthorize" in told.words


def test_one_repository_out_of_sight_fails_and_the_other_is_still_told(ask):
    told = ask(authorization_works, repository("network", lambda one: replace(one, slug="network-eu")))
    assert told.outcome == "failed"
    assert "acme-infra/platform | accessible to HCP Terraform | accessible" in told.words


@pytest.mark.parametrize("how", [answer(404), answer(500), answer(200, {"data": []}), hung_up()])
def test_what_is_not_seen_fails_even_if_nobody_can_say_why(ask, how):
    told = ask(authorization_works, "authorization-revoked", ResponseFault("terraform", TREE, how))
    assert told.outcome == "failed"
    assert "no such repository is accessible" in told.words


def test_a_refusal_of_the_look_itself_fails(ask):
    body = {"errors": [{"status": "422", "title": "VCS provider error", "detail": "The grant is gone."}]}
    told = ask(authorization_works, ResponseFault("terraform", REPO, answer(422, body)))
    assert told.outcome == "failed"
    assert "The grant is gone" in told.words


@pytest.mark.parametrize(
    "how",
    [
        answer(404, {"errors": [{"status": "404", "title": "not found"}]}),
        answer(403),
        answer(410),
        answer(429),
        answer(501),
        without("data.attributes.exists"),
        retyped("data.attributes.exists", "yes"),
        answer(200, {"data": None}),
    ],
)
def test_where_it_cannot_be_asked_it_is_unknown(ask, how):
    assert ask(authorization_works, ResponseFault("terraform", REPO, how)).outcome == "unknown"


def test_an_older_release_without_the_beta_is_unknown(ask):
    told = ask(authorization_works, "older-release")
    assert told.outcome == "unknown"
    assert "a beta, which your server might not have" in told.words


class TestWithoutAWorkspaceThatUsesIt:
    def test_a_list_of_repositories_passes(self, ask):
        told = ask(authorization_works, unbound)
        assert told.outcome == "passed"
        assert "at least one is listed" in told.words

    def test_an_empty_list_proves_nothing(self, ask):
        assert (
            ask(authorization_works, all_of(unbound, oauth_token(lambda one: replace(one, works=False)))).outcome
            == "unknown"
        )

    def test_a_list_that_cannot_be_read_proves_nothing(self, ask):
        assert ask(authorization_works, unbound, ResponseFault("terraform", LISTED, answer(404))).outcome == "unknown"


def test_a_repository_in_capitals_is_the_same_repository(ask):
    told = ask(
        authorization_works, vcs_repo("network-production", lambda one: replace(one, identifier="Acme-Infra/Network"))
    )
    assert told.outcome == "passed"


def test_only_a_few_repositories_are_looked_for(ask, requests_log):
    told = ask(authorization_works, lambda now: generated(10, now.clock))
    assert told.outcome == "passed"
    assert "3 of 10 checked, 7 others were not" in told.advice
    assert sum(request.path == REPO for request in requests_log) == SAMPLE


def test_it_is_not_asked_without_a_grant(ask):
    assert ask(authorization_works, "access-not-granted").outcome == "skipped"


def test_the_few_are_taken_from_as_many_bitbucket_workspaces_as_possible(ask):
    def spread(now):
        now = generated(10, now.clock)
        *_, last = now.terraform_workspaces
        return vcs_repo(last.name, lambda one: replace(one, identifier="acme-other/service"))(now)

    told = ask(authorization_works, spread)
    assert told.outcome == "failed"
    assert "acme-other/service" in told.words


def test_what_the_token_cannot_read_does_not_keep_it_from_trying(ask):
    assert ask(authorization_works, "token-sees-no-workspace").outcome == "passed"
