"""The trigger settings of each workspace are read; settings that keep pushes from starting runs are advice."""

from dataclasses import replace

import pytest

from checks.sandbox.fault import all_of, vcs_repo, workspace
from checks.sandbox.response_faults import ResponseFault, retyped, without
from checks.trigger_settings import trigger_settings

LIST = "/api/v2/organizations/acme/workspaces"
NAME = "network-production"


def at(*how):
    return [ResponseFault("terraform", LIST, one) for one in how]


def settings(**more):
    return workspace(NAME, lambda one: replace(one, **more))


TAGS = vcs_repo(NAME, lambda one: replace(one, tags_regex="^v"))


def test_workspaces_without_contradictions_pass_without_advice_and_without_another_request(ask, requests_log):
    told = ask(trigger_settings)
    assert (told.outcome, told.advice) == ("passed", "")
    assert {request.path.rpartition("/")[2] for request in requests_log} <= {
        "details", "acme", "oauth-clients", "oauth-tokens", "workspaces"
    }  # fmt: skip


@pytest.mark.parametrize("paths", [{"trigger_patterns": ("/a/*",)}, {"trigger_prefixes": ("a",)}])
def test_a_tag_trigger_together_with_trigger_paths(ask, paths):
    told = ask(trigger_settings, all_of(TAGS, settings(file_triggers=True, **paths)))
    assert told.outcome == "passed"
    assert told.advice.startswith(f"{NAME} | a tag trigger or trigger paths | both |")


def test_a_tag_trigger_without_paths_is_fine(ask):
    assert ask(trigger_settings, TAGS).advice == ""


def test_patterns_while_file_triggers_are_off(ask):
    assert "file triggers are off" in ask(trigger_settings, settings(trigger_patterns=("/a/*",))).advice
    assert ask(trigger_settings, settings(trigger_patterns=("/a/*",), file_triggers=True)).advice == ""


class TestTheFirstRun:
    def test_that_never_started(self, ask):
        assert "no run yet" in ask(trigger_settings, "never-run").advice

    def test_is_not_needed_if_all_runs_are_queued(self, ask):
        assert ask(trigger_settings, "never-run", settings(queue_all_runs=True)).advice == ""

    def test_that_is_not_reported_is_no_reason_for_advice(self, ask):
        for name in ("current-run", "latest-run"):
            assert (
                "no run yet" in ask(trigger_settings, "never-run", *at(without(f"data.*.relationships.{name}"))).advice
            )
        current, latest = (without(f"data.*.relationships.{name}") for name in ("current-run", "latest-run"))
        assert ask(trigger_settings, "never-run", *at(lambda whole: current(latest(whole)))).advice == ""


class TestALock:
    def test_of_a_run_is_fine(self, ask):
        assert ask(trigger_settings, settings(locked_by=("runs", "run-1"))).advice == ""

    @pytest.mark.parametrize(("kind", "words"), [("users", "by a user"), ("teams", "by a team"), ("robots", "locked")])
    def test_that_no_run_holds(self, ask, kind, words):
        told = ask(trigger_settings, settings(locked_by=(kind, "x-1")))
        assert words in told.advice
        assert told.outcome == "passed"

    def test_whose_holder_is_not_reported(self, ask):
        told = ask(trigger_settings, settings(locked_by=("users", "x")), *at(without("data.*.relationships.locked-by")))
        assert "| locked |" in told.advice


FIELDS = ("file-triggers-enabled", "trigger-patterns", "trigger-prefixes", "vcs-repo.tags-regex", "locked")


@pytest.mark.parametrize("field", FIELDS)
def test_a_setting_that_is_not_reported_is_unknown(ask, field):
    told = ask(trigger_settings, *at(without(f"data.*.attributes.{field}")))
    assert told.outcome == "unknown"
    assert f"not reported: {field.rpartition('.')[2]}" in told.words


@pytest.mark.parametrize("field", FIELDS)
def test_a_setting_of_another_type_is_unknown(ask, field):
    assert ask(trigger_settings, *at(retyped(f"data.*.attributes.{field}", 7))).outcome == "unknown"


@pytest.mark.parametrize("field", ["trigger-patterns", "trigger-prefixes", "vcs-repo.tags-regex"])
def test_null_stands_for_none(ask, field):
    assert ask(trigger_settings, *at(retyped(f"data.*.attributes.{field}", None))).outcome == "passed"


def test_without_workspaces_there_is_nothing_to_check(ask):
    nothing = ask(trigger_settings, lambda now: replace(now, terraform_workspaces=()))
    assert nothing.outcome == "not_applicable"
