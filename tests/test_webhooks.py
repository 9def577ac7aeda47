"""A Terraform workspace passes if its webhook is on its repository, active, and called on a push."""

from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.fixtures import hook_for
from checks.sandbox.response_faults import ResponseFault, answer, without
from checks.sandbox.scenario_changes import repository, vcs_repo, without_objects
from checks.webhooks import webhooks

HOOKS = "/2.0/repositories/acme-infra/network/hooks"


def hook(**change: object):
    """Change the webhook of one repository."""
    return repository("network", lambda one: replace(one, hooks=tuple(replace(each, **change) for each in one.hooks)))


def test_every_webhook_in_place_passes(ask):
    told = ask(webhooks)
    assert (told.outcome, told.advice) == ("passed", "")
    assert told.words.count("acme-infra/platform for platform-") == 2
    assert "acme-infra/platform for policy set platform-policies" in told.words


def test_does_not_show_the_full_url_of_a_webhook(ask, sandbox):
    urls = [one.url for each in sandbox().state.scenario.repositories for one in each.hooks]
    result = ask(webhooks, "hook-deleted")
    assert not any(url in result.words for url in urls)


class TestUrl:
    def test_a_missing_webhook_fails(self, ask):
        result = ask(webhooks, "hook-deleted")
        assert result.outcome == "failed"
        assert "Update VCS settings" in result.words

    def test_a_webhook_of_a_former_host_fails_and_is_named(self, ask):
        old = "https://terraform-old.acme.example/webhooks/vcs/0b6f2c1e-64b1-4f0a-9d57-7d1b3c2a9e10"
        result = ask(webhooks, hook(url=old))
        assert result.outcome == "failed"
        assert "none; only terraform-old.acme.example …9e10" in result.words

    def test_does_not_name_webhooks_of_other_services(self, ask):
        result = ask(webhooks, hook(url="https://chat.acme.example/secret-path"))
        assert result.outcome == "failed"
        assert "chat.acme.example" not in result.words

    def test_the_webhook_of_another_workspace_on_the_repository_fails(self, ask):
        def without_one(one):
            return replace(one, hooks=one.hooks[1:])

        result = ask(webhooks, repository("platform", without_one))
        assert result.outcome == "failed"

    def test_an_unreported_url_is_unknown(self, ask):
        unreported = vcs_repo("network-production", lambda one: replace(one, webhook_url=None))
        assert ask(webhooks, unreported).outcome == "unknown"


class TestEvents:
    def test_an_inactive_webhook_fails(self, ask):
        result = ask(webhooks, hook(active=False))
        assert result.outcome == "failed"
        assert "an inactive webhook" in result.words

    def test_an_active_and_an_inactive_webhook_with_the_same_url_pass(self, ask):
        def twice(one):
            return replace(one, hooks=(replace(one.hooks[0], active=False, uuid="{other}"), *one.hooks))

        assert ask(webhooks, repository("network", twice)).outcome == "passed"

    def test_one_of_two_webhooks_with_the_same_url_needs_the_push_event(self, ask):
        def twice(one):
            other = replace(one.hooks[0], events=("issue:created",), uuid="{other}")
            return replace(one, hooks=(other, *one.hooks))

        assert ask(webhooks, repository("network", twice)).outcome == "passed"

    @pytest.mark.parametrize("events", [("pullrequest:created",), ("repo:updated", "issue:created"), ("*",)])
    def test_other_events_that_a_push_might_cause_are_unknown(self, ask, events):
        result = ask(webhooks, hook(events=events))
        assert result.outcome == "unknown"
        assert "called on repo:push" in result.words

    @pytest.mark.parametrize("events", [(), ("issue:created",), ("project:updated", "issue:updated")])
    def test_events_that_no_push_can_cause_fail(self, ask, events):
        assert ask(webhooks, hook(events=events)).outcome == "failed"

    @pytest.mark.parametrize("field", ["active", "events"])
    def test_an_unreported_field_is_unknown(self, ask, field):
        assert ask(webhooks, ResponseFault("bitbucket", HOOKS, without(f"values.*.{field}"))).outcome == "unknown"


def test_another_host_than_in_the_settings_is_advice_once(ask):
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

    told = ask(webhooks, lambda now: moved(without_objects(now)))
    assert told.outcome == "passed"
    assert told.advice.count("tfe.acme.example") == 1


def test_a_duplicate_webhook_is_advice(ask):
    result = ask(webhooks, "hook-twice")
    assert result.outcome == "passed"
    assert "acme-infra/network for network-production | one webhook with this URL | 2 webhooks" in result.advice


@pytest.mark.parametrize("how", [answer(403, "Access denied.", "text/plain"), answer(404), answer(410), answer(429)])
def test_an_unreadable_repository_is_unknown_and_does_not_hide_the_others(ask, how):
    result = ask(webhooks, ResponseFault("bitbucket", HOOKS, how))
    assert result.outcome == "unknown"
    assert "acme-infra/platform for platform-staging" in result.words


def test_a_failure_takes_precedence_over_an_unreadable_repository(ask):
    unread = ResponseFault("bitbucket", HOOKS, answer(403))
    assert ask(webhooks, repository("platform", lambda one: replace(one, hooks=())), unread).outcome == "failed"


def test_a_terraform_workspace_without_a_repository_is_unknown(ask):
    result = ask(webhooks, vcs_repo("network-production", lambda one: replace(one, identifier="")))
    assert result.outcome == "unknown"


def test_without_a_terraform_workspace_that_uses_the_provider_it_does_not_apply(ask):
    told = ask(webhooks, lambda now: without_objects(replace(now, terraform_workspaces=())))
    assert told.outcome == "not_applicable"


@pytest.mark.parametrize("name", ["", None, "acme-infra", "/network"])
def test_a_repository_without_a_full_name_is_unknown_without_a_request(ask, requests_log, name):
    def nameless(document):
        for one in document["data"]:
            if one["attributes"]["name"] == "network-production":
                fields = ("identifier", "display-identifier", "repository-http-url")
                one["attributes"]["vcs-repo"] |= dict.fromkeys(fields, name)

    result = ask(webhooks, ResponseFault("terraform", "*/workspaces", edited(nameless)))
    assert result.outcome == "unknown"
    paths = [one.path for one in requests_log if one.path.endswith("/hooks")]
    assert paths == ["/2.0/repositories/acme-infra/platform/hooks"]


@pytest.mark.parametrize(
    ("urls", "found"),
    [([""], False), (["", ""], True), (["", "https://tfe.example.com"], False)],
    ids=["its own", "one more", "one of another host"],
)
def test_a_module_without_a_reported_webhook_explains_one_webhook(ask, urls, found):
    def change(now):
        hooks = [replace(hook_for(f"trace {number}", now.clock), uuid=f"{{{number}}}") for number in range(len(urls))]
        hooks = tuple(replace(one, url=host + one.url) for host, one in zip(urls, hooks, strict=True))
        return repository("modules", lambda one: replace(one, hooks=hooks))(now)

    result = ask(webhooks, "only-modules-use-the-provider", change)
    assert ("more webhooks of this HCP Terraform" in result.words) is found
