"""Faults of the credentials that the user sets for the checks."""

from collections.abc import Callable
from dataclasses import replace

from checks.sandbox.bitbucket.state import ApiToken
from checks.sandbox.faults.fault import AFTER_BITBUCKET_TOKEN, AFTER_TERRAFORM_TOKEN, SUBMODULES, Fault, each, not_run
from checks.sandbox.fixtures import PERSON
from checks.sandbox.healthy import TOKEN_SCOPES
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import Change, credentials
from checks.sandbox.terraform.state import TerraformToken

_COLLEAGUE = ApiToken(
    value="ATATT3xSandboxColleague7Yw",
    account=PERSON,
    scopes=TOKEN_SCOPES,
)
_UNSEEN_ORGANIZATION = {
    "terraform_token": "unknown",
    "consumer_permissions": "unknown",
    "ssh_key_on_account": "unknown",
    **not_run(AFTER_TERRAFORM_TOKEN),
}
_REFUSED_TOKEN = {"bitbucket_token": "error", **not_run(AFTER_BITBUCKET_TOKEN)}


def _terraform_token(step: Callable[[TerraformToken], TerraformToken]) -> Change:
    return lambda now: replace(now, terraform_tokens=tuple(step(one) for one in now.terraform_tokens))


def _without_scope(scope: str) -> Change:
    def step(one: ApiToken) -> ApiToken:
        return replace(one, scopes=tuple(name for name in one.scopes if name != scope))

    return lambda now: replace(now, api_tokens=tuple(step(one) for one in now.api_tokens))


def _of_a_colleague(now: Scenario) -> Scenario:
    email = next(one.email for one in now.accounts if one.username == PERSON)
    return replace(
        now,
        api_tokens=(*now.api_tokens, _COLLEAGUE),
        credentials=replace(now.credentials, email=email, api_token=_COLLEAGUE.value),
    )


FAULTS = (
    Fault(
        name="terraform-token-expired",
        happened="The HCP Terraform token has expired.",
        change=lambda now: replace(now, terraform_tokens=()),
        claims={
            "terraform_token": "error",
            "consumer_permissions": "unknown",
            "ssh_key_on_account": "unknown",
            **not_run(AFTER_TERRAFORM_TOKEN),
        },
    ),
    Fault(
        name="token-of-another-organization",
        happened="The HCP Terraform token belongs to a team of another organization.",
        change=_terraform_token(lambda one: replace(one, member=False)),
        claims=_UNSEEN_ORGANIZATION,
    ),
    Fault(
        name="misspelled-organization",
        happened="The name of the organization is misspelled.",
        change=credentials(lambda one: replace(one, organization="acme-corp")),
        claims=_UNSEEN_ORGANIZATION,
    ),
    Fault(
        name="token-cannot-manage-vcs",
        happened="The HCP Terraform token lacks the permission Manage VCS settings.",
        change=_terraform_token(lambda one: replace(one, can_update_oauth=False)),
        advice=frozenset({"terraform_token"}),
    ),
    Fault(
        name="app-password",
        happened="An app password was set instead of an API token.",
        change=credentials(lambda one: replace(one, api_token="ATBB" + one.api_token[-20:])),
        claims=_REFUSED_TOKEN,
    ),
    Fault(
        name="access-token-instead-of-api-token",
        happened="A repository access token was set instead of the service user's API token.",
        change=credentials(lambda one: replace(one, api_token=f"ATCTT{one.api_token[5:]}")),
        claims=_REFUSED_TOKEN,
    ),
    Fault(
        name="api-token-expired",
        happened="The Bitbucket API token has expired.",
        change=lambda now: replace(now, api_tokens=tuple(replace(one, expired=True) for one in now.api_tokens)),
        claims=_REFUSED_TOKEN,
    ),
    Fault(
        name="email-of-another-account",
        happened="The API token was set with the email address of another account.",
        change=credentials(lambda one: replace(one, email="jordan.lee@acme.example")),
        claims=_REFUSED_TOKEN,
    ),
    Fault(
        name="token-without-webhook-scope",
        happened="The API token was created without the scope read:webhook:bitbucket.",
        change=_without_scope("read:webhook:bitbucket"),
        claims=each("unknown", ("bitbucket_token_scopes", "webhooks")),
    ),
    Fault(
        name="token-without-ssh-key-scope",
        happened="The API token was created without the scope read:ssh-key:bitbucket.",
        change=_without_scope("read:ssh-key:bitbucket"),
        claims=each("unknown", ("bitbucket_token_scopes", "ssh_key_on_account")),
    ),
    Fault(
        name="token-without-repository-scope",
        happened="The API token was created without the scope read:repository:bitbucket.",
        change=_without_scope("read:repository:bitbucket"),
        claims=each("unknown", ("bitbucket_token_scopes", "webhook_admin_access", "branch_exists", *SUBMODULES)),
    ),
    Fault(
        name="token-of-a-colleague",
        happened="The API token belongs to a colleague, not to the service user.",
        change=_of_a_colleague,
        claims=each("unknown", ("authorizing_user", "webhook_admin_access", "webhooks", "ssh_key_on_account")),
    ),
)
