"""The defects of a release are advice; the check fails only if it sees a symptom."""

from dataclasses import replace

import pytest

from checks.enterprise_release import enterprise_release
from checks.sandbox.fault import without_objects
from checks.sandbox.response_faults import ResponseFault, answer, headless

PING = "/api/v2/ping"
LISTED = "/api/v2/oauth-tokens/*/authorized-repos"
REPO = "/api/v2/organizations/acme/vcs/repo"


def on(release, **more):
    return lambda now: replace(now, app_name="Terraform Enterprise", release=release, **more)


def titles(told):
    return [line.partition(" |")[0] for line in told.advice.splitlines()]


def test_hcp_terraform_has_no_releases(ask, requests_log):
    assert ask(enterprise_release).outcome == "not_applicable"
    assert not [request for request in requests_log if request.path.endswith(("/oauth-clients", "/authorized-repos"))]


@pytest.mark.parametrize(
    ("release", "advised"),
    [
        ("2.0.8", []),
        ("2.0.7", []),
        ("2.0.6", ["creation of webhooks"]),
        ("2.0.4", ["list of repositories", "creation of webhooks"]),
        ("2.0.3", ["list of repositories", "creation of webhooks", "security of fetches"]),
        ("1.2.4", ["list of repositories", "creation of webhooks"]),
        ("2.1.0", ["list of repositories", "creation of webhooks", "security of fetches"]),
        ("v202507-1", ["list of repositories", "creation of webhooks", "security of fetches"]),
    ],
)
def test_defects_without_a_symptom_are_advice(ask, release, advised):
    told = ask(enterprise_release, on(release))
    assert (told.outcome, titles(told)) == ("passed", advised)


def test_a_release_that_the_notes_name_is_affected(ask):
    told = ask(enterprise_release, on("2.0.3"))
    assert "release 2.0.3 is affected" in told.advice
    assert "Upgrade Terraform Enterprise to 2.0.7 or later." in told.advice


def test_a_line_without_a_statement_is_not_called_affected(ask):
    told = ask(enterprise_release, on("2.1.0"))
    assert "is affected." not in told.advice
    assert told.advice.count("don't say whether 2.1.0 is affected") == 3
    assert "Upgrade" not in told.advice


class TestAnEmptyList:
    def test_fails_if_a_repository_is_accessible(self, ask):
        told = ask(enterprise_release, "server-lists-no-repositories")
        assert told.outcome == "failed"
        assert "empty, although acme-infra/" in told.words

    def test_fails_on_a_line_without_a_statement_and_blames_no_release(self, ask):
        told = ask(enterprise_release, on("1.2.4", lists_repositories=False))
        assert told.outcome == "failed"
        assert "Ask HashiCorp support" in told.words

    def test_is_not_this_defect_on_a_fixed_release(self, ask, requests_log):
        assert ask(enterprise_release, on("2.0.5", lists_repositories=False)).outcome == "passed"
        assert not [request for request in requests_log if request.path.endswith("/authorized-repos")]

    def test_proves_nothing_if_no_repository_is_accessible(self, ask):
        assert ask(enterprise_release, "authorization-revoked", on("2.0.4")).outcome == "passed"

    @pytest.mark.parametrize("path", [LISTED, REPO])
    def test_that_cannot_be_read_proves_nothing(self, ask, path):
        told = ask(enterprise_release, "server-lists-no-repositories", ResponseFault("terraform", path, answer(404)))
        assert told.outcome == "passed"

    def test_fails_if_only_the_repository_of_a_module_is_accessible(self, ask):
        told = ask(enterprise_release, "only-modules-use-the-provider", on("2.0.4", lists_repositories=False))
        assert told.outcome == "failed"
        assert "empty, although acme-infra/modules is accessible" in told.words

    @pytest.mark.parametrize("fault", ["no-provider", "two-providers", "token-sees-no-workspace"])
    def test_is_not_looked_for_if_nothing_is_known_to_use_the_provider(self, ask, fault):
        assert (
            ask(enterprise_release, fault, without_objects, on("2.0.4", lists_repositories=False)).outcome == "passed"
        )


@pytest.mark.parametrize("release", ["", "latest", "2.0.5-rc1"])
def test_a_release_in_no_known_form_is_unknown(ask, release):
    assert ask(enterprise_release, on(release)).outcome == "unknown"


@pytest.mark.parametrize("how", [headless("TFP-AppName"), answer(204, TFP_AppName="Scalr", X_TFE_Version="2.0.3")])
def test_the_release_of_another_product_is_not_read(ask, how):
    told = ask(enterprise_release, on("2.0.3"), ResponseFault("terraform", PING, how))
    assert (told.outcome, told.advice) == ("unknown", "")


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_server_that_does_not_answer_is_unknown(ask, status):
    assert ask(enterprise_release, ResponseFault("terraform", PING, answer(status))).outcome == "unknown"
