"""The likeliest cause: the right one for what happens to people, and nothing where all is right."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.clients import http
from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.diagnosis.causes import causes
from checks.diagnosis.diagnosis import diagnose
from checks.engine.model import Result, unreadable
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.last_fetch import last_fetch
from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, answer
from checks.settings.environment import read_settings

NOT_INFERRED = ("no-provider", "key-too-short", "branch-deleted", "last-fetch-failed-without-a-reason")


@pytest.fixture
def diagnosis(sandbox, tmp_path, monkeypatch):
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)

    def of(*faults):
        running = sandbox(*faults)
        with closing(Connection(read_settings(running.environment(), tmp_path))) as connection:
            return diagnose(tuple(run(all_checks(), connection)))

    return of


def test_where_all_is_right_there_is_none(diagnosis):
    assert diagnosis() is None


def test_where_only_advice_is_given_there_is_none(diagnosis):
    assert diagnosis("never-run") is None


@pytest.mark.parametrize(
    ("faults", "check", "cause", "first"),
    [
        (
            ["authorization-revoked"],
            "authorization-works",
            "Possible causes, in this order: the consumer secret",
            "Reauthorize the VCS",
        ),
        (["consumer-deleted"], "consumer-credentials", "was deleted or has a new secret", "If it was deleted"),
        (
            ["wrong-secret"],
            "consumer-credentials",
            "mistyped or temporarily locked out",
            "Copy the consumer key and secret again",
        ),
        (["missing-webhook-permission"], "consumer-permissions", "lacks Webhooks: Read and write", "select Webhooks"),
        (["missing-webhook-permission", "hook-deleted"], "consumer-permissions", "lacks Webhooks", "select Webhooks"),
        (["hook-deleted"], "webhooks", "isn't notified of pushes", "Update VCS settings"),
        (["repository-renamed"], "webhook-admin-access", "renamed, moved, or deleted", "was renamed or moved"),
        (["service-user-removed"], "webhook-admin-access", "lost access", "grant the account Admin"),
        (["bitbucket-workspace-id-changed"], None, "The ID of a Bitbucket workspace has changed", "Compare the ID"),
        (["ip-address-not-allowed"], None, "IP allowlist", "Add every IP address"),
        (["two-step-verification-required"], None, "requires two-step verification", "turn on two-step verification"),
        (["access-not-granted", "blank-callback"], "provider-authorized", "has no callback URL", "paste Callback URL"),
        (["branch-deleted"], "branch-exists", "no such branch", "Create the branch"),
        (["fetch-without-credential"], "last-fetch", "Git has no credential", "Use an SSH URL"),
        (["fetch-refused-by-the-plan"], "last-fetch", "more users than its plan allows", "upgrade the plan"),
        (["fetch-through-an-untrusted-proxy"], "last-fetch", "doesn't trust the certificate authority", "CA bundle"),
        (["last-fetch-failed-without-a-reason"], "last-fetch", "doesn't report why", "cause isn't known"),
        (["unknown-ssh-host"], "last-fetch", "known hosts", "contact HashiCorp support"),
        (["no-provider"], "provider-selected", "actual none that this token can see", "Add the VCS provider"),
        (["key-too-short"], "ssh-key-format", "expected", ""),
    ],
    ids=str,
)
def test_of_what_is_wrong_is_named_with_what_to_do_first(diagnosis, faults, check, cause, first):
    told = diagnosis(*faults)
    assert told.failed
    assert told.sentences.startswith("Most likely cause: " if told.inferred else "Failed: ")
    assert told.inferred is (faults[0] not in NOT_INFERRED)
    assert cause in told.cause
    assert first in told.first_step
    assert check in (None, told.check.id)


@pytest.mark.parametrize(
    ("fault", "check", "cause"),
    [
        ("terraform-token-expired", "terraform-token", "could not check"),
        ("api-token-expired", "bitbucket-token", "could not check"),
        ("token-of-a-colleague", "authorizing-user", "isn't known to be the authorizing user"),
        ("hourly-limit-reached", None, "too many requests"),
        ("hook-without-pushes", "webhooks", "could not verify"),
    ],
)
def test_of_what_could_not_be_told_claims_nothing_wrong(diagnosis, fault, check, cause):
    told = diagnosis(fault)
    assert not told.failed
    assert told.sentences.startswith("No failures, but the result is incomplete: ")
    assert cause in told.cause
    assert check in (None, told.check.id)


def test_it_says_how_many_and_which(diagnosis):
    assert "(1 of 3: acme-infra/network)" in diagnosis("repository-renamed").sentences


def test_it_says_since_when_fetches_fail(diagnosis):
    assert "First failed fetch:" in diagnosis("last-fetch-failed").since
    assert diagnosis("hook-deleted").since == ""


def test_an_authorization_that_fails_beside_an_accepted_secret_claims_none_of_its_causes(diagnosis):
    told = diagnosis("authorization-revoked")
    listed = [told.cause.index(words) for words in ("secret was rotated", "was revoked", "wasn't used for 90 days")]
    assert listed == sorted(listed)
    assert "Possible causes" in told.cause


def test_the_old_ssh_host_is_not_blamed_for_a_failure_with_other_words(diagnosis):
    told = diagnosis("old-ssh-host", "fetch-without-credential")
    assert told.check.id == "last-fetch"
    assert "Git has no credential" in told.cause


def test_of_failures_with_different_words_only_those_with_the_same_words_are_counted(diagnosis):
    def errored(now):
        first, *_, last = [one for one in now.terraform_workspaces if one.vcs_repo]
        words = {first.name: "Host key verification failed.", last.name: "something else"}

        def failing(one):
            api, fetch, *older = one.configuration_versions
            return replace(
                one,
                configuration_versions=(api, replace(fetch, status="errored", error_message=words[one.name]), *older),
            )

        return replace(
            now,
            terraform_workspaces=tuple(failing(one) if one.name in words else one for one in now.terraform_workspaces),
        )

    told = diagnosis(errored(healthy(datetime.now(UTC))))
    assert "known hosts" in told.cause
    assert told.affected.startswith("1 of ")


def test_a_status_402_is_named_and_nothing_else_is_called_a_matter_of_the_plan(diagnosis):
    refused = ResponseFault("bitbucket", "*/hooks", answer(402))
    assert "plan allows" in diagnosis(refused).cause
    assert "plan" not in diagnosis(ResponseFault("bitbucket", "*/hooks", answer(403))).cause


def test_our_own_words_are_no_words_of_a_vendor():
    error = ReadError("https://bitbucket.example answered 429, and an admin must whitelist your IP.")
    result = Result(last_fetch, (unreadable("a", "b", error),))
    assert "whitelist" in next(causes([result])).words
    assert next(causes([result])).words.startswith("could not verify")
