"""The pages of a repository and its webhooks."""

from dataclasses import replace

import pytest

from checks.sandbox.healthy import healthy


@pytest.fixture
def user(person):
    """Return a user of an organization that is already connected."""
    found = person()
    found.running.begin(healthy(found.running.state.scenario.clock))
    found.log_in("Acme Terraform")
    return found


def test_administrators_can_see_the_webhooks(user):
    user.open(f"{user.bitbucket}/acme-infra/network/admin/webhooks")
    assert "HCP Terraform" in user.text
    assert f"{user.terraform}/webhooks/vcs/" in user.text
    assert "repo:push" in user.text


def test_other_users_see_why_access_is_denied(user):
    user.log_in("Jordan Lee")
    assert user.open(f"{user.bitbucket}/acme-infra/network/admin/webhooks").status_code == 403
    assert "Access denied. You must have write or admin access." in user.text


def test_a_push_calls_only_webhooks_of_hcp_terraform(user):
    user.open(f"{user.bitbucket}/acme-infra/platform/")
    user.click("Push a commit")
    assert "HCP Terraform received 2 of its webhooks." in user.text


def test_a_push_names_terraform_enterprise(user):
    user.running.state.change(lambda now: replace(now, app_name="Terraform Enterprise"))
    user.open(f"{user.bitbucket}/acme-infra/platform/")
    user.click("Push a commit")
    assert "Terraform Enterprise received 2 of its webhooks." in user.text


def test_a_push_skips_inactive_webhooks(user):
    user.running.state.change(
        lambda now: replace(
            now,
            repositories=tuple(
                replace(one, hooks=tuple(replace(hook, active=False) for hook in one.hooks)) for one in now.repositories
            ),
        )
    )
    user.open(f"{user.bitbucket}/acme-infra/platform/")
    user.click("Push a commit")
    assert "HCP Terraform received 0 of its webhooks." in user.text


def test_shows_an_error_page_for_an_unknown_repository(user):
    assert user.open(f"{user.bitbucket}/acme-infra/nowhere/").status_code == 404
    assert user.heading == "The sandbox doesn't have this page"
