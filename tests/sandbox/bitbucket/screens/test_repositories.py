"""A repository and its webhooks."""

from dataclasses import replace

import pytest

from checks.sandbox.healthy import healthy


@pytest.fixture
def walker(person):
    """Somebody in front of an organization that is connected already."""
    found = person()
    found.running.begin(healthy(found.running.state.scenario.clock))
    found.log_in("Acme Terraform")
    return found


def test_an_administrator_sees_the_webhooks(walker):
    walker.open(f"{walker.bitbucket}/acme-infra/network/admin/webhooks")
    assert "HCP Terraform" in walker.text
    assert f"{walker.terraform}/webhooks/vcs/" in walker.text
    assert "repo:push" in walker.text


def test_others_are_told_why_they_do_not(walker):
    walker.log_in("Jordan Lee")
    assert walker.open(f"{walker.bitbucket}/acme-infra/network/admin/webhooks").status_code == 403
    assert "Access denied. You must have write or admin access." in walker.text


def test_a_push_calls_every_webhook_of_hcp_terraform_and_nobody_outside(walker):
    walker.open(f"{walker.bitbucket}/acme-infra/platform/")
    walker.click("Push a commit")
    assert "2 of its webhooks led to HCP Terraform." in walker.text


def test_a_push_calls_no_webhook_that_is_switched_off(walker):
    walker.running.state.change(
        lambda now: replace(
            now,
            repositories=tuple(
                replace(one, hooks=tuple(replace(hook, active=False) for hook in one.hooks)) for one in now.repositories
            ),
        )
    )
    walker.open(f"{walker.bitbucket}/acme-infra/platform/")
    walker.click("Push a commit")
    assert "0 of its webhooks led to HCP Terraform." in walker.text


def test_a_repository_that_is_not_there(walker):
    assert walker.open(f"{walker.bitbucket}/acme-infra/nowhere/").status_code == 404
    assert walker.heading == "This page is not in the sandbox"
