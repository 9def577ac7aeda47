"""The checks that depend on each endpoint and on each field, stated independently of the code.

Do not derive this table from the code of the checks, because then the matrix could not detect mistakes there. A check
is not listed only because it has a prerequisite: if the prerequisite does not pass, the check is skipped.
"""

from checks.facts import bitbucket, terraform
from checks.facts.credentials import Endpoint

Names = frozenset[str]

NONE: Names = frozenset()
SUBMODULES = frozenset({"ssh_key_stored", "submodule_urls", "submodules_enabled"})
BRANCH = SUBMODULES | {"branch_exists"}
IDENTITY = frozenset({"authorizing_user", "ssh_key_on_account", "webhook_admin_access"})
PROVIDER = frozenset({"provider_selected", "consumer_permissions", "ssh_key_on_account"})
GRANT = frozenset({"provider_authorized", "ssh_key_on_account"})
IN_USE = BRANCH | {
    "authorization_age",
    "authorization_works",
    "last_fetch",
    "token_references",
    "trigger_settings",
    "webhook_admin_access",
    "webhooks",
    "workspaces_visible",
}
WORKSPACE_LIST = IN_USE | {"disconnected_workspaces", "provider_users"}
CONNECTED = BRANCH | {
    "authorization_works",
    "provider_users",
    "token_references",
    "version_status",
    "webhook_admin_access",
}
"""The checks that also cover registry modules, policy sets, and Stacks."""
VERSION = frozenset({"version_status"})
WITH_WEBHOOK = CONNECTED | {"webhooks"}
"""The checks that also cover policy sets, for which HCP Terraform reports the webhook."""

PLACES: dict[Endpoint, tuple[str, ...]] = {
    terraform.ACCOUNT: ("/api/v2/account/details",),
    terraform.ORGANIZATION: ("/api/v2/organizations/acme",),
    terraform.PING: ("/api/v2/ping",),
    terraform.OAUTH_CLIENTS: ("*/oauth-clients",),
    terraform.OAUTH_TOKENS: ("*/oauth-tokens",),
    terraform.WORKSPACES: ("/api/v2/organizations/acme/workspaces",),
    terraform.CONFIGURATION_VERSIONS: ("*/configuration-versions",),
    terraform.INGRESS_ATTRIBUTES: ("*/ingress-attributes",),
    terraform.REGISTRY_MODULES: ("/api/v2/organizations/acme/registry-modules",),
    terraform.REGISTRY_MODULE: ("*/registry-modules/private/acme/network/aws",),
    terraform.POLICY_SETS: ("/api/v2/organizations/acme/policy-sets",),
    terraform.POLICY_SET_VERSIONS: ("*/policy-sets/*/versions",),
    terraform.STACKS: ("/api/v2/organizations/acme/stacks",),
    terraform.STACK_CONFIGURATIONS: ("*/stack-configurations",),
    terraform.STACK_DIAGNOSTICS: ("*/stack-diagnostics",),
    terraform.STACK_COMPONENTS: ("/api/v2/organizations/acme/registry-components",),
    terraform.STACK_COMPONENT: ("*/registry-components/comp-*",),
    terraform.VCS_REPO: ("*/vcs/repo",),
    terraform.VCS_TREE: ("*/vcs/tree",),
    terraform.AUTHORIZED_REPOS: ("*/authorized-repos",),
    bitbucket.ACCESS_TOKEN: ("/site/oauth2/access_token",),
    bitbucket.USER: ("/2.0/user",),
    bitbucket.SSH_KEYS: ("*/ssh-keys",),
    bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS: ("*/permissions/repositories",),
    bitbucket.REPOSITORIES: ("/2.0/repositories/acme-infra",),
    bitbucket.REPOSITORY: (
        "/2.0/repositories/acme-infra/platform",
        "/2.0/repositories/acme-infra/network",
        "/2.0/repositories/acme-infra/modules",
        "/2.0/repositories/acme-infra/policies",
    ),
    bitbucket.BRANCH: ("*/refs/branches/*",),
    bitbucket.BRANCHES: ("*/refs/branches",),
    bitbucket.SOURCE_FILE: ("*/src/*",),
    bitbucket.SOURCE_LISTING: ("*/src/main/",),
    bitbucket.HOOKS: ("*/hooks",),
    bitbucket.DEPLOY_KEYS: ("*/deploy-keys",),
}
"""The request paths of each endpoint."""

ANSWERS: dict[Endpoint, Names] = {
    terraform.ACCOUNT: frozenset({"terraform_token"}),
    terraform.ORGANIZATION: frozenset({"terraform_token"}),
    terraform.PING: frozenset({"public_address", "enterprise_release"}),
    terraform.OAUTH_CLIENTS: PROVIDER,
    terraform.OAUTH_TOKENS: GRANT,
    terraform.WORKSPACES: WORKSPACE_LIST,
    terraform.CONFIGURATION_VERSIONS: frozenset({"last_fetch", "submodule_urls"}),
    terraform.INGRESS_ATTRIBUTES: frozenset({"submodule_urls"}),
    terraform.REGISTRY_MODULES: CONNECTED,
    terraform.REGISTRY_MODULE: CONNECTED,
    terraform.POLICY_SETS: WITH_WEBHOOK,
    terraform.POLICY_SET_VERSIONS: frozenset({"version_status"}),
    terraform.STACKS: CONNECTED,
    terraform.STACK_CONFIGURATIONS: frozenset({"version_status"}),
    terraform.STACK_DIAGNOSTICS: NONE,
    terraform.STACK_COMPONENTS: CONNECTED,
    terraform.STACK_COMPONENT: CONNECTED,
    terraform.VCS_REPO: frozenset({"authorization_works"}),
    terraform.VCS_TREE: NONE,
    terraform.AUTHORIZED_REPOS: NONE,
    bitbucket.ACCESS_TOKEN: frozenset({"consumer_credentials"}),
    bitbucket.USER: frozenset({"bitbucket_token"}),
    bitbucket.SSH_KEYS: frozenset({"ssh_key_on_account"}),
    bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS: frozenset({"webhook_admin_access"}),
    bitbucket.REPOSITORIES: NONE,
    bitbucket.REPOSITORY: frozenset({"submodule_urls"}),
    bitbucket.BRANCH: frozenset({"submodule_urls"}),
    bitbucket.BRANCHES: BRANCH,
    bitbucket.SOURCE_FILE: BRANCH,
    bitbucket.SOURCE_LISTING: frozenset({"submodule_urls"}),
    bitbucket.HOOKS: frozenset({"webhooks"}),
    bitbucket.DEPLOY_KEYS: NONE,
}
"""The checks that can't pass in a healthy organization without a response from each endpoint."""

SKIPPABLE = frozenset(
    {
        terraform.REGISTRY_MODULES,
        terraform.REGISTRY_MODULE,
        terraform.POLICY_SETS,
        terraform.STACKS,
        terraform.STACK_COMPONENTS,
        terraform.STACK_COMPONENT,
    }
)
"""The calls that a token need not be allowed to make: 403 and 404 are answers, which leave out what they are about."""

IN_BULK = frozenset({bitbucket.REPOSITORIES})
"""Bulk requests, which save others: without their response, the checks read the same data with other requests."""

FIELDS: dict[Endpoint, dict[str, Names]] = {
    terraform.ACCOUNT: {"data": frozenset({"terraform_token"})},
    terraform.ORGANIZATION: {"data": frozenset({"terraform_token"})},
    terraform.OAUTH_CLIENTS: {
        "data": PROVIDER,
        "data.*.id": PROVIDER,
        "data.*.attributes.service-provider": PROVIDER,
        "data.*.attributes.callback-url": frozenset({"callback_url"}),
        "data.*.attributes.key": frozenset({"consumer_key", "consumer_permissions"}),
        "data.*.attributes.organization-scoped": frozenset({"provider_scope"}),
        "data.*.attributes.affected-workspaces-count": frozenset({"workspaces_visible"}),
        "data.*.relationships.oauth-tokens.data": frozenset({"token_references"}),
        "data.*.relationships.oauth-tokens.data.*.id": frozenset({"token_references"}),
    },
    terraform.OAUTH_TOKENS: {
        "data": GRANT,
        "data.*.id": GRANT,
        "data.*.attributes.service-provider-user": IDENTITY,
        "data.*.attributes.created-at": frozenset({"submodule_urls"}),
        "data.*.attributes.has-ssh-key": frozenset({"ssh_key_stored"}),
    },
    terraform.WORKSPACES: {
        "data": WORKSPACE_LIST,
        # The ID is part of the URL with which the fetches are requested.
        "data.*.id": frozenset({"last_fetch", "submodule_urls"}),
        # The authorization itself is proven by its use for other objects.
        "data.*.attributes.vcs-repo": WORKSPACE_LIST - {"authorization_age", "authorization_works"},
        "data.*.attributes.vcs-repo.oauth-token-id": frozenset(
            {"provider_users", "ssh_key_stored", "submodule_urls", "token_references", "workspaces_visible"}
        ),
        "data.*.attributes.vcs-repo.branch": BRANCH,
        "data.*.attributes.vcs-repo.webhook-url": frozenset({"webhooks"}),
        "data.*.attributes.vcs-repo.ingress-submodules": frozenset({"submodules_enabled", "submodule_urls"}),
        "data.*.attributes.vcs-repo.tags-regex": frozenset({"trigger_settings"}),
        "data.*.attributes.file-triggers-enabled": frozenset({"trigger_settings"}),
        "data.*.attributes.trigger-patterns": frozenset({"trigger_settings"}),
        "data.*.attributes.trigger-prefixes": frozenset({"trigger_settings"}),
        "data.*.attributes.locked": frozenset({"trigger_settings"}),
        "meta.pagination.total-pages": WORKSPACE_LIST,
        "data.*.relationships.current-configuration-version.data": frozenset({"disconnected_workspaces"}),
    },
    terraform.CONFIGURATION_VERSIONS: {
        "data": frozenset({"last_fetch", "submodule_urls"}),
        "data.*.id": frozenset({"submodule_urls"}),
        "data.*.attributes.source": frozenset({"last_fetch", "submodule_urls"}),
        "data.*.attributes.status": frozenset({"last_fetch", "submodule_urls"}),
        "data.*.attributes.status-timestamps": frozenset({"submodule_urls"}),
        "data.*.attributes.speculative": frozenset({"submodule_urls"}),
    },
    terraform.INGRESS_ATTRIBUTES: {
        "data.attributes.branch": frozenset({"submodule_urls"}),
        "data.attributes.commit-sha": frozenset({"submodule_urls"}),
        "data.attributes.identifier": frozenset({"submodule_urls"}),
        "data.attributes.is-pull-request": frozenset({"submodule_urls"}),
    },
    terraform.REGISTRY_MODULES: {
        "data": CONNECTED,
        "data.*.id": CONNECTED,
        "data.*.attributes.name": CONNECTED,
        "data.*.attributes.namespace": CONNECTED,
        "data.*.attributes.provider": CONNECTED,
    },
    terraform.REGISTRY_MODULE: {
        "data": CONNECTED,
        "data.id": CONNECTED,
        "data.attributes.vcs-repo": CONNECTED,
        "data.attributes.vcs-repo.oauth-token-id": CONNECTED,
        "data.attributes.version-statuses": VERSION,
        "data.attributes.version-statuses.*.status": VERSION,
    },
    terraform.POLICY_SETS: {
        "data": WITH_WEBHOOK,
        "data.*.id": WITH_WEBHOOK,
        "data.*.attributes.vcs-repo": WITH_WEBHOOK,
        "data.*.attributes.vcs-repo.oauth-token-id": WITH_WEBHOOK,
        "data.*.attributes.vcs-repo.branch": BRANCH,
    },
    terraform.POLICY_SET_VERSIONS: {
        "data": VERSION,
        "data.*.attributes.status": VERSION,
        "data.*.attributes.created-at": VERSION,
    },
    terraform.STACKS: {
        "data": CONNECTED,
        "data.*.id": CONNECTED,
        "data.*.attributes.vcs-repo": CONNECTED,
        "data.*.attributes.vcs-repo.oauth-token-id": CONNECTED,
        "data.*.attributes.vcs-repo.branch": frozenset({"branch_exists"}),
    },
    terraform.STACK_CONFIGURATIONS: {
        "data": VERSION,
        "data.*.id": VERSION,
        "data.*.attributes.status": VERSION,
        "data.*.attributes.sequence-number": VERSION,
    },
    terraform.STACK_COMPONENTS: {"data": CONNECTED, "data.*.id": CONNECTED},
    terraform.STACK_COMPONENT: {
        "data": CONNECTED,
        "data.id": CONNECTED,
        "data.attributes.vcs-repo": CONNECTED,
        "data.attributes.vcs-repo.oauth-token-id": CONNECTED,
        "data.attributes.version-statuses": VERSION,
        "data.attributes.version-statuses.*.status": VERSION,
    },
    terraform.VCS_REPO: {"data.attributes.exists": frozenset({"authorization_works"})},
    bitbucket.ACCESS_TOKEN: {
        "access_token": frozenset({"consumer_credentials"}),
        "scope": frozenset({"consumer_permissions"}),
    },
    bitbucket.USER: {"username": IDENTITY, "uuid": frozenset({"ssh_key_on_account"})},
    bitbucket.SSH_KEYS: {
        "values": frozenset({"ssh_key_on_account"}),
        "values.*.key": frozenset({"ssh_key_on_account"}),
        "values.*.expires_on": frozenset({"ssh_key_on_account"}),
    },
    bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS: {
        "values": frozenset({"webhook_admin_access"}),
        "values.*.permission": frozenset({"webhook_admin_access"}),
        "values.*.repository.full_name": frozenset({"webhook_admin_access"}),
    },
    bitbucket.BRANCH: {"target.hash": frozenset({"submodule_urls"})},
    bitbucket.SOURCE_LISTING: {
        "values": frozenset({"submodule_urls"}),
        "values.*.path": frozenset({"submodule_urls"}),
        "values.*.attributes": frozenset({"submodule_urls"}),
    },
    bitbucket.HOOKS: {
        "values": frozenset({"webhooks"}),
        "values.*.url": frozenset({"webhooks"}),
        "values.*.active": frozenset({"webhooks"}),
        "values.*.events": frozenset({"webhooks"}),
    },
}
"""The fields of each response that the checks use, and the checks that can't pass without each field."""

PAGINATION = frozenset(
    {
        "meta",
        "meta.pagination",
        *(f"meta.pagination.{name}" for name in ("current-page", "next-page", "total-count", "total-pages")),
        "links",
        "links.next",
        "size",
    }
)
"""The fields that show whether a list continues. The others replace an absent field, but not one of another type."""

SILENT = frozenset(
    {
        # Valid values: no branch, no repository, or no expiration date of a key.
        (terraform.WORKSPACES, "data.*.attributes.vcs-repo", "null"),
        (terraform.WORKSPACES, "data.*.attributes.vcs-repo.branch", "null"),
        # No tag trigger, and no trigger paths.
        (terraform.WORKSPACES, "data.*.attributes.trigger-patterns", "null"),
        (terraform.WORKSPACES, "data.*.attributes.trigger-prefixes", "null"),
        (bitbucket.SSH_KEYS, "values.*.expires_on", "null"),
        (bitbucket.SSH_KEYS, "values.*.expires_on", "absent"),
        # A workspace without a configuration.
        (terraform.WORKSPACES, "data.*.relationships.current-configuration-version.data", "null"),
        # A connection without an authorization, which the check of the token references reports.
        (terraform.WORKSPACES, "data.*.attributes.vcs-repo.oauth-token-id", "null"),
        # No repository, no OAuth token because another app is used, and the main branch.
        *(
            (read, f"{field}{rest}", "null")
            for read, field in (
                (terraform.REGISTRY_MODULE, "data.attributes.vcs-repo"),
                (terraform.STACK_COMPONENT, "data.attributes.vcs-repo"),
                (terraform.POLICY_SETS, "data.*.attributes.vcs-repo"),
                (terraform.STACKS, "data.*.attributes.vcs-repo"),
            )
            for rest in ("", ".oauth-token-id", ".branch")
        ),
        # A word that nobody has heard of names another service, and those are none of our business.
        (terraform.OAUTH_CLIENTS, "data.*.attributes.service-provider", "unheard of"),
        (terraform.WORKSPACES, "data.*.attributes.vcs-repo.service-provider", "unheard of"),
    }
)
"""Changes that look like a broken response but are valid values. The only requirement is that no check crashes."""

WORDS: dict[Endpoint, frozenset[str]] = {
    terraform.OAUTH_CLIENTS: frozenset({"data.*.attributes.service-provider"}),
    terraform.WORKSPACES: frozenset({"data.*.attributes.vcs-repo.service-provider"}),
    terraform.CONFIGURATION_VERSIONS: frozenset({"data.*.attributes.status", "data.*.attributes.source"}),
    terraform.REGISTRY_MODULE: frozenset({"data.attributes.version-statuses.*.status"}),
    terraform.STACK_COMPONENT: frozenset({"data.attributes.version-statuses.*.status"}),
    terraform.POLICY_SET_VERSIONS: frozenset({"data.*.attributes.status"}),
    terraform.STACK_CONFIGURATIONS: frozenset({"data.*.attributes.status"}),
    bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS: frozenset({"values.*.permission"}),
}
"""The fields whose values are words from a fixed list, to which a vendor can add."""

LISTS = frozenset(
    {
        terraform.OAUTH_CLIENTS,
        terraform.OAUTH_TOKENS,
        terraform.WORKSPACES,
        terraform.CONFIGURATION_VERSIONS,
        terraform.REGISTRY_MODULES,
        terraform.POLICY_SETS,
        terraform.POLICY_SET_VERSIONS,
        terraform.STACKS,
        terraform.STACK_CONFIGURATIONS,
        terraform.STACK_DIAGNOSTICS,
        terraform.STACK_COMPONENTS,
        bitbucket.SSH_KEYS,
        bitbucket.HOOKS,
    }
)
"""The endpoints for which the link to the next page matters, because their lists are read to the end."""


def dependent_checks(read: Endpoint, field: str, more: dict[Endpoint, dict[str, Names]]) -> Names:
    """Return the checks that depend on a field or a field inside it; `more` adds to the table."""
    found = NONE
    for table in (FIELDS.get(read, {}), more.get(read, {})):
        for path, names in table.items():
            if path == field or path.startswith(f"{field}."):
                found |= names
    return found
