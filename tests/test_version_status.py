"""What HCP Terraform says about the newest version of each module, policy set, and Stack is reported."""

from dataclasses import replace

import pytest

from checks.sandbox.faults.objects import modules, policy_sets, stacks
from checks.sandbox.response_faults import ResponseFault, answer, retyped, without
from checks.sandbox.scenario_changes import without_objects
from checks.version_status import version_status

CLONE = "Failed to clone: repository not found"


def test_the_newest_version_of_each_passes_by_its_own_status(ask):
    told = ask(version_status)
    assert told.outcome == "passed"
    assert "registry module network/aws | the newest version can be used | version 1.1.0: ok" in told.words
    assert "policy set platform-policies | the newest version can be used | newest version: ready" in told.words
    assert "Stack platform-stack | the newest version can be used | newest version: completed" in told.words
    assert "Stack component configuration network-component | " in told.words


@pytest.mark.parametrize(
    ("fault", "subject"),
    [
        ("module-version-failed", "registry module network/aws"),
        ("policy-set-version-errored", "policy set platform-policies"),
        ("stack-configuration-failed", "Stack platform-stack"),
    ],
)
def test_a_version_that_failed_fails_with_the_words_of_hcp_terraform(ask, fault, subject):
    told = ask(version_status, fault)
    assert told.outcome == "failed"
    (finding,) = told.open
    assert finding.subject == subject
    assert CLONE in finding.actual
    assert finding.known_error


def test_version_10_is_newer_than_version_9(ask):
    assert "version 1.10.0: clone_failed" in ask(version_status, "module-version-failed").words


def test_a_failure_without_a_message_names_no_cause(ask):
    told = ask(version_status, "module-setup-failed")
    assert told.outcome == "failed"
    assert "doesn't say whether the fetch failed or the files were rejected" in told.words


@pytest.mark.parametrize("status", ["canceled", "unheard-of"])
@pytest.mark.parametrize("change", [modules, policy_sets, stacks])
def test_a_status_that_proves_nothing_is_unknown(ask, change, status):
    def step(one):
        return replace(one, versions=tuple(replace(version, status=status) for version in one.versions))

    told = ask(version_status, change(step))
    assert told.outcome == "unknown"
    assert status in told.words


@pytest.mark.parametrize("change", [modules, policy_sets, stacks])
def test_without_a_version_it_is_unknown(ask, change):
    told = ask(version_status, change(lambda one: replace(one, versions=())))
    assert told.outcome == "unknown"
    assert "no version" in told.words


def test_a_speculative_stack_configuration_does_not_count(ask):
    def step(one):
        failed = replace(one.versions[-1], name="stc-pull-request", status="errored", speculative=True)
        return replace(one, versions=(*one.versions, failed))

    assert ask(version_status, stacks(step)).outcome == "passed"


def test_diagnostics_that_cannot_be_read_do_not_hide_the_failure(ask):
    unread = ResponseFault("terraform", "*/stack-diagnostics", answer(500))
    told = ask(version_status, "stack-configuration-failed", unread)
    assert told.outcome == "failed"
    assert "the diagnostics couldn't be read" in told.words


@pytest.mark.parametrize("field", ["created-at", "status"])
def test_a_policy_set_version_without_a_time_or_a_status_is_unknown(ask, field):
    untold = ResponseFault("terraform", "*/policy-sets/*/versions", without(f"data.*.attributes.{field}"))
    assert ask(version_status, untold).outcome == "unknown"


def test_versions_that_cannot_be_read_are_unknown(ask):
    assert ask(version_status, ResponseFault("terraform", "*/versions", answer(404))).outcome == "unknown"


def test_an_unreadable_list_is_unknown_even_if_nothing_else_is_there(ask):
    told = ask(version_status, without_objects, ResponseFault("terraform", "*/policy-sets", answer(500)))
    assert told.outcome == "unknown"


def test_version_statuses_of_another_type_are_unknown(ask):
    odd = ResponseFault("terraform", "*/registry-modules/private/*", retyped("data.attributes.version-statuses", {}))
    assert ask(version_status, odd).outcome == "unknown"


def test_without_any_object_it_does_not_apply(ask):
    assert ask(version_status, without_objects).outcome == "not_applicable"
