"""A workspace that lost its repository is found, and one that was moved on purpose isn't called lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.connection import workspaces
from checks.disconnected_workspaces import disconnected_workspaces
from checks.sandbox.fault import workspace
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer, retyped, without

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
    told = ask(disconnected_workspaces)
    assert (told.outcome, told.advice) == ("passed", "")
    assert "1 checked" in told.words


@pytest.mark.parametrize("rule", [lambda now: now, failed_become_current])
class TestWhetherOrNotAFailedFetchBecomesCurrent:
    def test_one_that_was_disconnected_after_a_failed_fetch_fails(self, ask, rule):
        told = ask(disconnected_workspaces, "unlinked-after-failures", rule)
        assert told.outcome == "failed"
        assert "was connected to Bitbucket Cloud (acme-infra/platform)" in told.words
        assert "Failed to clone: repository not found" in told.words

    def test_one_that_was_disconnected_while_it_worked_is_advice(self, ask, rule):
        told = ask(disconnected_workspaces, "unlinked-by-hand", rule)
        assert told.outcome == "passed"
        assert "was connected to Bitbucket Cloud (acme-infra/platform) and no longer is" in told.advice

    def test_one_that_gets_its_configuration_from_elsewhere_is_not_mentioned(self, ask, rule):
        told = ask(disconnected_workspaces, "moved-to-cli", rule)
        assert (told.outcome, told.advice) == ("passed", "")
        assert "platform-staging" not in told.words


class TestTheNewestVersion:
    @pytest.mark.parametrize("source", ["terraform", "tfe-api", "github"])
    def test_a_later_upload_shows_that_it_was_moved_though_it_is_not_current(self, ask, source):
        told = ask(disconnected_workspaces, "unlinked-after-failures", newer(source=source, status="uploaded"))
        assert told.outcome == "passed"

    @pytest.mark.parametrize(
        "later",
        [
            {"source": "terraform", "status": "uploaded", "speculative": True},
            {"source": "tfe-api", "status": "pending"},
            {"source": "terraform", "status": "errored"},
        ],
    )
    def test_a_plan_or_an_upload_that_did_not_end_well_shows_nothing(self, ask, later):
        assert ask(disconnected_workspaces, "unlinked-after-failures", newer(**later)).outcome == "failed"

    def test_a_pull_request_that_could_not_be_fetched_does_not_make_it_fail(self, ask):
        told = ask(disconnected_workspaces, "unlinked-by-hand", newer(status="errored", speculative=True))
        assert (told.outcome, bool(told.advice)) == ("passed", True)

    def test_a_fetch_under_way_is_unknown(self, ask):
        assert ask(disconnected_workspaces, "unlinked-by-hand", newer(status="fetching")).outcome == "unknown"

    @pytest.mark.parametrize("how", [answer(404), answer(200, {"data": []})])
    def test_versions_that_are_not_listed_are_unknown(self, ask, how):
        fault = ResponseFault("terraform", VERSIONS, how)
        assert ask(disconnected_workspaces, "unlinked-by-hand", fault).outcome == "unknown"


class TestWhereAConfigurationCameFrom:
    @pytest.mark.parametrize(
        "url",
        [
            "https://bitbucket.acme.example/scm/net/a.git",
            "https://acme.example/bitbucket.org/a/b",
            "git@x.org:a/b",
        ],
    )
    def test_one_from_another_host_is_not_mentioned_and_costs_nothing(self, ask, requests_log, url):
        elsewhere = ResponseFault("terraform", LIST, retyped("included.*.attributes.clone-url", url))
        assert ask(disconnected_workspaces, "unlinked-after-failures", elsewhere).outcome == "passed"
        assert not [request for request in requests_log if "configuration-versions" in request.path]

    @pytest.mark.parametrize(
        "url", ["git@bitbucket.org:a/b.git", "https://u:p@bitbucket.org/a/b", "ssh://git@bitbucket.org/a/b"]
    )
    def test_every_form_of_url_is_understood(self, ask, url):
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
    def test_one_of_which_it_is_not_reported_is_unknown(self, ask, how):
        told = ask(disconnected_workspaces, "unlinked-by-hand", ResponseFault("terraform", LIST, how))
        assert told.outcome == "unknown"
        assert "doesn't report where the configuration came from" in told.words

    def test_without_its_url_a_bitbucket_source_is_unknown(self, ask):
        # The other URL is of the sandbox itself here, so it shows no host of Bitbucket Cloud.
        nameless = ResponseFault("terraform", LIST, retyped("included.*.attributes.clone-url", None))
        told = ask(disconnected_workspaces, "unlinked-after-failures", nameless)
        assert told.outcome == "unknown"
        assert "doesn't report where the configuration came from" in told.words

    def test_one_that_never_had_a_successful_fetch_is_a_stated_limit(self, ask):
        told = ask(disconnected_workspaces)
        assert "one without any successful fetch can't be found" in told.words

    def test_it_costs_no_further_request_for_the_list(self, ask, requests_log):
        ask(disconnected_workspaces)
        assert [request.path for request in requests_log if request.path.startswith(LIST)] == [LIST]


class TestAnOrganizationThatLostAllOfThem:
    def test_is_not_passed(self, ask):
        told = ask(disconnected_workspaces, all_disconnected)
        assert told.outcome == "unknown"
        assert "3 were connected" in told.words

    @pytest.mark.parametrize("faults", [["all-unlinked"], ["all-unlinked-and-hidden"], ["all-unlinked", HIDDEN]])
    def test_does_not_end_with_exit_status_0(self, run_command, sandbox, faults):
        run = run_command(sandbox(*faults).state.scenario)
        assert run.status == 2
        assert not run.says("uses this (VCS )?provider yet")

    @pytest.mark.parametrize("faults", [["all-unlinked-and-hidden"], ["all-unlinked", HIDDEN]])
    def test_is_unknown_though_the_token_sees_none_of_them(self, ask, faults):
        told = ask(disconnected_workspaces, *faults)
        assert told.outcome == "unknown"
        assert "use a token that can read all of them" in told.words

    def test_passes_if_all_of_it_is_accepted(self, ask):
        told = ask(disconnected_workspaces, all_disconnected, disconnected=("platform-*", "NETWORK-*"))
        assert told.outcome == "passed"
        assert all(name in told.advice for name in ("platform-staging", "platform-production", "network-production"))


class TestSettings:
    def test_one_that_is_accepted_passes_and_is_listed(self, ask, requests_log):
        told = ask(disconnected_workspaces, "unlinked-after-failures", disconnected=("platform-*",))
        assert told.outcome == "passed"
        assert "accepted by TFE_DISCONNECTED_WORKSPACES: platform-staging" in told.advice
        assert not [request for request in requests_log if "configuration-versions" in request.path]

    @pytest.mark.parametrize("given", [{"workspaces": ("network-*",)}, {"repositories": ("*/network",)}])
    def test_patterns_leave_it_out(self, ask, given):
        assert ask(disconnected_workspaces, "unlinked-after-failures", **given).outcome == "passed"

    def test_a_sample_says_what_it_leaves_out(self, ask, requests_log):
        many = lambda now: all_disconnected(generated(5, now.clock))  # noqa: E731
        told = ask(disconnected_workspaces, many, sample=2)
        assert "3 more were connected to Bitbucket Cloud, and weren't checked" in told.advice
        assert len([request for request in requests_log if "configuration-versions" in request.path]) == 2

    def test_more_than_the_limit_are_unknown(self, ask, requests_log, monkeypatch):
        monkeypatch.setattr(workspaces, "LIMIT", 2)
        told = ask(disconnected_workspaces, lambda now: all_disconnected(generated(5, now.clock)))
        assert told.outcome == "unknown"
        assert "3 more were connected" in told.words
        assert len([request for request in requests_log if "configuration-versions" in request.path]) == 2


def test_a_token_that_sees_no_workspace_proves_nothing(ask):
    assert ask(disconnected_workspaces, HIDDEN).outcome == "unknown"


class TestAnOrganizationWithoutAConnectedWorkspace:
    def test_is_unknown_for_some_may_have_been_connected_before(self, ask):
        told = ask(disconnected_workspaces, lambda now: replace(now, terraform_workspaces=now.terraform_workspaces[3:]))
        assert told.outcome == "unknown"
        assert "none of the 1 that this token can read" in told.words

    def test_of_which_the_service_is_not_reported_may_have_one(self, ask):
        unreported = ResponseFault("terraform", LIST, retyped("data.*.attributes.vcs-repo.service-provider", None))
        assert ask(disconnected_workspaces, unreported).outcome == "passed"


class TestMoreVersionsThanAPageHas:
    def plans(self, one, count: int):
        """Let a workspace have this many plans by pull request before what it has."""
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

    def test_are_stated_where_none_that_was_read_decides(self, ask):
        many = workspace("platform-staging", lambda one: self.plans(one, 100))
        told = ask(disconnected_workspaces, "unlinked-by-hand", many)
        assert told.outcome == "unknown"
        assert "2 older configuration versions were not read" in told.words

    def test_cost_nothing_where_those_that_were_read_decide(self, ask):
        many = workspace("platform-staging", lambda one: self.plans(one, 10))
        told = ask(disconnected_workspaces, "unlinked-by-hand", many)
        assert told.outcome == "passed"
        assert "not read" not in told.words
