"""Facts about HCP Terraform and Terraform Enterprise: hosts, the callback URL, and API requests."""

import re
from datetime import date

from checks.facts.credentials import Credential, Endpoint
from checks.facts.fact import Quantity, Source, Statement, Text

_DOCS = "https://developer.hashicorp.com/terraform/cloud-docs"
_GO_TFE = "https://github.com/hashicorp/go-tfe/blob/main/v1.go"
_OPENAPI = "https://github.com/hashicorp/go-tfe/blob/main/v2/openapi/spec.json"
_SEEN = date(2026, 11, 24)
_READ = date(2026, 11, 28)

HOST = Text(text="app.terraform.io", source=Source(f"{_DOCS}/api-docs", "app.terraform.io", _SEEN))
HOST_EUROPE = Text(text="app.eu.terraform.io", source=Source(f"{_DOCS}/europe", "app.eu.terraform.io", _SEEN))
CONSUMER_PERMISSIONS = Statement(
    text="HashiCorp lists four permissions for the OAuth consumer.",
    source=Source(
        f"{_DOCS}/vcs/bitbucket-cloud",
        # The whole table, with the words before and after it: a further permission also changes them.
        "permissions checkboxes: Permission type Permission level Account Write Repositories Admin Pull requests Write "
        'Webhooks Read and write Click the "Save" button',
        _SEEN,
    ),
)
CALLBACK_PATH = Text(
    text="/auth/<uuid>/callback", source=Source(f"{_DOCS}/api-docs/oauth-clients", "callback-url", _SEEN)
)
SERVICE_PROVIDER = Text(text="bitbucket_hosted", source=Source(_GO_TFE, "bitbucket_hosted", _SEEN))
APP_NAME = Text(text="HCP Terraform", source=Source(_GO_TFE, "TFP-AppName", _SEEN))
ENTERPRISE_NAME = Text(
    text="Terraform Enterprise", source=Source(_GO_TFE, "'HCP Terraform' or 'Terraform Enterprise'", date(2026, 11, 29))
)
RELEASE_HEADER = Text(text="X-TFE-Current-Version", source=Source(_GO_TFE, "X-TFE-Current-Version", date(2026, 11, 29)))
"""The header with the release of Terraform Enterprise as numbers, such as 1.1.0."""

MONTHLY_RELEASE_HEADER = Text(text="X-TFE-Version", source=Source(_GO_TFE, "X-TFE-Version", date(2026, 11, 29)))
"""The header with the monthly release of Terraform Enterprise, such as v202205-1."""

MEDIA_TYPE = Text(
    text="application/vnd.api+json", source=Source(_OPENAPI, "application/vnd.api+json", date(2026, 11, 28))
)
RATE_LIMIT = Quantity(
    number=30,
    unit="requests per second per user",
    source=Source(f"{_DOCS}/api-docs", "30 requests per second", _SEEN),
)
PAGE_SIZE = Quantity(number=100, unit="items per page", source=Source(f"{_DOCS}/api-docs", "page[size]", _SEEN))

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CALLBACK_PATTERN = re.compile(rf"/auth/{_UUID}/callback")
WEBHOOK_PATTERN = re.compile(rf"/webhooks/vcs/{_UUID}")


def _read(path: str, permission: str, page: str, words: str, *, beta: bool = False) -> Endpoint:
    return Endpoint(
        credential=Credential.TERRAFORM_TOKEN,
        path=path,
        permission=permission,
        beta=beta,
        source=Source(page, words, _SEEN),
    )


def _documented(path: str, permission: str, page: str, words: str) -> Endpoint:
    return Endpoint(
        credential=Credential.TERRAFORM_TOKEN, path=path, permission=permission, source=Source(page, words, _READ)
    )


_MEMBER = "membership of the organization"
_VCS = "Manage VCS settings (documented for changing a provider; HashiCorp doesn't document the permission for reading)"
_UNDOCUMENTED = "not documented by HashiCorp"

ACCOUNT = _read("/account/details", "any valid token", f"{_DOCS}/api-docs/account", "/account/details")
ORGANIZATION = _read("/organizations/{organization}", _MEMBER, f"{_DOCS}/api-docs/organizations", "can-update-oauth")
OAUTH_CLIENTS = _read(
    "/organizations/{organization}/oauth-clients", _VCS, f"{_DOCS}/api-docs/oauth-clients", "callback-url"
)
OAUTH_TOKENS = _read(
    "/oauth-clients/{oauth_client_id}/oauth-tokens", _VCS, f"{_DOCS}/api-docs/oauth-tokens", "has-ssh-key"
)
WORKSPACES = _read(
    "/organizations/{organization}/workspaces",
    "read access to each Terraform workspace",
    f"{_DOCS}/api-docs/workspaces",
    "webhook-url",
)
ORIGIN_OF_CONFIGURATION = Text(
    text="current_configuration_version.ingress_attributes",
    source=Source(_OPENAPI, "current_configuration_version.ingress_attributes", _READ),
)
"""The parameter with which a list of workspaces includes the source repository of each current configuration."""

AFFECTED_WORKSPACES = Text(
    text="show_affected_workspaces", source=Source(_OPENAPI, "names of up to 25 affected workspaces", _READ)
)
"""The parameter with which a list of VCS providers includes the number of workspaces that use each one."""

IN_USE = (OAUTH_CLIENTS, OAUTH_TOKENS, WORKSPACES)
"""The requests that find the Terraform workspaces of a VCS provider: the VCS provider, its OAuth tokens, and the list
of all workspaces."""

_UNDOCUMENTED_READ = "not documented by HashiCorp for reading"
_MODULES = f"{_DOCS}/api-docs/private-registry/modules"
_COMPONENTS = f"{_DOCS}/api-docs/private-registry/stack-components"
_MANAGE_POLICIES = "Manage policies, which also allows changes: don't grant it only for this check"
_READ_PROJECT = "the Read role on the project of the Stack, or an organization API token"

REGISTRY_MODULES = _documented(
    "/organizations/{organization}/registry-modules",
    _UNDOCUMENTED_READ,
    _MODULES,
    "List Registry Modules for an Organization",
)
REGISTRY_MODULE = _documented(
    "/organizations/{organization}/registry-modules/private/{namespace}/{module}/{target}",
    _UNDOCUMENTED_READ,
    _MODULES,
    "Get a Module",
)
POLICY_SETS = _documented(
    "/organizations/{organization}/policy-sets",
    _MANAGE_POLICIES,
    f"{_DOCS}/api-docs/policy-sets",
    "Interacting with policy sets requires permission to manage policies",
)
POLICY_SET_VERSIONS = _documented(
    "/policy-sets/{policy_set_id}/versions", _MANAGE_POLICIES, _OPENAPI, "listPolicySetVersions"
)
STACKS = _documented(
    "/organizations/{organization}/stacks",
    _READ_PROJECT,
    f"{_DOCS}/api-docs/stacks",
    "Stack read access is restricted to users or teams",
)
STACK_CONFIGURATIONS = _documented(
    "/stacks/{stack_id}/stack-configurations",
    _READ_PROJECT,
    f"{_DOCS}/api-docs/stacks/configurations",
    "List Stack configurations",
)
STACK_DIAGNOSTICS = _documented(
    "/stack-configurations/{stack_configuration_id}/stack-diagnostics",
    _READ_PROJECT,
    f"{_DOCS}/api-docs/stacks/configurations",
    "List Stack configuration diagnostics",
)
STACK_COMPONENTS = _documented(
    "/organizations/{organization}/registry-components",
    _UNDOCUMENTED_READ,
    _COMPONENTS,
    "List Stack component configurations for an organization",
)
STACK_COMPONENT = _documented(
    "/registry-components/{component_id}", _UNDOCUMENTED_READ, _COMPONENTS, "Get a Stack component configuration"
)

CONNECTED_OBJECTS = (
    REGISTRY_MODULES,
    REGISTRY_MODULE,
    POLICY_SETS,
    STACKS,
    STACK_COMPONENTS,
    STACK_COMPONENT,
)
"""The requests that find the registry modules, policy sets, Stacks, and Stack component configurations of a VCS
provider."""

CONNECTED = (*IN_USE, *CONNECTED_OBJECTS)
"""The requests that find everything that uses a VCS provider."""

CONFIGURATION_VERSIONS = _read(
    "/workspaces/{workspace_id}/configuration-versions",
    "read access to the Terraform workspace",
    f"{_DOCS}/api-docs/configuration-versions",
    "error-message",
)
INGRESS_ATTRIBUTES = _read(
    "/configuration-versions/{configuration_version_id}/ingress-attributes",
    "read access to the Terraform workspace",
    f"{_DOCS}/api-docs/configuration-versions",
    "ingress-attributes",
)
VCS_REPO = _read("/organizations/{organization}/vcs/repo", _UNDOCUMENTED, _OPENAPI, "/vcs/repo", beta=True)
VCS_TREE = _read("/organizations/{organization}/vcs/tree", _UNDOCUMENTED, _OPENAPI, "/vcs/tree", beta=True)
AUTHORIZED_REPOS = _read(
    "/oauth-tokens/{oauth_token_id}/authorized-repos", _UNDOCUMENTED, _OPENAPI, "authorized-repos", beta=True
)
PING = Endpoint(
    credential=Credential.TERRAFORM_TOKEN,
    path="/ping",
    permission="any valid token",
    source=Source(_GO_TFE, "TFP-AppName", _SEEN),
)
MANAGE_VCS_SETTINGS = Text(
    text="Manage VCS settings",
    source=Source(f"{_DOCS}/users-teams-organizations/permissions", "Manage VCS settings", _SEEN),
)
FIRST_RUN = Statement(
    text="Webhooks don't start runs in a Terraform workspace that has never had a run.",
    source=Source(f"{_DOCS}/workspaces/run/ui", "A workspace with no runs will not accept new runs", _SEEN),
)
HOSTNAME_CHOICE = Text(text="TFE_VCS_HOSTNAME_CHOICE", source=Source(f"{_DOCS}/vcs", "TFE_VCS_HOSTNAME_CHOICE", _SEEN))
