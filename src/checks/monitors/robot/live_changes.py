"""The cards of the live guide that change at each step of a walk, and because of faults in the finished connection."""

from collections.abc import Mapping

from checks.monitors.robot.routes import Route
from checks.monitors.robot.step import ProcedureStep

_NO_WORKSPACE = dict.fromkeys(
    ("branch-exists", "last-fetch", "trigger-settings", "webhook-admin-access", "webhooks", "workspaces-visible"),
    "not-applicable",
)
_SUBMODULES = ("ssh-key-stored", "submodule-urls", "submodules-enabled")

CHANGES: Mapping[str, Mapping[str, str]] = {
    "create-consumer#save-the-consumer-and-open-its-credentials 1": dict.fromkeys(
        ("consumer-credentials", "consumer-callback", "private-consumer", "consumer-permissions"), "passed"
    ),
    "connect-and-authorize#grant-access 2": {
        "provider-selected": "passed",
        "consumer-key": "passed",
        "provider-authorized": "failed",  # until step 4
        "callback-url": "unknown",  # the same
        "token-references": "not-applicable",
    },
    "connect-and-authorize#grant-access 4": {
        **dict.fromkeys(("callback-url", "provider-authorized", "provider-scope"), "passed"),
        **dict.fromkeys(("authorization-age", "authorization-works", "authorizing-user"), "passed"),
        "provider-users": "unknown",
        "version-status": "not-applicable",
        **_NO_WORKSPACE,
        **dict.fromkeys(_SUBMODULES, "not-applicable"),
    },
    "create-workspace#create-the-workspace 8": {
        **dict.fromkeys(_NO_WORKSPACE, "passed"),
        "disconnected-workspaces": "passed",
        "provider-users": "passed",
    },
}
"""By step, the state of each card that changes. At all other steps, no card changes."""

CHANGES_WITH_KEY: Mapping[str, Mapping[str, str]] = {
    "scope-and-ssh-key#limit-the-scope 4": {"provider-scope": "not-applicable"},  # no project has a workspace yet
    "scope-and-ssh-key#generate-an-ssh-key-pair 1": {
        "ssh-key-format": "passed",
        "ssh-key-passphrase": "passed",
        "ssh-key-on-account": "failed",  # until the public key is on the account
    },
    "scope-and-ssh-key#add-the-public-key-to-bitbucket-cloud 7": {"ssh-key-on-account": "passed"},
    "scope-and-ssh-key#switch-submodules-on 1": {  # the page was left before the workspace existed
        "provider-scope": "passed",
        "ssh-key-stored": "passed",
        "submodule-urls": "unknown",
        "submodules-enabled": "failed",
    },
    "scope-and-ssh-key#switch-submodules-on 3": {"submodule-urls": "passed", "submodules-enabled": "passed"},
}
"""The same for the steps of an SSH key."""

AFTER_THE_WALK: Mapping[str, str] = {"token-references": "passed"}
"""The cards that change on the page of step 3 at the end, because the page was left before the workspace existed."""

FAULTS: Mapping[str, str] = {
    "hook-deleted": "",
    "hook-inactive": "",
    "hook-of-another-host": "",
    "hook-for-something-else": "",
    "service-user-cannot-administer": "",
    "service-user-removed": "",
    "repository-renamed": "",
    "submodule-on-another-port": "",
    "account-key-expired": "",
    "key-not-on-the-account": "scope-and-ssh-key#add-the-public-key-to-bitbucket-cloud",
}
"""Faults that apply to the connection after a walk with an SSH key, each with the section whose steps fix it.

Without a section, the sandbox has no screens for the fix, so the fault is undone instead.
"""


def expected_changes(step: ProcedureStep, route: Route) -> Mapping[str, str]:
    """Return the state of each card that changes at a step."""
    place = f"{step.anchor} {step.number}"
    return CHANGES.get(place) or (CHANGES_WITH_KEY.get(place, {}) if route.key else {})
