"""Faults of the authorization: a wrong authorizing user, and an invalid authorization."""

from dataclasses import replace
from datetime import timedelta

from checks.sandbox.faults.fault import Fault, each
from checks.sandbox.fixtures import PERSON
from checks.sandbox.ids import terraform_id
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import Change, all_of, oauth_token, vcs_repo
from checks.sandbox.terraform.state import TerraformWorkspace

_ABOUT_ANOTHER_ACCOUNT = each("unknown", ("authorizing_user", "webhook_admin_access", "ssh_key_on_account"))


def _unused_for(days: int, *, works: bool) -> Change:
    """Set the last use of the authorization to `days` days ago."""

    def fetched(one: TerraformWorkspace, now: Scenario) -> TerraformWorkspace:
        versions = (
            replace(version, created=now.clock - timedelta(days=days)) for version in one.configuration_versions
        )
        return replace(one, configuration_versions=tuple(versions))

    def step(now: Scenario) -> Scenario:
        long_ago = now.clock - timedelta(days=days + 100)
        now = oauth_token(lambda one: replace(one, created=long_ago, works=works))(now)
        return replace(now, terraform_workspaces=tuple(fetched(one, now) for one in now.terraform_workspaces))

    return step


FAULTS = (
    Fault(
        name="authorization-revoked",
        happened="The authorization of HCP Terraform was revoked.",
        change=oauth_token(lambda one: replace(one, works=False)),
        claims={"authorization_works": "failed"},
    ),
    Fault(
        name="authorization-expired",
        happened="The authorization wasn't used for four months, so it expired.",
        change=_unused_for(120, works=False),
        claims={"authorization_works": "failed", "authorization_age": "unknown", "submodule_urls": "unknown"},
    ),
    Fault(
        name="quiet-for-two-months",
        happened="The authorization hasn't been used for ten weeks, but it still works.",
        change=_unused_for(70, works=True),
        claims={"submodule_urls": "unknown"},
    ),
    Fault(
        name="quiet-for-two-months-on-an-older-release",
        happened="The authorization hasn't been used for ten weeks, and the server has no endpoint to test it.",
        change=all_of(_unused_for(70, works=True), lambda now: replace(now, beta_endpoints=False)),
        claims={"authorization_works": "unknown", "submodule_urls": "unknown"},
        advice=frozenset({"authorization_age"}),
    ),
    Fault(
        name="authorized-by-the-wrong-user",
        happened="Access was granted from a personal account instead of the service user.",
        change=oauth_token(lambda one: replace(one, account=PERSON, user=PERSON)),
        claims=_ABOUT_ANOTHER_ACCOUNT,
    ),
    Fault(
        name="authorizing-user-not-reported",
        happened="HCP Terraform doesn't report who granted access.",
        change=oauth_token(lambda one: replace(one, user=None)),
        claims=_ABOUT_ANOTHER_ACCOUNT,
    ),
    Fault(
        name="workspace-keeps-the-old-token",
        happened="The VCS provider was added again, and one workspace still references the old OAuth token.",
        change=vcs_repo("platform-staging", lambda one: replace(one, oauth_token_id=terraform_id("ot", "gone"))),
        claims={"token_references": "failed"},
    ),
)
