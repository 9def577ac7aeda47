"""Check: the webhooks of HCP Terraform are on the repositories and active."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from checks.bitbucket_token import bitbucket_token
from checks.clients.bitbucket_records import Hook
from checks.clients.terraform_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.model import (
    Finding,
    NotApplicable,
    Step,
    Verdict,
    advice,
    check,
    failed,
    passed,
    unknown,
    unreadable,
)
from checks.facts import bitbucket, requirements, terraform
from checks.provider_authorized import provider_authorized

EXPECTED = "an active webhook of this HCP Terraform"
FIX = "In the Terraform workspace open Settings, Version Control, and click Update VCS settings."
LOOK = "Open Webhooks in the settings of the repository, and look for one of HCP Terraform that is active."
PUSHES = ("repo:", "pullrequest:")


@check(
    Step.CREATE_WORKSPACE,
    reads=(*terraform.IN_USE, bitbucket.HOOKS),
    after=(provider_authorized, bitbucket_token),
)
def webhooks(connection: Connection) -> Iterator[Finding]:
    """Each repository has the webhook that tells HCP Terraform of a push.

    When the webhook is gone, switched off, or points at a host that was given up, pushes start no runs, and neither
    side says why. The address of a webhook lets anyone who knows it call it, so only its host and end are shown.
    """
    workspaces = connection.terraform_workspaces()
    if not workspaces:
        raise NotApplicable("No workspace uses this VCS provider.")
    for reading in connection.each("webhooks", lambda workspace: connection.hooks(workspace.repository), workspaces):
        workspace = reading.subject
        subject = f"{workspace.repository} for {workspace.name}"
        error = reading.error
        found = unreadable(subject, EXPECTED, error) if error else _judged(subject, workspace, reading.value)
        yield found.in_scope(*workspace.scope)
        if not error:
            yield from _repeated(subject, workspace, reading.value)
        if workspace.has_run is False:
            yield advice(
                workspace.name,
                "at least one run",
                "no run yet",
                "HCP Terraform ignores webhooks until a first run was started by hand.",
            )
    yield from _elsewhere(workspaces, urlsplit(connection.settings.terraform_url).netloc)


def _elsewhere(workspaces: Iterable[TerraformWorkspace], here: str) -> Iterator[Finding]:
    """Tell of each host but `here` on which HCP Terraform itself says that it hears webhooks."""
    hosts = {workspace.webhook.host for workspace in workspaces if workspace.webhook}
    for host in sorted(hosts - {here}):
        yield advice(
            "host of the webhooks",
            here,
            host,
            "That is right only where it is the secondary host name of your Terraform Enterprise. After a change of "
            "host, make a new connection.",
        )


def _repeated(subject: str, workspace: TerraformWorkspace, hooks: tuple[Hook, ...]) -> Iterator[Finding]:
    number = sum(hook.address == workspace.webhook for hook in hooks if hook.address)
    if number > 1:
        fix = "Delete all but one in the settings of the repository: HCP Terraform makes its webhooks itself."
        yield advice(subject, "one webhook of this address", f"{number} of them", fix)


def _judged(subject: str, workspace: TerraformWorkspace, hooks: tuple[Hook, ...]) -> Finding:
    if workspace.webhook is None:
        return unknown(subject, EXPECTED, "HCP Terraform does not tell the webhook's address", LOOK)
    same = [hook for hook in hooks if hook.address == workspace.webhook]
    if not same:
        if any(hook.address is None for hook in hooks):
            return unknown(subject, EXPECTED, "Bitbucket does not report the URL of one of the webhooks", LOOK)
        others = [hook.address.shown for hook in hooks if hook.address and hook.address.of_terraform]
        actual = f"none; only {', '.join(others)}" if others else "none"
        return failed(subject, f"{EXPECTED}: {workspace.webhook.shown}", actual, FIX)
    active = [hook for hook in same if hook.active is not False]
    if not active:
        return failed(subject, EXPECTED, "it is there, but not active", FIX)
    called = [_called(subject, hook) for hook in active]
    return next((found for found in called if found.verdict is Verdict.PASSED), called[0])


def _called(subject: str, hook: Hook) -> Finding:
    expected = f"called on {requirements.PUSH_EVENT}"
    if hook.active is None or hook.events is None:
        return unknown(subject, EXPECTED, "Bitbucket does not tell whether it is active, or for which events", LOOK)
    if requirements.PUSH_EVENT in hook.events:
        return passed(subject, EXPECTED, hook.address.shown if hook.address else "one")
    # Which events HCP Terraform subscribes to is not documented, so only events that no push can cause are wrong.
    judge = unknown if any(event.startswith(PUSHES) for event in hook.events) else failed
    return judge(subject, expected, f"called on {', '.join(hook.events) or 'nothing'}", FIX)
