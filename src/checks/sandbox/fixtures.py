"""Parts of a healthy scenario: accounts, repositories, webhooks, and Terraform workspaces."""

from dataclasses import replace
from datetime import datetime, timedelta

from checks.sandbox import keys
from checks.sandbox.bitbucket.state import Account, AccountKey, Hook, Repository
from checks.sandbox.ids import braced, terraform_id, uuid_of
from checks.sandbox.terraform.state import (
    ConfigurationVersion,
    ObjectVersion,
    PolicySet,
    RegistryModule,
    Stack,
    StackComponent,
    TerraformWorkspace,
    VcsRepo,
)

WORKSPACE = "acme-infra"
SERVICE_USER = "acme-terraform"
PERSON = "jordan-lee"
OAUTH_TOKEN = terraform_id("ot", "bitbucket")
_MAIN_TF = 'terraform {\n  required_version = ">= 1.9"\n}\n'
EVENTS = (
    "repo:push",
    "pullrequest:created",
    "pullrequest:updated",
    "pullrequest:fulfilled",
    "pullrequest:rejected",
)


def hook_for(name: str, clock: datetime) -> Hook:
    """Return the webhook that HCP Terraform created for the Terraform workspace `name`."""
    return Hook(
        uuid=braced(f"hook {name}"),
        url=f"/webhooks/vcs/{uuid_of(f'webhook {name}')}",
        events=EVENTS,
        description="HCP Terraform",
        created=clock - timedelta(days=38),
    )


def connected(
    name: str, project: str, repository: str, clock: datetime, *, submodules: bool = False
) -> TerraformWorkspace:
    """Return the Terraform workspace `name`, connected to `repository`, with the last fetch two days ago."""
    return TerraformWorkspace(
        id=terraform_id("ws", name),
        name=name,
        project=project,
        created=clock - timedelta(days=39),
        vcs_repo=VcsRepo(
            identifier=repository,
            oauth_token_id=OAUTH_TOKEN,
            webhook_url=f"/webhooks/vcs/{uuid_of(f'webhook {name}')}",
            ingress_submodules=submodules,
        ),
        run=terraform_id("run", name),
        configuration_versions=(
            ConfigurationVersion(
                id=terraform_id("cv", f"{name} 3"), created=clock - timedelta(days=1), source="tfe-api"
            ),
            ConfigurationVersion(
                id=terraform_id("cv", f"{name} 2"), created=clock - timedelta(days=2), repository=repository
            ),
            ConfigurationVersion(
                id=terraform_id("cv", f"{name} 1"),
                created=clock - timedelta(days=30),
                status="archived",
                repository=repository,
            ),
        ),
    )


def _versions(name: str, status: str, clock: datetime) -> tuple[ObjectVersion, ...]:
    """Return two versions, the newest last: numbers of modules and components, IDs of the other kinds."""
    days = (30, 2)
    return tuple(
        ObjectVersion(
            name=f"1.{number}.0" if not name else terraform_id(name, f"{number}"),
            status=status,
            created=clock - timedelta(days=ago),
        )
        for number, ago in enumerate(days)
    )


def _unwatched(repository: str) -> VcsRepo:
    """Return the connection of an object without a webhook URL in the API."""
    return VcsRepo(identifier=repository, oauth_token_id=OAUTH_TOKEN, webhook_url=None)


def registry_module(repository: str, clock: datetime) -> RegistryModule:
    """Return a module that is published from the tags of a repository."""
    return RegistryModule(
        id=terraform_id("mod", "network"),
        name="network",
        provider="aws",
        created=clock - timedelta(days=39),
        vcs_repo=_unwatched(repository),
        versions=_versions("", "ok", clock),
    )


def policy_set(name: str, repository: str, clock: datetime) -> PolicySet:
    """Return a policy set that is connected to a repository, with a webhook."""
    return PolicySet(
        id=terraform_id("polset", name),
        name=name,
        created=clock - timedelta(days=39),
        vcs_repo=replace(_unwatched(repository), webhook_url=f"/webhooks/vcs/{uuid_of(f'webhook {name}')}"),
        versions=_versions("polsetver", "ready", clock),
    )


def stack(name: str, project: str, repository: str, clock: datetime) -> Stack:
    """Return a Stack that is connected to a repository."""
    return Stack(
        id=terraform_id("st", name),
        name=name,
        project=project,
        created=clock - timedelta(days=39),
        vcs_repo=_unwatched(repository),
        versions=_versions("stc", "completed", clock),
    )


def stack_component(repository: str, clock: datetime) -> StackComponent:
    """Return a Stack component configuration that is published from the tags of a repository."""
    return StackComponent(
        id=terraform_id("comp", "network"),
        name="network-component",
        created=clock - timedelta(days=39),
        vcs_repo=_unwatched(repository),
        versions=_versions("", "completed", clock),
    )


def repository(slug: str, clock: datetime, *, hooks: tuple[Hook, ...] = (), gitmodules: str = "") -> Repository:
    """Return the repository `slug`, with the service user as an administrator."""
    files = {"main.tf": _MAIN_TF, "README.md": f"# {slug}\n"}
    return Repository(
        workspace=WORKSPACE,
        slug=slug,
        uuid=braced(f"repository {slug}"),
        name=slug.capitalize(),
        created=clock - timedelta(days=400),
        files=files | ({".gitmodules": gitmodules} if gitmodules else {}),
        hooks=hooks,
        members={SERVICE_USER: "admin", PERSON: "write"},
    )


def accounts(clock: datetime) -> tuple[Account, ...]:
    """Return the service user, which has the public key, and a team member."""
    key = AccountKey(
        uuid=braced("account key"),
        line=keys.public_line(keys.service_key()),
        label="HCP Terraform",
        created=clock - timedelta(days=40),
        last_used=clock - timedelta(days=2),
    )
    return (
        Account(
            username=SERVICE_USER,
            nickname="Acme Terraform",
            display_name="Acme Terraform",
            account_id="712020:7f6f6c1e-3b0e-4a53-9f1c-2d8a5b1c0e94",
            uuid=braced(SERVICE_USER),
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


def other_hook(clock: datetime) -> Hook:
    """Return a webhook that is unrelated to HCP Terraform."""
    return Hook(
        uuid=braced("hook chat"),
        url="https://chat.acme.example/bitbucket",
        events=("pullrequest:created",),
        description="Chat",
        created=clock - timedelta(days=200),
    )
