"""The definition of a fault: a problem that can be simulated, and the resulting outcomes of the checks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checks.sandbox.scenario_changes import Change


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A problem that can be simulated.

    Attributes:
        name: The name on the command line.
        happened: A description of the problem, as one sentence.
        change: Applies the problem to a healthy scenario.
        claims: By check ID, the outcome of each check whose outcome differs from a healthy scenario.
        advice: The IDs of the checks that give advice only because of the problem.
    """

    name: str
    happened: str
    change: Change
    claims: Mapping[str, str] = field(default_factory=dict)
    advice: frozenset[str] = frozenset()


def each(outcome: str, names: Iterable[str]) -> dict[str, str]:
    """Return the same `outcome` for every check in `names`."""
    return dict.fromkeys(names, outcome)


def not_run(*parts: Iterable[str]) -> dict[str, str]:
    """Return the outcome "skipped" for every check in `parts`, because a check that it depends on didn't pass."""
    return {name: "skipped" for part in parts for name in part}


AFTER_CONSUMER_CREDENTIALS = ("private_consumer", "consumer_callback", "consumer_permissions")
SUBMODULES = ("ssh_key_stored", "submodule_urls", "submodules_enabled")
AFTER_AUTHORIZED = (
    "authorizing_user",
    "authorization_works",
    "authorization_age",
    "provider_scope",
    *SUBMODULES,
    "branch_exists",
    "webhook_admin_access",
    "webhooks",
    "last_fetch",
    "trigger_settings",
    "workspaces_visible",
    "provider_users",
    "version_status",
)
AFTER_PROVIDER = (
    "callback_url",
    "consumer_key",
    "provider_authorized",
    "token_references",
    *AFTER_AUTHORIZED,
)
AFTER_TERRAFORM_TOKEN = (
    "provider_selected",
    *AFTER_PROVIDER,
    "public_address",
    "enterprise_release",
    "disconnected_workspaces",
)
AFTER_BITBUCKET_TOKEN = (
    "bitbucket_token_scopes",
    "authorizing_user",
    "ssh_key_on_account",
    *SUBMODULES,
    "branch_exists",
    "webhook_admin_access",
    "webhooks",
)
AFTER_KEY_FORMAT = ("ssh_key_on_account",)
