"""If objects couldn't be read, no check passes that is about all of them."""

import pytest

from checks.authorization_works import authorization_works
from checks.branch_exists import branch_exists
from checks.sandbox.response_faults import ResponseFault, answer, without
from checks.sandbox.scenario_changes import without_objects
from checks.ssh_key_stored import ssh_key_stored
from checks.submodule_urls import submodule_urls
from checks.submodules_enabled import submodules_enabled
from checks.token_references import token_references
from checks.webhook_admin_access import webhook_admin_access
from checks.webhooks import webhooks

CHECKS = [
    authorization_works,
    branch_exists,
    ssh_key_stored,
    submodule_urls,
    submodules_enabled,
    token_references,
    webhook_admin_access,
    webhooks,
]


def lists(status: int) -> tuple[ResponseFault, ...]:
    return tuple(
        ResponseFault("terraform", f"*/{name}", answer(status))
        for name in ("registry-modules", "policy-sets", "stacks", "registry-components")
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_list_that_fails_leaves_the_check_unknown(ask, check):
    assert ask(check, lists(500)[1]).outcome == "unknown"


@pytest.mark.parametrize("field", ["vcs-repo", "vcs-repo.oauth-token-id"])
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_an_object_that_might_use_the_provider_leaves_the_check_unknown(ask, check, field):
    hidden = ResponseFault("terraform", "*/policy-sets", without(f"data.*.attributes.{field}"))
    told = ask(check, hidden)
    assert told.outcome == "unknown"
    assert "for 1, HCP Terraform doesn't report the repository or the OAuth token" in told.words


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"workspaces": ("network-*",)}, "passed"),
        ({"repositories": ("*/network",)}, "passed"),
        ({"repositories": ("*/policies",)}, "unknown"),
    ],
)
def test_settings_leave_out_an_object_that_might_use_the_provider(ask, given, outcome):
    hidden = ResponseFault("terraform", "*/policy-sets", without("data.*.attributes.vcs-repo.oauth-token-id"))
    assert ask(webhook_admin_access, hidden, **given).outcome == outcome


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_lists_that_the_token_is_not_allowed_to_read_do_not_change_the_result(ask, check):
    assert ask(check, *lists(404)).outcome == "passed"


def test_a_key_is_not_called_superfluous_if_a_module_might_need_it(ask):
    assert "Remove the key" in ask(ssh_key_stored, "key-not-needed").advice
    assert not ask(ssh_key_stored, "key-not-needed", *lists(404)).advice
    assert not ask(ssh_key_stored, "only-modules-use-the-provider").advice


def test_a_provider_whose_only_users_are_modules_is_not_unused(ask):
    told = ask(webhook_admin_access, "only-modules-use-the-provider")
    assert told.outcome == "passed"
    assert "acme-infra/modules for registry module network/aws" in told.words
    assert ask(webhook_admin_access, "only-modules-use-the-provider", without_objects).outcome == "not_applicable"
