"""The cards of the live guide that change at each step of a walk, and because of faults in the finished connection."""

from collections.abc import Mapping, Sequence

from checks.monitors.robot.routes import Route
from checks.monitors.robot.step import PicturePlacement, ProcedureStep

_NO_WORKSPACE = dict.fromkeys(
    ("branch-exists", "last-fetch", "trigger-settings", "webhook-admin-access", "webhooks", "workspaces-visible"),
    "not-applicable",
)
_SUBMODULES = ("ssh-key-stored", "submodule-urls", "submodules-enabled")

_CONSUMER = dict.fromkeys(
    ("consumer-credentials", "consumer-callback", "private-consumer", "consumer-permissions"), "passed"
)

CHANGES: Mapping[str, Mapping[str, str]] = {
    "create-consumer#save-the-consumer-and-open-its-credentials bitbucket-screens.client-save": _CONSUMER,
    "create-consumer#save-the-consumer-and-open-its-credentials bitbucket-screens.consumer-save": _CONSUMER,
    "connect-and-authorize#grant-access terraform-screens.connect-and-continue": {
        "provider-selected": "passed",
        "consumer-key": "passed",
        "provider-authorized": "failed",  # until access is granted
        "callback-url": "unknown",  # the same
        "token-references": "not-applicable",
    },
    "connect-and-authorize#grant-access bitbucket-screens.grant-access": {
        **dict.fromkeys(("callback-url", "provider-authorized", "provider-scope"), "passed"),
        **dict.fromkeys(("authorization-age", "authorization-works", "authorizing-user"), "passed"),
        "provider-users": "unknown",
        "version-status": "not-applicable",
        **_NO_WORKSPACE,
        **dict.fromkeys(_SUBMODULES, "not-applicable"),
    },
    "create-workspace#create-the-workspace terraform-screens.create-workspace": {
        **dict.fromkeys(_NO_WORKSPACE, "passed"),
        "disconnected-workspaces": "passed",
        "provider-users": "passed",
    },
}
"""By step, the state of each card that changes. At all other steps, no card changes.

A step has the name of its section and one of its facts, or its number. Of several such steps, it is the last.
"""

CHANGES_WITH_KEY: Mapping[str, Mapping[str, str]] = {
    "scope-and-ssh-key#limit-the-scope terraform-screens.update-vcs-provider": {
        "provider-scope": "not-applicable"
    },  # no project has a workspace yet
    "scope-and-ssh-key#generate-an-ssh-key-pair 1": {
        "ssh-key-format": "passed",
        "ssh-key-passphrase": "passed",
        "ssh-key-on-account": "failed",  # until the public key is on the account
    },
    "scope-and-ssh-key#add-the-public-key-to-bitbucket-cloud bitbucket-screens.add-key": {
        "ssh-key-on-account": "passed"
    },
    "scope-and-ssh-key#switch-submodules-on 1": {  # the page was left before the workspace existed
        "provider-scope": "passed",
        "ssh-key-stored": "passed",
        "submodule-urls": "unknown",
        "submodules-enabled": "failed",
    },
    "scope-and-ssh-key#switch-submodules-on terraform-screens.update-vcs-settings": {
        "submodule-urls": "passed",
        "submodules-enabled": "passed",
    },
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


def expected_changes(
    ahead: Sequence[ProcedureStep | PicturePlacement], route: Route
) -> Mapping[str, Mapping[str, str]]:
    """Return the locations of the steps of a route at which cards change, each with the new states."""
    known = {**CHANGES, **(CHANGES_WITH_KEY if route.key else {})}
    places = {
        f"{step.anchor} {name}": step for step in ahead if isinstance(step, ProcedureStep) for name in _names(step)
    }
    return {str(places[place]): changes for place, changes in known.items() if place in places}


def _names(step: ProcedureStep) -> list[str]:
    return [str(step.number), *(fact for part in step.parts for fact in part.facts)]
