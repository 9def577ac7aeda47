"""An authorization works if HCP Terraform can access the repositories with it; without a response it is unknown."""

from dataclasses import replace

import pytest
from edited import edited

from checks.authorization_works import SAMPLE, authorization_works
from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer, hung_up, retyped, without
from checks.sandbox.scenario_changes import all_of, oauth_token, repository, vcs_repo, without_objects

REPO = "/api/v2/organizations/acme/vcs/repo"
TREE = "/api/v2/organizations/acme/vcs/tree"
LISTED = "/api/v2/oauth-tokens/*/authorized-repos"


def without_repositories(now):
    workspaces = tuple(replace(one, vcs_repo=None) for one in now.terraform_workspaces)
    return without_objects(replace(now, terraform_workspaces=workspaces))


def test_accessible_repositories_pass(ask):
    result = ask(authorization_works)
    assert result.outcome == "passed"
    assert "acme-infra/network" in result.words
    assert "acme-infra/platform" in result.words


def test_a_workspace_without_a_reported_repository_is_unknown_without_a_request(ask, requests_log):
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


def test_a_revoked_authorization_fails_with_the_error_message(ask):
    result = ask(authorization_works, "authorization-revoked")
    assert result.outcome == "failed"
    assert "Repository doesn't exist or isn't accessible" in result.words
    assert "Reauthorize" in result.words


def test_an_inaccessible_repository_fails_and_the_other_is_reported(ask):
    result = ask(authorization_works, repository("network", lambda one: replace(one, slug="network-eu")))
    assert result.outcome == "failed"
    assert "acme-infra/platform | accessible to HCP Terraform | accessible" in result.words


@pytest.mark.parametrize("how", [answer(404), answer(500), answer(200, {"data": []}), hung_up()])
def test_an_inaccessible_repository_fails_even_without_a_reason(ask, how):
    result = ask(authorization_works, "authorization-revoked", ResponseFault("terraform", TREE, how))
    assert result.outcome == "failed"
    assert "no such repository is accessible" in result.words


def test_a_vcs_provider_error_fails(ask):
    body = {"errors": [{"status": "422", "title": "VCS provider error", "detail": "The grant is gone."}]}
    result = ask(authorization_works, ResponseFault("terraform", REPO, answer(422, body)))
    assert result.outcome == "failed"
    assert "The grant is gone" in result.words


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
def test_a_failed_request_is_unknown(ask, how):
    assert ask(authorization_works, ResponseFault("terraform", REPO, how)).outcome == "unknown"


def test_only_a_missing_endpoint_is_called_a_beta(ask):
    overloaded = ResponseFault("terraform", "/api/v2/organizations/acme/vcs/repo", answer(503))
    result = ask(authorization_works, overloaded)
    assert result.outcome == "unknown"
    assert "beta" not in result.words


def test_an_older_release_without_the_beta_is_unknown(ask):
    result = ask(authorization_works, "older-release")
    assert result.outcome == "unknown"
    assert "a beta, which your server might not have" in result.words


class TestWithoutWorkspaces:
    def test_a_list_of_repositories_passes(self, ask):
        result = ask(authorization_works, without_repositories)
        assert result.outcome == "passed"
        assert "at least one is listed" in result.words

    def test_an_empty_list_is_unknown(self, ask):
        assert (
            ask(
                authorization_works, all_of(without_repositories, oauth_token(lambda one: replace(one, works=False)))
            ).outcome
            == "unknown"
        )

    def test_an_unreadable_list_is_unknown(self, ask):
        assert (
            ask(authorization_works, without_repositories, ResponseFault("terraform", LISTED, answer(404))).outcome
            == "unknown"
        )


def test_ignores_the_case_of_a_repository_name(ask):
    result = ask(
        authorization_works, vcs_repo("network-production", lambda one: replace(one, identifier="Acme-Infra/Network"))
    )
    assert result.outcome == "passed"


def test_requests_only_a_sample_of_repositories(ask, requests_log):
    result = ask(authorization_works, lambda now: generated(10, now.clock))
    assert result.outcome == "passed"
    assert "3 of 10 checked, 7 others were not" in result.advice
    assert sum(request.path == REPO for request in requests_log) == SAMPLE


def test_the_sample_covers_as_many_bitbucket_workspaces_as_possible(ask):
    def spread(now):
        now = generated(10, now.clock)
        *_, last = now.terraform_workspaces
        return vcs_repo(last.name, lambda one: replace(one, identifier="acme-other/service"))(now)

    result = ask(authorization_works, spread)
    assert result.outcome == "failed"
    assert "acme-other/service" in result.words
