"""What happens to repositories and their webhooks."""

from dataclasses import replace

from checks.sandbox.fault import Fault, repository, vcs_repo
from checks.sandbox.healthy import PERSON, SERVICE

FAULTS = (
    Fault(
        name="hook-deleted",
        happened="Somebody deleted the webhook of a repository.",
        change=repository("network", lambda one: replace(one, hooks=())),
        claims={"webhooks": "fail"},
    ),
    Fault(
        name="hook-inactive",
        happened="Somebody switched the webhook of a repository off.",
        change=repository(
            "network",
            lambda one: replace(one, hooks=tuple(replace(hook, active=False) for hook in one.hooks)),
        ),
        claims={"webhooks": "fail"},
    ),
    Fault(
        name="service-account-only-writes",
        happened="The service account may write to a repository, but does not administer it.",
        change=repository("network", lambda one: replace(one, members={SERVICE: "write", PERSON: "admin"})),
        claims={"webhook_admin_access": "fail", "webhooks": "unknown"},
    ),
    Fault(
        name="submodules-switched-off",
        happened="Include submodules on clone is off, although the repository has submodules.",
        change=vcs_repo("network-production", ingress_submodules=False),
        claims={"submodules_switched_on": "fail", "ssh_key_held": "notapplicable"},
        advice=frozenset({"ssh_key_held"}),
    ),
)
