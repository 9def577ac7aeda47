"""Three organizations to start from: one where all is well, one before the first step, and one of any size.

This is the second of two independent statements. What a connection needs is said in
`checks.facts.requirements`; here the same is written out once more in the vendors' own words, and never derived
from there. Whoever removes the repetition blinds the tests: a mistake in one place would then be a mistake in
both, and nothing would notice.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from checks.sandbox import keys
from checks.sandbox.naming import braced, terraform_id, uuid_of
from checks.sandbox.scenario import (
    Account,
    AccountKey,
    ApiToken,
    BitbucketWorkspace,
    ConfigurationVersion,
    Consumer,
    Grant,
    Held,
    Hook,
    Organization,
    Project,
    Provider,
    Repository,
    Scenario,
    TerraformToken,
    TerraformWorkspace,
    VcsRepo,
)

ORGANIZATION = "acme"
WORKSPACE = "acme-infra"
SERVICE = "acme-terraform"
PERSON = "jordan-lee"
PROVIDER = terraform_id("oc", "bitbucket")
GRANT = terraform_id("ot", "bitbucket")
DEFAULT_PROJECT = terraform_id("prj", "default")
NETWORK_PROJECT = terraform_id("prj", "network")

# No credential opens anything outside the sandbox. They look as the vendors' do, since prefixes are looked at.
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
_MAIN_TF = 'terraform {\n  required_version = ">= 1.9"\n}\n'
_EVENTS = (
    "repo:push",
    "pullrequest:created",
    "pullrequest:updated",
    "pullrequest:fulfilled",
    "pullrequest:rejected",
)


def hook_for(name: str, clock: datetime) -> Hook:
    """Return the webhook that HCP Terraform made for the Terraform workspace `name`."""
    return Hook(
        uuid=braced(f"hook {name}"),
        url=f"/webhooks/vcs/{uuid_of(f'webhook {name}')}",
        events=_EVENTS,
        description="HCP Terraform",
        created=clock - timedelta(days=38),
    )


def connected(
    name: str, project: str, repository: str, clock: datetime, *, submodules: bool = False
) -> TerraformWorkspace:
    """Return the Terraform workspace `name`, bound to `repository` and fetched two days ago."""
    return TerraformWorkspace(
        id=terraform_id("ws", name),
        name=name,
        project=project,
        created=clock - timedelta(days=39),
        vcs_repo=VcsRepo(
            identifier=repository,
            oauth_token_id=GRANT,
            webhook_url=f"/webhooks/vcs/{uuid_of(f'webhook {name}')}",
            ingress_submodules=submodules,
        ),
        run=terraform_id("run", name),
        configuration_versions=(
            ConfigurationVersion(
                id=terraform_id("cv", f"{name} 3"), created=clock - timedelta(days=1), source="tfe-api"
            ),
            ConfigurationVersion(id=terraform_id("cv", f"{name} 2"), created=clock - timedelta(days=2)),
            ConfigurationVersion(
                id=terraform_id("cv", f"{name} 1"), created=clock - timedelta(days=30), status="archived"
            ),
        ),
    )


def repository(slug: str, clock: datetime, *, hooks: tuple[Hook, ...] = (), gitmodules: str = "") -> Repository:
    """Return the repository `slug`, of which the service account is an administrator."""
    files = {"main.tf": _MAIN_TF, "README.md": f"# {slug}\n"}
    return Repository(
        workspace=WORKSPACE,
        slug=slug,
        uuid=braced(f"repository {slug}"),
        name=slug.capitalize(),
        created=clock - timedelta(days=400),
        files=files | ({".gitmodules": gitmodules} if gitmodules else {}),
        hooks=hooks,
        members={SERVICE: "admin", PERSON: "write"},
    )


def _accounts(clock: datetime) -> tuple[Account, ...]:
    key = AccountKey(
        uuid=braced("account key"),
        line=keys.public_line(keys.service_key()),
        label="HCP Terraform",
        created=clock - timedelta(days=40),
        last_used=clock - timedelta(days=2),
    )
    return (
        Account(
            username=SERVICE,
            nickname="Acme Terraform",
            display_name="Acme Terraform",
            account_id="712020:7f6f6c1e-3b0e-4a53-9f1c-2d8a5b1c0e94",
            uuid=braced(SERVICE),
            email="terraform@acme.example",
            created=clock - timedelta(days=420),
            keys=(key,),
        ),
        Account(
            username=PERSON,
            nickname="Jordan",
            display_name="Jordan Lee",
            account_id="712020:0c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5",
            uuid=braced(PERSON),
            email="jordan.lee@acme.example",
            created=clock - timedelta(days=900),
        ),
    )


def unconnected(clock: datetime) -> Scenario:
    """Return the services before the first step: accounts, repositories and tokens are there, no connection."""
    created = clock - timedelta(days=400)
    return Scenario(
        clock=clock,
        held=Held(
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
        accounts=tuple(replace(account, keys=()) for account in _accounts(clock)),
        api_tokens=(
            ApiToken(
                value=_API_TOKEN,
                account=SERVICE,
                scopes=(
                    "read:user:bitbucket",
                    "read:repository:bitbucket",
                    "read:webhook:bitbucket",
                    "read:ssh-key:bitbucket",
                ),
            ),
        ),
        consumers=(),
        bitbucket_workspaces=(
            BitbucketWorkspace(
                slug=WORKSPACE,
                uuid=braced(WORKSPACE),
                name="Acme Infrastructure",
                created=created,
                members={PERSON: "owner", SERVICE: "member"},
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
                grants=(Grant(id=terraform_id("ot", "github"), account="", user="jordan-lee", created=created),),
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
    """Return the services after the last step, with all well: no check has anything to object to."""
    start = unconnected(clock)
    provider = Provider(
        id=PROVIDER,
        uuid=uuid_of("bitbucket"),
        key=_KEY,
        created=clock - timedelta(days=40),
        name="Bitbucket Cloud",
        grants=(
            Grant(
                id=GRANT,
                account=SERVICE,
                user=SERVICE,
                created=clock - timedelta(days=40),
                has_ssh_key=True,
            ),
        ),
    )
    consumer = Consumer(
        key=_KEY,
        secret=_KEY[::-1] + _KEY,
        name="HCP Terraform (acme)",
        workspace=WORKSPACE,
        permissions=("account:write", "repository:admin", "pullrequest:write", "webhook"),
        private=True,
        callback_url=provider.callback,
    )
    return replace(
        start,
        held=replace(start.held, client_id=consumer.key, client_secret=consumer.secret, callback_url=provider.callback),
        accounts=_accounts(clock),
        consumers=(consumer,),
        repositories=(
            repository(
                "platform",
                clock,
                hooks=(
                    hook_for("platform-staging", clock),
                    hook_for("platform-production", clock),
                    _other_hook(clock),
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
    )


def generated(count: int, clock: datetime) -> Scenario:
    """Return a healthy organization of `count` Terraform workspaces, each on a repository of its own."""
    names = [f"service-{number:05}" for number in range(1, count + 1)]
    return replace(
        healthy(clock),
        repositories=tuple(repository(name, clock, hooks=(hook_for(name, clock),)) for name in names),
        terraform_workspaces=tuple(connected(name, DEFAULT_PROJECT, f"{WORKSPACE}/{name}", clock) for name in names),
    )


def _other_hook(clock: datetime) -> Hook:
    """Return a webhook that has nothing to do with HCP Terraform, as most repositories have one."""
    return Hook(
        uuid=braced("hook chat"),
        url="https://chat.acme.example/bitbucket",
        events=("pullrequest:created",),
        description="Chat",
        created=clock - timedelta(days=200),
    )
