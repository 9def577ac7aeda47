"""An authorization that HCP Terraform has just used hasn't expired, even without a fetch for 120 days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import all_of, oauth_token, workspace

NOW = datetime.now(UTC)


def long_ago(one):
    versions = (
        replace(version, created=version.created - timedelta(days=120)) for version in one.configuration_versions
    )
    return replace(one, configuration_versions=tuple(versions))


def test_an_authorization_that_works_now_has_not_expired(run_command):
    quiet = all_of(
        oauth_token(lambda one: replace(one, created=NOW - timedelta(days=150))),
        *(workspace(name, long_ago) for name in ("platform-staging", "platform-production", "network-production")),
    )
    run = run_command(quiet(healthy(NOW)))
    assert run.outcome("authorization-works") == "passed"
    assert not run.says("it has expired|(has|might have) expired")
    assert run.status == 0
