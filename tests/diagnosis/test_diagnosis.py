"""The likeliest cause: the right one for what happens to people, and nothing where all is right."""

from contextlib import closing

import pytest

from checks.clients import http
from checks.connection.connection import Connection
from checks.diagnosis.diagnosis import diagnose
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.settings.environment import read_settings


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
            "authorization is no longer valid",
            "Reauthorize the VCS provider",
        ),
        (["consumer-deleted"], "consumer-credentials", "was deleted or has a new secret", "If it was deleted"),
        (["wrong-secret"], "consumer-credentials", "mistyped or temporarily locked out", "Copy key and secret again"),
        (["missing-webhook-permission"], "consumer-permissions", "lacks Webhooks: Read and write", "select Webhooks"),
        (["missing-webhook-permission", "hook-deleted"], "consumer-permissions", "lacks Webhooks", "select Webhooks"),
        (["hook-deleted"], "webhooks", "isn't notified of pushes", "Update VCS settings"),
        (["repository-renamed"], "webhook-admin-access", "renamed or moved", "was renamed or moved"),
        (["service-user-removed"], "webhook-admin-access", "lost access", "grant the account Admin"),
        (["bitbucket-workspace-id-changed"], None, "Bitbucket workspace ID has changed", "Compare the ID"),
        (["ip-address-not-allowed"], None, "IP allowlist", "Add all IP addresses"),
        (["two-step-verification-required"], None, "requires two-step verification", "turn on two-step verification"),
        (["access-not-granted", "blank-callback"], "provider-authorized", "has no callback URL", "callback URL"),
        (["no-provider"], "provider-selected", "actual none that this token can see", "Add the VCS provider"),
        (["key-too-short"], "ssh-key-format", "expected", ""),
    ],
    ids=str,
)
def test_of_what_is_wrong_is_named_with_what_to_do_first(diagnosis, faults, check, cause, first):
    told = diagnosis(*faults)
    assert told.failed
    assert told.sentences.startswith("Most likely cause: " if told.inferred else "Failed: ")
    assert told.inferred is (faults not in (["no-provider"], ["key-too-short"]))
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
    assert "(1 of 2: acme-infra/network)" in diagnosis("repository-renamed").sentences


def test_it_says_since_when_fetches_fail(diagnosis):
    assert "First failed fetch:" in diagnosis("last-fetch-failed").since
    assert diagnosis("hook-deleted").since == ""
