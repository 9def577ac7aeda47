"""Each Terraform workspace passes whose own webhook is on its repository, active, and called on a push."""

from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.fault import repository, vcs_repo
from checks.sandbox.response_faults import ResponseFault, answer, without
from checks.webhooks import webhooks

HOOKS = "/2.0/repositories/acme-infra/network/hooks"


def hook(**change: object):
    """Change the webhook of one repository."""
    return repository("network", lambda one: replace(one, hooks=tuple(replace(each, **change) for each in one.hooks)))


def test_every_webhook_in_place_passes(ask):
    told = ask(webhooks)
    assert (told.outcome, told.advice) == ("passed", "")
    assert told.words.count("acme-infra/platform for ") == 2


def test_the_address_of_a_webhook_is_never_shown_whole(ask, sandbox):
    urls = [one.url for each in sandbox().state.scenario.repositories for one in each.hooks]
    told = ask(webhooks, "hook-deleted")
    assert not any(url in told.words for url in urls)


class TestWhereItIs:
    def test_a_webhook_that_is_gone_fails(self, ask):
        told = ask(webhooks, "hook-deleted")
        assert told.outcome == "failed"
        assert "Update VCS settings" in told.words

    def test_one_of_a_host_that_was_given_up_fails_and_is_named(self, ask):
        old = "https://terraform-old.acme.example/webhooks/vcs/0b6f2c1e-64b1-4f0a-9d57-7d1b3c2a9e10"
        told = ask(webhooks, hook(url=old))
        assert told.outcome == "failed"
        assert "none; only terraform-old.acme.example …9e10" in told.words

    def test_webhooks_of_others_are_not_named(self, ask):
        told = ask(webhooks, hook(url="https://chat.acme.example/secret-path"))
        assert told.outcome == "failed"
        assert "chat.acme.example" not in told.words

    def test_that_of_another_terraform_workspace_on_the_same_repository_does_not_do(self, ask):
        def without_one(one):
            return replace(one, hooks=one.hooks[1:])

        told = ask(webhooks, repository("platform", without_one))
        assert told.outcome == "failed"

    def test_an_address_that_hcp_terraform_does_not_tell_is_unknown(self, ask):
        untold = vcs_repo("network-production", lambda one: replace(one, webhook_url=None))
        assert ask(webhooks, untold).outcome == "unknown"


class TestWhetherItIsCalled:
    def test_an_inactive_one_fails(self, ask):
        told = ask(webhooks, hook(active=False))
        assert told.outcome == "failed"
        assert "an inactive webhook" in told.words

    def test_an_active_one_beside_an_inactive_one_of_the_same_address_passes(self, ask):
        def twice(one):
            return replace(one, hooks=(replace(one.hooks[0], active=False, uuid="{other}"), *one.hooks))

        assert ask(webhooks, repository("network", twice)).outcome == "passed"

    def test_of_two_active_ones_of_the_same_address_one_that_is_called_on_a_push_is_enough(self, ask):
        def twice(one):
            other = replace(one.hooks[0], events=("issue:created",), uuid="{other}")
            return replace(one, hooks=(other, *one.hooks))

        assert ask(webhooks, repository("network", twice)).outcome == "passed"

    @pytest.mark.parametrize("events", [("pullrequest:created",), ("repo:updated", "issue:created")])
    def test_events_that_a_push_may_cause_leave_it_unknown(self, ask, events):
        told = ask(webhooks, hook(events=events))
        assert told.outcome == "unknown"
        assert "called on repo:push" in told.words

    @pytest.mark.parametrize("events", [(), ("issue:created",), ("project:updated", "issue:updated")])
    def test_events_that_no_push_can_cause_fail(self, ask, events):
        assert ask(webhooks, hook(events=events)).outcome == "failed"

    @pytest.mark.parametrize("field", ["active", "events"])
    def test_what_bitbucket_does_not_tell_is_unknown(self, ask, field):
        assert ask(webhooks, ResponseFault("bitbucket", HOOKS, without(f"values.*.{field}"))).outcome == "unknown"


def test_a_host_other_than_the_one_that_was_asked_is_advice_once(ask):
    def moved(now):
        def elsewhere(url):
            return url.replace("/webhooks", "https://tfe.acme.example/webhooks") if url.startswith("/") else url

        return replace(
            now,
            repositories=tuple(
                replace(one, hooks=tuple(replace(each, url=elsewhere(each.url)) for each in one.hooks))
                for one in now.repositories
            ),
            terraform_workspaces=tuple(
                replace(one, vcs_repo=replace(one.vcs_repo, webhook_url=elsewhere(one.vcs_repo.webhook_url)))
                if one.vcs_repo
                else one
                for one in now.terraform_workspaces
            ),
        )

    told = ask(webhooks, moved)
    assert told.outcome == "passed"
    assert told.advice.count("tfe.acme.example") == 1


def test_one_that_is_there_twice_is_advice(ask):
    told = ask(webhooks, "hook-twice")
    assert told.outcome == "passed"
    assert "acme-infra/network for network-production | one webhook with this URL | 2 webhooks" in told.advice


@pytest.mark.parametrize("how", [answer(403, "Access denied.", "text/plain"), answer(404), answer(410), answer(429)])
def test_one_repository_that_cannot_be_read_is_unknown_and_does_not_hide_the_others(ask, how):
    told = ask(webhooks, ResponseFault("bitbucket", HOOKS, how))
    assert told.outcome == "unknown"
    assert "acme-infra/platform for platform-staging" in told.words


def test_what_is_wrong_outweighs_what_cannot_be_read(ask):
    unread = ResponseFault("bitbucket", HOOKS, answer(403))
    assert ask(webhooks, repository("platform", lambda one: replace(one, hooks=())), unread).outcome == "failed"


def test_a_terraform_workspace_without_a_repository_is_unknown(ask):
    told = ask(webhooks, vcs_repo("network-production", lambda one: replace(one, identifier="")))
    assert told.outcome == "unknown"


def test_without_a_terraform_workspace_that_uses_the_provider_it_does_not_apply(ask):
    assert ask(webhooks, lambda now: replace(now, terraform_workspaces=())).outcome == "not_applicable"


@pytest.mark.parametrize("name", ["", None, "acme-infra", "/network"])
def test_a_repository_without_a_full_name_is_unknown_and_never_asked_for(ask, requests_log, name):
    def nameless(document):
        for one in document["data"]:
            if one["attributes"]["name"] == "network-production":
                fields = ("identifier", "display-identifier", "repository-http-url")
                one["attributes"]["vcs-repo"] |= dict.fromkeys(fields, name)

    told = ask(webhooks, ResponseFault("terraform", "*/workspaces", edited(nameless)))
    assert told.outcome == "unknown"
    asked = [one.path for one in requests_log if one.path.endswith("/hooks")]
    assert asked == ["/2.0/repositories/acme-infra/platform/hooks"]
