"""The check finds a workspace that lost its repository, but not one that was moved on purpose."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.connection import workspaces
from checks.disconnected_workspaces import disconnected_workspaces
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer, retyped, without
from checks.sandbox.scenario_changes import without_objects, workspace
from checks.webhooks import webhooks

LIST = "/api/v2/organizations/acme/workspaces"
HIDDEN = "token-sees-no-workspace"
VERSIONS = "/api/v2/workspaces/*/configuration-versions"


all_disconnected = FAULTS["all-unlinked"].change


def failed_become_current(now):
    return replace(now, failed_versions_become_current=True)


def newer(**change: object):
    """Add a configuration version that is newer than all others of the disconnected workspace."""

    def step(one):
        first = one.configuration_versions[0]
        version = replace(first, id="cv-newer", created=first.created + timedelta(hours=2), **change)
        return replace(one, configuration_versions=(*one.configuration_versions, version))

    return workspace("platform-staging", step)


def test_a_workspace_that_never_had_a_repository_passes(ask):
    result = ask(disconnected_workspaces)
    assert (result.outcome, result.advice) == ("passed", "")
    assert "1 checked" in result.words


@pytest.mark.parametrize("rule", [lambda now: now, failed_become_current])
class TestWithEitherRuleForFailedFetches:
    def test_a_disconnection_after_a_failed_fetch_fails(self, ask, rule):
        result = ask(disconnected_workspaces, "unlinked-after-failures", rule)
        assert result.outcome == "failed"
        assert "was connected to Bitbucket Cloud (acme-infra/platform)" in result.words
        assert "Failed to clone: repository not found" in result.words

    def test_a_disconnection_after_a_successful_fetch_is_advice(self, ask, rule):
        result = ask(disconnected_workspaces, "unlinked-by-hand", rule)
        assert result.outcome == "passed"
        assert "was connected to Bitbucket Cloud (acme-infra/platform) and no longer is" in result.advice

    def test_a_workspace_with_another_source_is_not_mentioned(self, ask, rule):
        result = ask(disconnected_workspaces, "moved-to-cli", rule)
        assert (result.outcome, result.advice) == ("passed", "")
        assert "platform-staging" not in result.words


class TestNewestVersion:
    @pytest.mark.parametrize("source", ["terraform", "tfe-api", "github"])
    def test_a_later_upload_shows_that_the_workspace_was_moved(self, ask, source):
        result = ask(disconnected_workspaces, "unlinked-after-failures", newer(source=source, status="uploaded"))
        assert result.outcome == "passed"

    @pytest.mark.parametrize(
        "later",
        [
            {"source": "terraform", "status": "uploaded", "speculative": True},
            {"source": "tfe-api", "status": "pending"},
            {"source": "terraform", "status": "errored"},
        ],
    )
    def test_a_plan_or_an_unsuccessful_upload_is_no_proof_of_a_move(self, ask, later):
        assert ask(disconnected_workspaces, "unlinked-after-failures", newer(**later)).outcome == "failed"

    def test_a_failed_fetch_of_a_pull_request_is_not_a_failure(self, ask):
        result = ask(disconnected_workspaces, "unlinked-by-hand", newer(status="errored", speculative=True))
        assert (result.outcome, bool(result.advice)) == ("passed", True)

    def test_an_unfinished_fetch_is_unknown(self, ask):
        assert ask(disconnected_workspaces, "unlinked-by-hand", newer(status="fetching")).outcome == "unknown"

    @pytest.mark.parametrize("how", [answer(404), answer(200, {"data": []})])
    def test_unlisted_versions_are_unknown(self, ask, how):
        fault = ResponseFault("terraform", VERSIONS, how)
        assert ask(disconnected_workspaces, "unlinked-by-hand", fault).outcome == "unknown"


class TestSourceOfTheConfiguration:
    @pytest.mark.parametrize(
        "url",
        [
            "https://bitbucket.acme.example/scm/net/a.git",
            "https://acme.example/bitbucket.org/a/b",
            "git@x.org:a/b",
        ],
    )
    def test_another_host_is_not_mentioned_and_needs_no_requests(self, ask, requests_log, url):
        elsewhere = ResponseFault("terraform", LIST, retyped("included.*.attributes.clone-url", url))
        assert ask(disconnected_workspaces, "unlinked-after-failures", elsewhere).outcome == "passed"
        assert not [request for request in requests_log if "configuration-versions" in request.path]

    @pytest.mark.parametrize(
        "url", ["git@bitbucket.org:a/b.git", "https://u:p@bitbucket.org/a/b", "ssh://git@bitbucket.org/a/b"]
    )
    def test_reads_every_form_of_url(self, ask, url):
        here = ResponseFault("terraform", LIST, retyped("included.*.attributes.clone-url", url))
        assert "(a/b)" in ask(disconnected_workspaces, "unlinked-after-failures", here).words

    @pytest.mark.parametrize(
        "how",
        [
            without("included"),
            retyped("included", []),
            without("data.*.relationships.current-configuration-version"),
        ],
    )
    def test_an_unreported_source_is_unknown(self, ask, how):
        result = ask(disconnected_workspaces, "unlinked-by-hand", ResponseFault("terraform", LIST, how))
        assert result.outcome == "unknown"
        assert "doesn't report where the configuration came from" in result.words

    def test_a_bitbucket_source_without_a_url_is_unknown(self, ask):
        # Here, the other URL is the sandbox's own, so it doesn't show a Bitbucket Cloud host.
        nameless = ResponseFault("terraform", LIST, retyped("included.*.attributes.clone-url", None))
        result = ask(disconnected_workspaces, "unlinked-after-failures", nameless)
        assert result.outcome == "unknown"
        assert "doesn't report where the configuration came from" in result.words

    def test_states_that_workspaces_without_a_successful_fetch_cannot_be_found(self, ask):
        result = ask(disconnected_workspaces)
        assert "one without any successful fetch can't be found" in result.words

    def test_shares_the_request_for_the_list(self, ask, requests_log):
        ask(disconnected_workspaces)
        assert [request.path for request in requests_log if request.path.startswith(LIST)] == [LIST]


class TestAllWorkspacesDisconnected:
    def test_is_unknown(self, ask):
        result = ask(disconnected_workspaces, all_disconnected)
        assert result.outcome == "unknown"
        assert "3 were connected" in result.words

    @pytest.mark.parametrize(
        "faults",
        [
            ["all-unlinked"],
            ["all-unlinked-and-hidden"],
            ["all-unlinked", HIDDEN],
            ["all-unlinked-and-hidden", "token-cannot-list-policy-sets"],
        ],
    )
    def test_does_not_end_with_exit_status_0(self, run_command, sandbox, faults):
        run = run_command(sandbox(*faults).state.scenario)
        assert run.status == 2
        assert not run.says("uses this (VCS )?provider yet")

    @pytest.mark.parametrize("faults", [["all-unlinked-and-hidden"], ["all-unlinked", HIDDEN]])
    def test_is_unknown_if_the_token_sees_none_of_them_and_nothing_else_uses_the_provider(self, ask, faults):
        result = ask(disconnected_workspaces, *faults, without_objects)
        assert result.outcome == "unknown"
        assert "use a token that can read all of them" in result.words

    @pytest.mark.parametrize("faults", [["all-unlinked-and-hidden"], ["all-unlinked", HIDDEN]])
    def test_is_found_by_the_webhooks_if_other_objects_use_the_provider(self, verify, faults):
        results = verify([webhooks], *faults)
        assert results["webhooks"].outcome == "unknown"
        assert "2 more webhooks of this HCP Terraform" in results["webhooks"].words

    def test_is_found_by_the_webhooks_if_only_modules_and_stacks_are_visible(self, verify):
        results = verify([webhooks], "all-unlinked-and-hidden", "token-cannot-list-policy-sets")
        assert results["webhooks"].outcome == "unknown"
        assert "acme-infra/platform" in results["webhooks"].words

    def test_passes_if_all_disconnections_are_accepted(self, ask):
        result = ask(disconnected_workspaces, all_disconnected, disconnected=("platform-*", "NETWORK-*"))
        assert result.outcome == "passed"
        assert all(name in result.advice for name in ("platform-staging", "platform-production", "network-production"))


class TestSettings:
    def test_an_accepted_disconnection_passes_and_is_listed(self, ask, requests_log):
        result = ask(disconnected_workspaces, "unlinked-after-failures", disconnected=("platform-*",))
        assert result.outcome == "passed"
        assert "accepted by TFE_DISCONNECTED_WORKSPACES: platform-staging" in result.advice
        assert not [request for request in requests_log if "configuration-versions" in request.path]

    @pytest.mark.parametrize("given", [{"workspaces": ("network-*",)}, {"repositories": ("*/network",)}])
    def test_patterns_exclude_a_workspace(self, ask, given):
        assert ask(disconnected_workspaces, "unlinked-after-failures", **given).outcome == "passed"

    @pytest.mark.parametrize(("limit", "sample"), [(workspaces.LIMIT, 2), (2, 4)], ids=["sample", "limit of a sample"])
    def test_a_sample_reports_the_unchecked_workspaces(self, ask, requests_log, monkeypatch, limit, sample):
        monkeypatch.setattr(workspaces, "LIMIT", limit)
        many = lambda now: all_disconnected(generated(5, now.clock))  # noqa: E731
        result = ask(disconnected_workspaces, many, sample=sample)
        assert "3 more were connected to Bitbucket Cloud, and weren't checked" in result.advice
        assert len([request for request in requests_log if "configuration-versions" in request.path]) == 2

    def test_more_workspaces_than_the_limit_are_unknown(self, ask, requests_log, monkeypatch):
        monkeypatch.setattr(workspaces, "LIMIT", 2)
        result = ask(disconnected_workspaces, lambda now: all_disconnected(generated(5, now.clock)))
        assert result.outcome == "unknown"
        assert "3 more were connected" in result.words
        assert len([request for request in requests_log if "configuration-versions" in request.path]) == 2


class TestOnlyOtherObjectsUseTheProvider:
    @pytest.mark.parametrize(("rest", "outcome"), [((), "not_applicable"), (("sandbox-experiments",), "passed")])
    def test_never_passes_on_workspaces_that_the_token_does_not_see(self, run_command, sandbox, rest, outcome):
        scenario = sandbox("only-modules-use-the-provider").state.scenario
        others = tuple(one for one in sandbox().state.scenario.terraform_workspaces if one.name in rest)
        run = run_command(replace(scenario, terraform_workspaces=others))
        assert run.outcome("disconnected-workspaces") == outcome
        assert run.status == 0

    @pytest.mark.parametrize("count", [None, 1])
    def test_is_unknown_if_the_count_does_not_agree(self, ask, count):
        counted = ResponseFault(
            "terraform", "*/oauth-clients", retyped("data.*.attributes.affected-workspaces-count", count)
        )
        assert ask(disconnected_workspaces, "only-modules-use-the-provider", counted).outcome == "unknown"

    def test_is_unknown_if_the_objects_cannot_be_listed(self, ask):
        unlisted = ResponseFault("terraform", "*/registry-modules", answer(500))
        assert ask(disconnected_workspaces, "only-modules-use-the-provider", unlisted).outcome == "unknown"


@pytest.mark.parametrize("field", ["attributes", "attributes.vcs-repo"])
def test_is_unknown_if_no_connection_is_reported(ask, field):
    result = ask(disconnected_workspaces, ResponseFault("terraform", "*/workspaces", without(f"data.*.{field}")))
    assert result.outcome == "unknown"
    assert "HCP Terraform doesn't report whether they are connected" in result.words


def test_is_unknown_if_the_token_sees_no_workspace(ask):
    assert ask(disconnected_workspaces, HIDDEN).outcome == "unknown"


class TestNoConnectedWorkspace:
    def test_is_unknown_because_a_workspace_might_have_been_connected(self, ask):
        unconnected = lambda now: replace(now, terraform_workspaces=now.terraform_workspaces[3:])  # noqa: E731
        result = ask(disconnected_workspaces, unconnected, without_objects)
        assert result.outcome == "unknown"
        assert "none of the 1 that this token can read" in result.words

    def test_passes_if_the_vcs_service_is_not_reported(self, ask):
        unreported = ResponseFault("terraform", LIST, retyped("data.*.attributes.vcs-repo.service-provider", None))
        assert ask(disconnected_workspaces, unreported).outcome == "passed"


class TestMoreVersionsThanOnePage:
    def plans(self, one, count: int):
        """Add the given number of pull request plans that are newer than the workspace's other versions."""
        version = one.configuration_versions[0]
        return replace(
            one,
            configuration_versions=(
                *(
                    replace(version, id=f"cv-{n}", created=version.created - timedelta(minutes=n), speculative=True)
                    for n in range(count)
                ),
                *(
                    replace(each, created=each.created - timedelta(days=1 + count / 1440))
                    for each in one.configuration_versions
                ),
            ),
        )

    def test_are_mentioned_if_the_result_might_depend_on_them(self, ask):
        many = workspace("platform-staging", lambda one: self.plans(one, 100))
        result = ask(disconnected_workspaces, "unlinked-by-hand", many)
        assert result.outcome == "unknown"
        assert "2 older configuration versions were not read" in result.words

    def test_are_not_mentioned_if_the_first_page_is_enough(self, ask):
        many = workspace("platform-staging", lambda one: self.plans(one, 10))
        result = ask(disconnected_workspaces, "unlinked-by-hand", many)
        assert result.outcome == "passed"
        assert "not read" not in result.words
