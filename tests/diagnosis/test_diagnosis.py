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
        (["authorization-revoked"], "authorization-works", "HCP Terraform's grant is dead", "Reauthorize the provider"),
        (["consumer-deleted"], "consumer-credentials", "was deleted or has a new secret", "If it is gone"),
        (["wrong-secret"], "consumer-credentials", "mistyped or locked out", "Copy key and secret again"),
        (["missing-webhook-permission"], "consumer-permissions", "lacks Webhooks: Read and write", "select Webhooks"),
        (["missing-webhook-permission", "hook-deleted"], "consumer-permissions", "lacks Webhooks", "select Webhooks"),
        (["hook-deleted"], "webhooks", "pushes are not told to HCP Terraform", "Update VCS settings"),
        (["repository-renamed"], "webhook-admin-access", "renamed or moved", "still bears that name"),
        (["service-user-removed"], "webhook-admin-access", "lost its access", "give the account Admin"),
        (["bitbucket-workspace-id-changed"], None, "ID of a Bitbucket workspace has changed", "Compare the ID"),
        (["ip-address-not-allowed"], None, "lets in listed addresses only", "Put every address"),
        (["two-step-verification-required"], None, "asks for two-step verification", "enable two-step verification"),
        (["access-not-granted", "blank-callback"], "provider-authorized", "has no callback URL", "callback URL"),
        (["no-provider"], "provider-selected", "found none that this token can see", "Add the VCS provider"),
        (["key-too-short"], "ssh-key-format", "expected", ""),
    ],
    ids=str,
)
def test_of_what_is_wrong_is_named_with_what_to_do_first(diagnosis, faults, check, cause, first):
    told = diagnosis(*faults)
    assert told.failed
    assert told.sentences.startswith("Likeliest cause: " if told.inferred else "What is wrong: ")
    assert told.inferred is (faults not in (["no-provider"], ["key-too-short"]))
    assert cause in told.cause
    assert first in told.first_step
    assert check in (None, told.check.id)


@pytest.mark.parametrize(
    ("fault", "check", "cause"),
    [
        ("terraform-token-expired", "terraform-token", "could not be asked"),
        ("api-token-expired", "bitbucket-token", "could not be asked"),
        ("token-of-a-colleague", "authorizing-user", "not shown to be the one that granted access"),
        ("hourly-limit-reached", None, "asked too often"),
        ("hook-without-pushes", "webhooks", "could not be told whether this holds"),
    ],
)
def test_of_what_could_not_be_told_claims_nothing_wrong(diagnosis, fault, check, cause):
    told = diagnosis(fault)
    assert not told.failed
    assert told.sentences.startswith("Nothing is shown to be wrong, but ")
    assert cause in told.cause
    assert check in (None, told.check.id)


def test_it_says_how_many_and_which(diagnosis):
    assert "(1 of 2: acme-infra/network)" in diagnosis("repository-renamed").sentences


def test_it_says_since_when_fetches_fail(diagnosis):
    assert "the first that failed was on" in diagnosis("last-fetch-failed").since
    assert diagnosis("hook-deleted").since == ""
