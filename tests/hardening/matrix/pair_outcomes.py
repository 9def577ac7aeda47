"""The outcomes of two faults together, if they differ from the outcomes that the faults have separately.

The outcomes are written manually and don't use the code under test.
"""

from collections.abc import Mapping
from itertools import product

Names = frozenset[str]


def _names(words: str) -> Names:
    return frozenset(words.split())


NO_WORKSPACE = _names("all-unlinked all-unlinked-and-hidden only-modules-use-the-provider")
ALL_UNLINKED = _names("all-unlinked all-unlinked-and-hidden")
ONLY_MODULES = _names("only-modules-use-the-provider")
SEES_NO_WORKSPACE = _names("token-sees-no-workspace")
NO_OBJECT = _names("key-not-needed https-submodule-not-readable")
"""There are no registry modules, policy sets, and Stacks, so that the submodules of workspaces decide."""

LATER_UNUSED = _names("repository-renamed service-user-removed")
"""HCP Terraform can't access a repository that only workspaces use."""

UNUSABLE_AUTHORIZATION = _names(
    "access-not-granted access-not-granted-and-callback-not-reported authorization-expired authorization-revoked "
    "bitbucket-workspace-id-changed consumer-deleted ip-address-not-allowed mistyped-key no-provider older-release "
    "quiet-for-two-months-on-an-older-release repository-renamed service-user-removed two-providers "
    "two-step-verification-required"
)
"""HCP Terraform doesn't show that it can access a repository."""

FAILED_FETCH = _names(
    "failed-fetch-before-a-pull-request fetch-refused-by-the-plan fetch-through-an-untrusted-proxy "
    "fetch-without-credential last-fetch-failed last-fetch-failed-without-a-reason"
)
"""The newest fetch of the branch of a workspace failed."""

ACCOUNT_WITHOUT_KEY = _names(
    "account-key-expired another-key-on-the-account base64-key ed25519-key-in-pkcs8 key-not-on-the-account "
    "key-with-a-passphrase public-key-instead putty-key token-without-ssh-key-scope truncated-key"
)
"""The account of the Bitbucket token isn't known to have the key."""

NOT_FOUND = _names("submodule-moved submodule-not-readable submodule-renamed")
"""The service user can't read the repository of a submodule with an SSH URL."""

RENAMED = _names("submodule-renamed-and-still-found")
NOT_PINNED = _names("submodule-without-an-entry-skipped")
"""The repository pins no commit for a submodule in `.gitmodules`."""

WITHOUT_KEY = _names("password-in-a-submodule-url relative-submodule username-in-a-submodule-url")
"""The only submodule of a repository is on Bitbucket, and needs no key itself."""

GROUPS: tuple[tuple[Names, Names, Mapping[str, str]], ...] = (
    # The colleague is the authorizing user, but lacks the required access.
    (
        _names("token-of-a-colleague"),
        _names("authorized-by-the-wrong-user"),
        {"authorizing_user": "passed", "ssh_key_on_account": "failed", "webhook_admin_access": "failed"},
    ),
    # The colleague can still read the repositories that the service user can't read.
    (
        _names("token-of-a-colleague"),
        _names("service-user-removed"),
        {
            "branch_exists": "passed",
            "ssh_key_stored": "passed",
            "submodule_urls": "passed",
            "submodules_enabled": "passed",
        },
    ),
    (_names("token-of-a-colleague"), _names("submodule-not-readable"), {"submodule_urls": "passed"}),
    (_names("authorized-by-the-wrong-user"), _names("service-user-removed"), {"authorization_works": "passed"}),
    # An object that this token can't see might be hidden from it.
    (_names("token-cannot-manage-vcs"), _names("no-provider"), {"provider_selected": "unknown"}),
    (
        _names("token-cannot-manage-vcs"),
        _names("mistyped-key access-not-granted access-not-granted-and-callback-not-reported"),
        {"provider_authorized": "unknown"},
    ),
    (
        _names("token-cannot-manage-vcs"),
        _names("workspace-keeps-the-old-token module-references-a-deleted-token"),
        {"token_references": "unknown"},
    ),
    # The token doesn't see the object that has the other fault.
    (
        _names("token-cannot-list-policy-sets"),
        _names("policy-set-token-not-reported"),
        dict.fromkeys(
            (
                "authorization_works",
                "branch_exists",
                "provider_users",
                "ssh_key_stored",
                "submodule_urls",
                "submodules_enabled",
                "token_references",
                "version_status",
                "webhook_admin_access",
                "webhooks",
            ),
            "passed",
        ),
    ),
    (_names("token-cannot-list-policy-sets"), _names("policy-set-branch-deleted"), {"branch_exists": "passed"}),
    (_names("token-cannot-list-policy-sets"), _names("policy-set-version-errored"), {"version_status": "passed"}),
    (_names("token-sees-no-stacks"), _names("stack-configuration-failed"), {"version_status": "passed"}),
    (
        _names("token-sees-some-workspaces"),
        _names("moved-to-cli unlinked-after-failures unlinked-by-hand"),
        {"disconnected_workspaces": "passed", "workspaces_visible": "passed"},
    ),
    (
        _names("token-sees-some-workspaces"),
        _names("workspace-keeps-the-old-token"),
        {"token_references": "passed", "workspaces_visible": "passed"},
    ),
    (_names("unlinked-after-failures"), _names("all-unlinked-and-hidden"), {"disconnected_workspaces": "passed"}),
    (SEES_NO_WORKSPACE, LATER_UNUSED, {"authorization_works": "passed"}),
    (SEES_NO_WORKSPACE, _names("limited-to-another-project limited-to-its-projects"), {"provider_scope": "unknown"}),
    # The callback URL is known only from the setting or from an authorization, and both are missing here.
    (
        _names("blank-callback callback-not-reported"),
        _names("mistyped-key access-not-granted"),
        {"callback_url": "unknown"},
    ),
    # Without a single provider, the consumer can't be compared with the provider's consumer.
    (_names("credentials-of-another-consumer"), _names("no-provider"), {"consumer_permissions": "failed"}),
    (_names("two-providers"), _names("mistyped-key key-not-reported"), {"consumer_permissions": "passed"}),
    # One of the two providers was deleted, so the other one is selected.
    (
        _names("no-provider"),
        _names("two-providers"),
        {"provider_selected": "passed", "consumer_key": "passed", "token_references": "not_applicable"},
    ),
    # HCP Terraform counts no workspace, so the other objects are everything that uses the provider.
    (
        SEES_NO_WORKSPACE,
        _names("all-unlinked only-modules-use-the-provider"),
        {"token_references": "passed", "webhook_admin_access": "passed"},
    ),
    (
        SEES_NO_WORKSPACE,
        _names("all-unlinked"),
        {"branch_exists": "passed", "disconnected_workspaces": "not_applicable"},
    ),
    (LATER_UNUSED, NO_WORKSPACE, {"authorization_works": "passed", "webhook_admin_access": "passed"}),
    (LATER_UNUSED | _names("repository-without-commits"), ALL_UNLINKED, {"branch_exists": "passed"}),
    (_names("service-user-cannot-administer"), NO_WORKSPACE, {"webhook_admin_access": "passed"}),
    (_names("limited-to-another-project"), ALL_UNLINKED, {"provider_scope": "passed"}),
    (_names("limited-to-another-project limited-to-its-projects"), ONLY_MODULES, {"provider_scope": "not_applicable"}),
    # Nothing that is visible uses the provider, so workspaces might have been disconnected.
    (NO_OBJECT, SEES_NO_WORKSPACE, {"provider_users": "unknown"}),
    (
        NO_OBJECT,
        NO_WORKSPACE,
        {"provider_users": "unknown", "token_references": "not_applicable", "webhook_admin_access": "not_applicable"},
    ),
    (NO_OBJECT, ALL_UNLINKED, {"branch_exists": "not_applicable", "webhooks": "not_applicable"}),
    (
        NO_OBJECT | _names("two-providers"),
        _names("all-unlinked-and-hidden only-modules-use-the-provider"),
        {"disconnected_workspaces": "unknown"},
    ),
    (
        _names("module-references-a-deleted-token"),
        ONLY_MODULES,
        {
            "disconnected_workspaces": "unknown",
            "provider_users": "unknown",
            "version_status": "not_applicable",
            "webhook_admin_access": "not_applicable",
        },
    ),
    # The module uses another token, so that it isn't a user of this VCS provider.
    (
        _names("module-references-a-deleted-token"),
        _names("module-version-failed module-version-pending module-setup-failed"),
        {"version_status": "passed"},
    ),
    (
        _names("module-references-a-deleted-token"),
        _names("module-repository-renamed"),
        {"authorization_works": "passed", "webhook_admin_access": "passed"},
    ),
    # Reading the permission for a name in capitals needs more requests, which reach the limit.
    (_names("names-in-capitals"), _names("hourly-limit-reached"), {"webhook_admin_access": "unknown"}),
    # An empty field with the earlier name doesn't prove that no permission is granted.
    (_names("no-permission-selected"), _names("scopes-under-the-older-name"), {"consumer_permissions": "unknown"}),
    # A workspace lost its connection after a failed fetch.
    (
        FAILED_FETCH
        | _names(
            "https-submodule-refused old-ssh-host-refuses submodule-without-a-url submodule-without-an-entry "
            "unknown-ssh-host"
        ),
        _names("all-unlinked"),
        {"disconnected_workspaces": "failed"},
    ),
    # An empty list of repositories shows no defect if HCP Terraform can't access a repository either.
    (_names("server-lists-no-repositories"), UNUSABLE_AUTHORIZATION, {"enterprise_release": "passed"}),
    # The fetches of workspaces are the only trace of a use.
    (
        _names("quiet-for-two-months-on-an-older-release"),
        NO_WORKSPACE | SEES_NO_WORKSPACE,
        {"authorization_age": "unknown"},
    ),
    # A URL at risk is judged by whether a fetch of the URL worked.
    (
        _names("submodules-disabled"),
        _names("old-ssh-host old-ssh-host-refuses relative-submodule"),
        {"submodule_urls": "unknown"},
    ),
    (
        _names("old-ssh-host relative-submodule"),
        _names("unknown-ssh-host last-fetch-failed fetch-still-running nothing-fetched-yet"),
        {"submodule_urls": "unknown"},
    ),
    # Only the account that has the key, or the authorization, shows that HCP Terraform can't read a repository.
    (ACCOUNT_WITHOUT_KEY, NOT_FOUND, {"submodule_urls": "unknown"}),
    (_names("only-an-access-key"), _names("submodule-moved submodule-not-readable"), {"submodule_urls": "unknown"}),
    (_names("token-of-a-colleague"), _names("submodule-moved submodule-renamed"), {"submodule_urls": "unknown"}),
    (_names("relative-submodule username-in-a-submodule-url"), NOT_FOUND, {"submodule_urls": "unknown"}),
    (
        _names("authorization-revoked authorized-by-the-wrong-user consumer-deleted older-release"),
        _names("https-submodule-not-readable"),
        {"submodule_urls": "unknown"},
    ),
    # The submodules of a repository that can't be read might need the key.
    (
        WITHOUT_KEY | _names("variable-in-a-submodule-url"),
        NOT_FOUND | RENAMED,
        {"ssh_key_stored": "unknown"},
    ),
    (
        _names("https-submodule-not-proven https-submodule-refused key-not-needed"),
        _names("https-submodule-not-readable"),
        {"ssh_key_stored": "unknown"},
    ),
    # Git fetches no submodule for an entry without a pinned commit.
    (
        WITHOUT_KEY
        | _names(
            "altssh-host key-not-needed old-ssh-host ssh-alias ssh-login-other-than-git ssh-url-forms-mixed "
            "submodule-on-another-port"
        ),
        NOT_PINNED | _names("submodule-without-an-entry"),
        {"ssh_key_stored": "not_applicable"},
    ),
    (
        _names("https-submodule-not-proven https-submodule-refused old-ssh-host-refuses variable-in-a-submodule-url"),
        NOT_PINNED,
        {"ssh_key_stored": "not_applicable"},
    ),
    (
        WITHOUT_KEY | _names("variable-in-a-submodule-url"),
        _names("submodule-of-a-submodule-on-the-old-host"),
        {"ssh_key_stored": "passed"},
    ),
    (_names("https-submodule-refused old-ssh-host-refuses"), NOT_PINNED, {"submodule_urls": "unknown"}),
    # The submodule at risk is replaced, or Git doesn't fetch it.
    (_names("key-not-needed"), NOT_FOUND | RENAMED, {"submodule_urls": "passed"}),
    (
        _names("old-ssh-host relative-submodule username-in-a-submodule-url"),
        _names("https-submodule-not-readable"),
        {"submodule_urls": "passed"},
    ),
    (
        _names(
            "altssh-host key-not-needed no-submodules old-ssh-host relative-submodule ssh-alias "
            "ssh-login-other-than-git ssh-url-forms-mixed submodule-on-another-port username-in-a-submodule-url"
        ),
        NOT_PINNED,
        {"submodule_urls": "passed"},
    ),
    (_names("submodule-with-update-none"), FAILED_FETCH | NOT_FOUND | RENAMED, {"submodule_urls": "passed"}),
    (
        _names("submodule-with-update-none"),
        _names(
            "authorization-expired fetch-of-another-repository fetch-still-running "
            "gitmodules-changed-since-the-fetch https-submodule-not-readable nothing-fetched-yet "
            "quiet-for-two-months quiet-for-two-months-on-an-older-release reauthorized-since-the-fetch "
            "submodule-of-a-submodule-on-the-old-host unknown-ssh-host"
        ),
        {"submodule_urls": "passed"},
    ),
    (_names("submodule-with-update-none"), _names("submodules-disabled"), {"submodule_urls": "not_applicable"}),
)

PAIR_OUTCOMES: dict[Names, dict[str, str]] = {}
"""The differing outcomes of each pair of faults, by check."""

for ones, others, outcomes in GROUPS:
    for pair in map(frozenset, product(ones, others)):
        PAIR_OUTCOMES.setdefault(pair, {}).update(outcomes)
