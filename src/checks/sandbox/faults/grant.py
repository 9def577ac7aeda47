"""What happens to the grant: whom it belongs to, and how it dies."""

from dataclasses import replace
from datetime import timedelta

from checks.sandbox.fault import (
    Change,
    Fault,
    each,
    grant,
    vcs_repo,
)
from checks.sandbox.naming import terraform_id
from checks.sandbox.parts import PERSON
from checks.sandbox.scenario import Scenario
from checks.sandbox.terraform_state import TerraformWorkspace

_ABOUT_ANOTHER_ACCOUNT = each("unknown", ("authorising_user", "webhook_admin_access", "ssh_key_on_account"))


def _quiet(days: int, *, works: bool) -> Change:
    """Let nothing have used the grant for so many days."""

    def fetched(one: TerraformWorkspace, now: Scenario) -> TerraformWorkspace:
        versions = (
            replace(version, created=now.clock - timedelta(days=days)) for version in one.configuration_versions
        )
        return replace(one, configuration_versions=tuple(versions))

    def step(now: Scenario) -> Scenario:
        long_ago = now.clock - timedelta(days=days + 100)
        now = grant(lambda one: replace(one, created=long_ago, works=works))(now)
        return replace(now, terraform_workspaces=tuple(fetched(one, now) for one in now.terraform_workspaces))

    return step


FAULTS = (
    Fault(
        name="grant-revoked",
        happened="Somebody revoked the access that HCP Terraform had been granted.",
        change=grant(lambda one: replace(one, works=False)),
        claims={"grant_works": "fail"},
    ),
    Fault(
        name="grant-expired",
        happened="Nothing used the grant for four months, and Bitbucket let it expire.",
        change=_quiet(120, works=False),
        claims={"grant_works": "fail", "grant_age": "unknown"},
    ),
    Fault(
        name="quiet-for-two-months",
        happened="Nothing has used the grant for ten weeks; it still works.",
        change=_quiet(70, works=True),
        advice=frozenset({"grant_age"}),
    ),
    Fault(
        name="authorised-by-the-wrong-person",
        happened="Somebody granted access while logged in as themselves.",
        change=grant(lambda one: replace(one, account=PERSON, user=PERSON)),
        claims=_ABOUT_ANOTHER_ACCOUNT,
    ),
    Fault(
        name="authorising-user-not-told",
        happened="HCP Terraform does not tell who granted access.",
        change=grant(lambda one: replace(one, user=None)),
        claims=_ABOUT_ANOTHER_ACCOUNT,
    ),
    Fault(
        name="workspace-keeps-the-old-grant",
        happened="The provider was made anew, and one Terraform workspace still points at the old grant.",
        change=vcs_repo("platform-staging", lambda one: replace(one, oauth_token_id=terraform_id("ot", "gone"))),
        claims={"token_references": "fail"},
    ),
)
