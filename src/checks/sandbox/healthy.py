"""Three initial scenarios: healthy, before the first step, and generated with any number of workspaces.

The repetition is intentional. `checks.facts.requirements` states what a connection needs; this module states the
same independently, in the vendors' terms. If it were derived from the facts, a mistake in the facts would also be
in the sandbox, and no test would detect it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from checks.sandbox import keys
from checks.sandbox.bitbucket.state import ApiToken, BitbucketWorkspace, Consumer
from checks.sandbox.fixtures import (
    OAUTH_TOKEN,
    PERSON,
    SERVICE_USER,
    WORKSPACE,
    accounts,
    connected,
    hook_for,
    other_hook,
    policy_set,
    registry_module,
    repository,
    stack,
    stack_component,
)
from checks.sandbox.ids import braced, terraform_id, uuid_of
from checks.sandbox.scenario import Scenario, UserCredentials
from checks.sandbox.terraform.state import (
    OAuthToken,
    Organization,
    Project,
    Provider,
    TerraformToken,
    TerraformWorkspace,
)

ORGANIZATION = "acme"
PROVIDER = terraform_id("oc", "bitbucket")
DEFAULT_PROJECT = terraform_id("prj", "default")
NETWORK_PROJECT = terraform_id("prj", "network")
TOKEN_SCOPES = (
    "read:user:bitbucket",
    "read:repository:bitbucket",
    "read:webhook:bitbucket",
    "read:ssh-key:bitbucket",
)

# These credentials work only in the sandbox. They have the vendors' prefixes, because the code checks prefixes.
_TERRAFORM_TOKEN = "sandbox.atlasv1.qv3rT0m8ZxK2cYwLr7Hs"  # noqa: S105 - see above
_API_TOKEN = "ATATT3xSandboxqXo4JrVn2Lk8"  # noqa: S105 - see above
_KEY = "sAnDb0xKey7Qm2Vx9Tz4Wc6Rn8Yp3Lb5"
_GITMODULES = """\
[submodule "modules/shared"]
\tpath = modules/shared
\turl = https://bitbucket.org/acme-infra/modules.git
[submodule "policies"]
\tpath = policies
\turl = git@ssh.bitbucket.org:acme-infra/policies.git
"""


def unconnected(clock: datetime) -> Scenario:
    """Return the scenario before the first step: accounts, repositories, and tokens, but no connection."""
    created = clock - timedelta(days=400)
    return Scenario(
        clock=clock,
        credentials=UserCredentials(
            terraform_token=_TERRAFORM_TOKEN,
            organization=ORGANIZATION,
            workspace=WORKSPACE,
            client_id="",
            client_secret="",
            email="terraform@acme.example",
            api_token=_API_TOKEN,
            private_key=keys.pem(keys.service_key()),
            callback_url="",
        ),
        accounts=tuple(replace(account, keys=()) for account in accounts(clock)),
        api_tokens=(
            ApiToken(
                value=_API_TOKEN,
                account=SERVICE_USER,
                scopes=TOKEN_SCOPES,
            ),
        ),
        consumers=(),
        bitbucket_workspaces=(
            BitbucketWorkspace(
                slug=WORKSPACE,
                uuid=braced(WORKSPACE),
                name="Acme Infrastructure",
                created=created,
                members={PERSON: "owner", SERVICE_USER: "member"},
            ),
        ),
        repositories=(
            repository("platform", clock),
            repository("network", clock, gitmodules=_GITMODULES),
            repository("modules", clock),
            repository("policies", clock),
        ),
        organization=Organization(
            name=ORGANIZATION,
            external_id=terraform_id("org", ORGANIZATION),
            email="jordan.lee@acme.example",
            created=created,
        ),
        terraform_tokens=(TerraformToken(value=_TERRAFORM_TOKEN),),
        projects=(
            Project(id=DEFAULT_PROJECT, name="Default Project"),
            Project(id=NETWORK_PROJECT, name="Network"),
        ),
        providers=(
            Provider(
                id=terraform_id("oc", "github"),
                uuid=uuid_of("github"),
                key=None,
                created=created,
                service_provider="github",
                display_name="GitHub",
                oauth_tokens=(
                    OAuthToken(id=terraform_id("ot", "github"), account="", user="jordan-lee", created=created),
                ),
            ),
        ),
        terraform_workspaces=(
            TerraformWorkspace(
                id=terraform_id("ws", "sandbox-experiments"),
                name="sandbox-experiments",
                project=DEFAULT_PROJECT,
                created=created,
            ),
        ),
    )


def healthy(clock: datetime) -> Scenario:
    """Return the scenario after the last step, in which every check passes."""
    start = unconnected(clock)
    secret = _KEY[::-1] + _KEY
    provider = Provider(
        id=PROVIDER,
        uuid=uuid_of("bitbucket"),
        key=_KEY,
        secret=secret,
        created=clock - timedelta(days=40),
        name="Bitbucket Cloud",
        oauth_tokens=(
            OAuthToken(
                id=OAUTH_TOKEN,
                account=SERVICE_USER,
                user=SERVICE_USER,
                created=clock - timedelta(days=40),
                has_ssh_key=True,
            ),
        ),
    )
    consumer = Consumer(
        key=_KEY,
        secret=secret,
        name="HCP Terraform (acme)",
        workspace=WORKSPACE,
        permissions=("account:write", "repository:admin", "pullrequest:write", "webhook"),
        private=True,
        callback_url=provider.callback,
    )
    return replace(
        start,
        credentials=replace(
            start.credentials, client_id=consumer.key, client_secret=consumer.secret, callback_url=provider.callback
        ),
        accounts=accounts(clock),
        consumers=(consumer,),
        repositories=(
            repository(
                "platform",
                clock,
                hooks=(
                    hook_for("platform-staging", clock),
                    hook_for("platform-production", clock),
                    hook_for("platform-policies", clock),
                    other_hook(clock),
                ),
            ),
            repository("network", clock, hooks=(hook_for("network-production", clock),), gitmodules=_GITMODULES),
            *start.repositories[2:],
        ),
        providers=(*start.providers, provider),
        terraform_workspaces=(
            connected("platform-staging", DEFAULT_PROJECT, f"{WORKSPACE}/platform", clock),
            connected("platform-production", DEFAULT_PROJECT, f"{WORKSPACE}/platform", clock),
            connected("network-production", NETWORK_PROJECT, f"{WORKSPACE}/network", clock, submodules=True),
            *start.terraform_workspaces,
        ),
        registry_modules=(registry_module(f"{WORKSPACE}/modules", clock),),
        policy_sets=(policy_set("platform-policies", f"{WORKSPACE}/platform", clock),),
        stacks=(stack("platform-stack", DEFAULT_PROJECT, f"{WORKSPACE}/platform", clock),),
        stack_components=(stack_component(f"{WORKSPACE}/modules", clock),),
    )


def generated(count: int, clock: datetime) -> Scenario:
    """Return a healthy scenario with `count` Terraform workspaces, each with a separate repository."""
    names = [f"service-{number:05}" for number in range(1, count + 1)]
    return replace(
        healthy(clock),
        repositories=tuple(repository(name, clock, hooks=(hook_for(name, clock),)) for name in names),
        terraform_workspaces=tuple(connected(name, DEFAULT_PROJECT, f"{WORKSPACE}/{name}", clock) for name in names),
        registry_modules=(),
        policy_sets=(),
        stacks=(),
        stack_components=(),
    )
