"""Known defects of a release are advice. The check fails only if it finds a symptom."""

from dataclasses import replace

import pytest

from checks.enterprise_release import enterprise_release
from checks.sandbox.response_faults import ResponseFault, answer, headless
from checks.sandbox.scenario_changes import without_objects

PING = "/api/v2/ping"
LISTED = "/api/v2/oauth-tokens/*/authorized-repos"
REPO = "/api/v2/organizations/acme/vcs/repo"


def on(release, **more):
    return lambda now: replace(now, app_name="Terraform Enterprise", release=release, **more)


def titles(result):
    return [line.partition(" |")[0] for line in result.advice.splitlines()]


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
    result = ask(enterprise_release, on(release))
    assert (result.outcome, titles(result)) == ("passed", advised)


def test_a_release_in_the_release_notes_is_affected(ask):
    result = ask(enterprise_release, on("2.0.3"))
    assert "release 2.0.3 is affected" in result.advice
    assert "Upgrade Terraform Enterprise to 2.0.7 or later." in result.advice


def test_a_release_line_without_a_statement_is_not_reported_as_affected(ask):
    result = ask(enterprise_release, on("2.1.0"))
    assert "is affected." not in result.advice
    assert result.advice.count("don't show whether 2.1.0 is affected") == 3
    assert "Upgrade" not in result.advice


class TestEmptyList:
    def test_fails_if_a_repository_is_accessible(self, ask):
        result = ask(enterprise_release, "server-lists-no-repositories")
        assert result.outcome == "failed"
        assert "empty, although acme-infra/" in result.words

    def test_fails_on_a_release_line_without_a_statement_without_an_upgrade_fix(self, ask):
        result = ask(enterprise_release, on("1.2.4", lists_repositories=False))
        assert result.outcome == "failed"
        assert "Ask HashiCorp support" in result.words

    def test_is_not_this_defect_on_a_fixed_release(self, ask, requests_log):
        assert ask(enterprise_release, on("2.0.5", lists_repositories=False)).outcome == "passed"
        assert not [request for request in requests_log if request.path.endswith("/authorized-repos")]

    def test_passes_if_no_repository_is_accessible(self, ask):
        assert ask(enterprise_release, "authorization-revoked", on("2.0.4")).outcome == "passed"

    @pytest.mark.parametrize("path", [LISTED, REPO])
    def test_passes_if_a_response_cannot_be_read(self, ask, path):
        result = ask(enterprise_release, "server-lists-no-repositories", ResponseFault("terraform", path, answer(404)))
        assert result.outcome == "passed"

    def test_fails_if_only_the_repository_of_a_module_is_accessible(self, ask):
        told = ask(enterprise_release, "only-modules-use-the-provider", on("2.0.4", lists_repositories=False))
        assert told.outcome == "failed"
        assert "empty, although acme-infra/modules is accessible" in told.words

    @pytest.mark.parametrize("fault", ["no-provider", "two-providers", "token-sees-no-workspace"])
    def test_is_not_read_if_no_object_is_known_to_use_the_provider(self, ask, fault):
        assert (
            ask(enterprise_release, fault, without_objects, on("2.0.4", lists_repositories=False)).outcome == "passed"
        )


@pytest.mark.parametrize("release", ["", "latest", "2.0.5-rc1"])
def test_a_release_in_an_unknown_format_is_unknown(ask, release):
    assert ask(enterprise_release, on(release)).outcome == "unknown"


@pytest.mark.parametrize("how", [headless("TFP-AppName"), answer(204, TFP_AppName="Scalr", X_TFE_Version="2.0.3")])
def test_the_release_of_another_product_is_unknown(ask, how):
    result = ask(enterprise_release, on("2.0.3"), ResponseFault("terraform", PING, how))
    assert (result.outcome, result.advice) == ("unknown", "")


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_failed_request_is_unknown(ask, status):
    assert ask(enterprise_release, ResponseFault("terraform", PING, answer(status))).outcome == "unknown"
