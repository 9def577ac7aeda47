"""Check: HCP Terraform reports what starts runs in each workspace."""

from collections.abc import Iterator

from checks.clients.terraform_run_triggers import RunTriggers
from checks.clients.terraform_workspace_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, advice, check, passed, unknown
from checks.facts import terraform, terraform_screens
from checks.provider_authorized import provider_authorized

EXPECTED = "settings that decide which pushes start runs"
LOOK = f"Go to the {terraform_screens.VERSION_CONTROL.text} settings of the workspace, and check its triggers."
CONFLICT = "HashiCorp doesn't document which one takes effect. Remove the tag trigger, or the trigger paths."
OFF = f"{LOOK} While file triggers are off, every push to the branch starts a run."
FIRST_RUN = "Start a first run. Until then, HCP Terraform ignores webhooks."
LOCK = "Unlock the workspace, unless it is locked on purpose. Until then, its runs wait."


@check(Step.CREATE_WORKSPACE, reads=terraform.IN_USE, after=(provider_authorized,))
def trigger_settings(connection: Connection) -> Iterator[Finding]:
    """HCP Terraform reports the trigger settings of each workspace.

    The settings of a workspace decide which pushes start runs, and a push that starts no run shows no error. The check
    reports as advice: a tag trigger together with trigger paths, trigger patterns while file triggers are off, a
    workspace that has never had a run, and a lock that doesn't belong to a run. To explain a certain push, run
    `bitbucket-terraform explain-push`.
    """
    workspaces = connection.terraform_workspaces()
    if not workspaces:
        raise NotApplicable("No workspace uses this VCS provider.")
    for workspace in workspaces:
        for finding in _findings(workspace):
            yield finding.about(workspace)


def _findings(workspace: TerraformWorkspace) -> Iterator[Finding]:
    name, triggers = workspace.name, workspace.triggers
    missing = ", ".join(_unreported(triggers))
    yield unknown(name, EXPECTED, f"not reported: {missing}", LOOK) if missing else passed(name, EXPECTED, "reported")
    if triggers.tags_regex and (triggers.patterns or triggers.prefixes):
        yield advice(name, "a tag trigger or trigger paths", "both", CONFLICT)
    if triggers.patterns and triggers.file_triggers is False:
        yield advice(name, "trigger patterns have an effect", "file triggers are off", OFF)
    if workspace.has_run is False and triggers.queue_all_runs is False:
        yield advice(name, "at least one run", "no run yet", FIRST_RUN)
    if triggers.locked and triggers.locked_by != "runs":
        by = {"users": "locked by a user", "teams": "locked by a team"}
        yield advice(name, "unlocked, or locked by a run", by.get(triggers.locked_by or "", "locked"), LOCK)


def _unreported(triggers: RunTriggers) -> Iterator[str]:
    """Yield the API's name of each setting that isn't reported."""
    settings = {
        "file-triggers-enabled": triggers.file_triggers,
        "trigger-patterns": triggers.patterns,
        "trigger-prefixes": triggers.prefixes,
        "tags-regex": triggers.tags_regex,
        "locked": triggers.locked,
    }
    return (name for name, value in settings.items() if value is None)
