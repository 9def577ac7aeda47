"""The cards of the live guide that change at each step of a walk, and because of faults that occur on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class PlantedFault:
    """A fault that occurs during a walk.

    Attributes:
        after: The step after which it occurs, as in `CHANGES`.
        name: The name of the fault in the sandbox.
        changes: The state of each card that changes. After the fix, it has its previous state again.
        fix: The section whose steps fix it. Without a section, the sandbox has no screens for the fix, so the fault is
            undone instead.
        needs_key: Whether it occurs only in a walk with an SSH key, which uses the repository that it changes.
    """

    after: str
    name: str
    changes: Mapping[str, str]
    fix: str = ""
    needs_key: bool = False


_SAVED = "create-consumer#save-the-consumer-and-open-its-credentials bitbucket-screens"
_TERRAFORM_TOKEN = dict.fromkeys(
    ("provider-selected", "disconnected-workspaces", "enterprise-release", "public-address"), "skipped"
)
_CREATED = "create-workspace#create-the-workspace terraform-screens.create-workspace"
_KEY = "scope-and-ssh-key#add-the-public-key-to-bitbucket-cloud"

FAULTS = (
    PlantedFault(
        "add-vcs-provider#add-the-vcs-provider terraform-screens.bitbucket-cloud",
        "api-token-expired",
        {"bitbucket-token": "error", "bitbucket-token-scopes": "skipped"},
    ),
    PlantedFault(
        "add-vcs-provider#add-the-vcs-provider terraform-screens.bitbucket-cloud",
        "token-of-another-organization",
        {"terraform-token": "unknown", **_TERRAFORM_TOKEN},
    ),
    *(
        fault
        for button in ("client-save", "consumer-save")
        for fault in (
            PlantedFault(f"{_SAVED}.{button}", "token-without-ssh-key-scope", {"bitbucket-token-scopes": "unknown"}),
            PlantedFault(
                f"{_SAVED}.{button}",
                "terraform-token-expired",
                {"terraform-token": "error", "consumer-permissions": "unknown", **_TERRAFORM_TOKEN},
            ),
        )
    ),
    PlantedFault(
        "connect-and-authorize#grant-access terraform-screens.connect-and-continue",
        "two-providers",
        {
            "provider-selected": "unknown",
            **dict.fromkeys(("callback-url", "consumer-key", "provider-authorized", "token-references"), "skipped"),
        },
    ),
    PlantedFault(
        "connect-and-authorize#grant-access bitbucket-screens.grant-access",
        "older-release",
        {"authorization-works": "unknown"},
    ),
    PlantedFault(f"{_KEY} 9", "key-not-on-the-account", {"ssh-key-on-account": "failed"}, fix=_KEY),
    PlantedFault(
        "connect-and-authorize#view-the-connection terraform-screens.oauth-token-id",
        "enterprise-on-loopback",
        {"public-address": "unknown", "enterprise-release": "passed"},
    ),
    # Only the page in view is checked again: other pages were left before the workspace existed.
    PlantedFault(
        _CREATED,
        "release-line-without-a-statement",
        {"public-address": "unknown", "enterprise-release": "passed"},
    ),
    PlantedFault(_CREATED, "hook-deleted", {"webhooks": "failed"}, needs_key=True),
    PlantedFault(
        _CREATED,
        "service-user-cannot-administer",
        {"webhook-admin-access": "failed", "webhooks": "unknown"},
        needs_key=True,
    ),
    PlantedFault(
        "create-workspace#start-the-first-run terraform-screens.start-run",
        "release-not-reported",
        {"public-address": "unknown", "enterprise-release": "unknown"},
    ),
    PlantedFault(
        "scope-and-ssh-key#switch-submodules-on terraform-screens.update-vcs-settings",
        "submodule-on-another-port",
        {"submodule-urls": "failed"},
    ),
    PlantedFault(
        "create-workspace#test-the-connection 1",
        "server-lists-no-repositories",
        {"public-address": "unknown", "enterprise-release": "failed"},
    ),
    PlantedFault(
        "create-workspace#test-the-connection 1", "hook-of-another-host", {"webhooks": "failed"}, needs_key=True
    ),
)
"""The faults, in the order of the steps."""


def expected_changes(
    ahead: Sequence[ProcedureStep | PicturePlacement], route: Route
) -> Mapping[str, Mapping[str, str]]:
    """Return the locations of the steps of a route at which cards change, each with the new states."""
    known = {**CHANGES, **(CHANGES_WITH_KEY if route.key else {})}
    places = _places(ahead)
    return {places[place]: changes for place, changes in known.items() if place in places}


def planted_faults(
    ahead: Sequence[ProcedureStep | PicturePlacement], route: Route
) -> Mapping[str, Sequence[PlantedFault]]:
    """Return the faults that occur on a route, by the location of the step after which they occur."""
    places = _places(ahead)
    found: dict[str, list[PlantedFault]] = {}
    for fault in FAULTS:
        if fault.after in places and (route.key or not fault.needs_key):
            found.setdefault(places[fault.after], []).append(fault)
    return found


def _places(ahead: Sequence[ProcedureStep | PicturePlacement]) -> Mapping[str, str]:
    """Return the location of each step, by its section and each of its names; of several such steps, the last."""
    return {
        f"{step.anchor} {name}": str(step) for step in ahead if isinstance(step, ProcedureStep) for name in _names(step)
    }


def _names(step: ProcedureStep) -> list[str]:
    return [str(step.number), *(fact for part in step.parts for fact in part.facts)]
