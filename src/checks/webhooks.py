"""Check: the webhooks of HCP Terraform are on the repositories and active."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from checks.bitbucket_token import bitbucket_token
from checks.callback_url import ANOTHER_HOST
from checks.clients.bitbucket_records import Hook
from checks.clients.connected_objects import Connected, ConnectedObject, Kind
from checks.clients.terraform_workspace_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.invisible_workspaces import webhooks_of_no_user
from checks.engine.model import Finding, Step, Verdict, advice, check, failed, passed, unknown, unreadable
from checks.engine.unread_objects import incomplete
from checks.facts import bitbucket, requirements, terraform, terraform_screens
from checks.provider_authorized import provider_authorized

EXPECTED = "an active webhook of this HCP Terraform"
FIX = (
    f"In the workspace, go to {terraform_screens.SETTINGS.text} > {terraform_screens.VERSION_CONTROL.text}, and click "
    f"{terraform_screens.UPDATE_VCS_SETTINGS.text}."
)
FIX_OBJECT = "In its settings in HCP Terraform, choose the repository again."
FIRST_RUN = "Start a first run. Until then, HCP Terraform ignores webhooks."
LOOK = "In the repository settings, check whether an active webhook of HCP Terraform exists."
NEVER_OF_A_PUSH = ("issue:", "project:", "pipeline:")
"""The start of the documented events that a push doesn't cause."""


@check(
    Step.CREATE_WORKSPACE,
    reads=(*terraform.CONNECTED, bitbucket.HOOKS),
    after=(provider_authorized, bitbucket_token),
)
def webhooks(connection: Connection) -> Iterator[Finding]:
    """Every connected workspace and policy set has an active push webhook.

    If the webhook is missing, inactive, or points to a former host, pushes don't trigger runs, and neither product
    reports the reason. This check covers Terraform workspaces, and policy sets for which HCP Terraform reports the
    webhook. It can't check the webhooks of registry modules and Stacks, because the API doesn't report them. Anyone
    who knows the URL of a webhook can call it, so the check shows only its host and end.
    """
    users = connection.with_webhooks()
    here = urlsplit(connection.settings.terraform_url).netloc
    only_objects = not any(isinstance(user, TerraformWorkspace) for user in users)
    lost = list(webhooks_of_no_user(connection, here)) if only_objects else []
    unused = "No workspace or policy set uses this VCS provider."
    yield from incomplete(connection, EXPECTED, (*users, *lost), unused, (Kind.POLICY_SET,))
    for reading in connection.each("webhooks", lambda user: connection.hooks(user.repository), users):
        user = reading.subject
        subject = f"{user.shown_repository} for {user.name}"
        error = reading.error
        found = unreadable(subject, EXPECTED, error) if error else _finding(subject, user, reading.value)
        yield found.about(user)
        if not error:
            yield from _repeated(subject, user, reading.value)
    yield from _elsewhere(users, here)
    yield from lost


def _elsewhere(users: Iterable[Connected], here: str) -> Iterator[Finding]:
    """Yield advice about each host except `here` that HCP Terraform reports for its webhooks."""
    hosts = {user.webhook.host for user in users if user.webhook}
    for host in sorted(hosts - {here}):
        yield advice("host of the webhooks", here, host, ANOTHER_HOST)


def _repeated(subject: str, user: Connected, hooks: tuple[Hook, ...]) -> Iterator[Finding]:
    number = sum(hook.address == user.webhook for hook in hooks if hook.address)
    if number > 1:
        fix = "In the repository settings, delete all but one. HCP Terraform creates its webhooks automatically."
        yield advice(subject, "one webhook with this URL", f"{number} webhooks", fix)


def _finding(subject: str, user: Connected, hooks: tuple[Hook, ...]) -> Finding:
    if user.webhook is None:
        return unknown(subject, EXPECTED, "HCP Terraform doesn't report the URL of the webhook", LOOK)
    fix = FIX_OBJECT if isinstance(user, ConnectedObject) else FIX
    same = [hook for hook in hooks if hook.address == user.webhook]
    if not same:
        if any(hook.address is None for hook in hooks):
            return unknown(subject, EXPECTED, "Bitbucket doesn't report the URL of one of the webhooks", LOOK)
        others = [hook.address.shown for hook in hooks if hook.address and hook.address.of_terraform]
        actual = f"none; only {', '.join(others)}" if others else "none"
        return failed(subject, f"{EXPECTED}: {user.webhook.shown}", actual, fix)
    active = [hook for hook in same if hook.active is not False]
    if not active:
        return failed(subject, EXPECTED, "an inactive webhook", fix)
    called = [_events_finding(subject, hook) for hook in active]
    return next((found for found in called if found.verdict is Verdict.PASSED), called[0])


def _events_finding(subject: str, hook: Hook) -> Finding:
    expected = f"called on {requirements.PUSH_EVENT}"
    if hook.active is None or hook.events is None:
        return unknown(subject, EXPECTED, "Bitbucket doesn't report whether it is active, or its events", LOOK)
    if requirements.PUSH_EVENT in hook.events:
        return passed(subject, EXPECTED, hook.address.shown if hook.address else "one")
    # HashiCorp doesn't document which events HCP Terraform subscribes to, so only events that no push causes fail.
    finding = failed if all(event.startswith(NEVER_OF_A_PUSH) for event in hook.events) else unknown
    return finding(subject, expected, f"called on {', '.join(hook.events) or 'nothing'}", FIX)
