"""Trigger settings that prevent pushes from starting runs are advice."""

from dataclasses import replace

import pytest

from checks.sandbox.response_faults import ResponseFault, retyped, without
from checks.sandbox.scenario_changes import all_of, vcs_repo, workspace
from checks.trigger_settings import trigger_settings

LIST = "/api/v2/organizations/acme/workspaces"
NAME = "network-production"


def at(*how):
    return [ResponseFault("terraform", LIST, one) for one in how]


def settings(**more):
    return workspace(NAME, lambda one: replace(one, **more))


TAGS = vcs_repo(NAME, lambda one: replace(one, tags_regex="^v"))


def test_consistent_settings_pass_without_advice_or_more_requests(ask, requests_log):
    result = ask(trigger_settings)
    assert (result.outcome, result.advice) == ("passed", "")
    assert {request.path.rpartition("/")[2] for request in requests_log} <= {
        "details", "acme", "oauth-clients", "oauth-tokens", "workspaces"
    }  # fmt: skip


@pytest.mark.parametrize("paths", [{"trigger_patterns": ("/a/*",)}, {"trigger_prefixes": ("a",)}])
def test_a_tag_trigger_with_trigger_paths_is_advice(ask, paths):
    result = ask(trigger_settings, all_of(TAGS, settings(file_triggers=True, **paths)))
    assert result.outcome == "passed"
    assert result.advice.startswith(f"{NAME} | a tag trigger or trigger paths | both |")


def test_a_tag_trigger_without_paths_causes_no_advice(ask):
    assert ask(trigger_settings, TAGS).advice == ""


def test_patterns_without_file_triggers_are_advice(ask):
    assert "file triggers are off" in ask(trigger_settings, settings(trigger_patterns=("/a/*",))).advice
    assert ask(trigger_settings, settings(trigger_patterns=("/a/*",), file_triggers=True)).advice == ""


class TestFirstRun:
    def test_that_never_started_is_advice(self, ask):
        assert "no run yet" in ask(trigger_settings, "never-run").advice

    def test_is_not_needed_if_all_runs_are_queued(self, ask):
        assert ask(trigger_settings, "never-run", settings(queue_all_runs=True)).advice == ""

    def test_that_is_not_reported_causes_no_advice(self, ask):
        for name in ("current-run", "latest-run"):
            assert (
                "no run yet" in ask(trigger_settings, "never-run", *at(without(f"data.*.relationships.{name}"))).advice
            )
        current, latest = (without(f"data.*.relationships.{name}") for name in ("current-run", "latest-run"))
        assert ask(trigger_settings, "never-run", *at(lambda whole: current(latest(whole)))).advice == ""


class TestLock:
    def test_by_a_run_causes_no_advice(self, ask):
        assert ask(trigger_settings, settings(locked_by=("runs", "run-1"))).advice == ""

    @pytest.mark.parametrize(("kind", "words"), [("users", "by a user"), ("teams", "by a team"), ("robots", "locked")])
    def test_by_another_owner_is_advice(self, ask, kind, words):
        result = ask(trigger_settings, settings(locked_by=(kind, "x-1")))
        assert words in result.advice
        assert result.outcome == "passed"

    def test_without_a_reported_owner_is_advice(self, ask):
        result = ask(
            trigger_settings, settings(locked_by=("users", "x")), *at(without("data.*.relationships.locked-by"))
        )
        assert "| locked |" in result.advice


FIELDS = ("file-triggers-enabled", "trigger-patterns", "trigger-prefixes", "vcs-repo.tags-regex", "locked")


@pytest.mark.parametrize("field", FIELDS)
def test_a_setting_that_is_not_reported_is_unknown(ask, field):
    result = ask(trigger_settings, *at(without(f"data.*.attributes.{field}")))
    assert result.outcome == "unknown"
    assert f"not reported: {field.rpartition('.')[2]}" in result.words


@pytest.mark.parametrize("field", FIELDS)
def test_a_setting_of_another_type_is_unknown(ask, field):
    assert ask(trigger_settings, *at(retyped(f"data.*.attributes.{field}", 7))).outcome == "unknown"


@pytest.mark.parametrize("field", ["trigger-patterns", "trigger-prefixes", "vcs-repo.tags-regex"])
def test_null_means_no_trigger(ask, field):
    assert ask(trigger_settings, *at(retyped(f"data.*.attributes.{field}", None))).outcome == "passed"


def test_does_not_apply_without_workspaces(ask):
    nothing = ask(trigger_settings, lambda now: replace(now, terraform_workspaces=()))
    assert nothing.outcome == "not_applicable"
