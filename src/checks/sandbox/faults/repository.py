"""Faults of repositories, their webhooks, and fetches."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from checks.sandbox.bitbucket.state import BitbucketWorkspace, Hook, Repository
from checks.sandbox.faults.fault import SUBMODULES, Fault, each
from checks.sandbox.fixtures import PERSON, SERVICE_USER
from checks.sandbox.ids import braced, terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import Change, all_of, repository, vcs_repo, workspace
from checks.sandbox.terraform.state import ConfigurationVersion, TerraformWorkspace

_OLD_HOOK = f"https://terraform-old.acme.example/webhooks/vcs/{uuid_of('webhook network-production')}"
_OUT_OF_SIGHT = {
    "authorization_works": "failed",
    "webhooks": "unknown",
    **each("unknown", ("branch_exists", *SUBMODULES)),
}
_NO_WORKSPACE_CONNECTED = {
    **each("unknown", ("disconnected_workspaces", "webhooks")),
    **each("not_applicable", ("workspaces_visible", "last_fetch", "trigger_settings", *SUBMODULES)),
}
_NO_BRANCH = {"branch_exists": "failed", **each("not_applicable", SUBMODULES)}


def hooks(step: Callable[[Hook], Hook]) -> Change:
    """Change the webhooks of the repository with submodules."""
    return repository("network", lambda one: replace(one, hooks=tuple(step(hook) for hook in one.hooks)))


def newest_fetch(
    status: str, error: str | None = None, message: str | None = None, *, speculative: bool = False
) -> Change:
    """Set the result of the newest fetch of the repository with submodules; `speculative`: of a pull request."""

    def step(now: Scenario) -> Scenario:
        version = ConfigurationVersion(
            id=terraform_id("cv", f"newest {status}"),
            created=now.clock - timedelta(hours=1),
            status=status,
            error=error,
            error_message=message,
            speculative=speculative,
        )
        return workspace(
            "network-production",
            lambda one: replace(one, configuration_versions=(version, *one.configuration_versions)),
        )(now)

    return step


def failed_fetch(message: str | None, *, speculative: bool = False) -> Change:
    """Let the newest fetch fail with this message; the parameters are the same as for `newest_fetch`."""
    return newest_fetch("errored", "ingress_failed", message, speculative=speculative)


def _disconnected(*, failed: bool = False, moved: bool = False) -> Change:
    """Disconnect one workspace from its repository, after a failed fetch or before an upload."""

    def step(one: TerraformWorkspace) -> TerraformWorkspace:
        fetched = tuple(version for version in one.configuration_versions if version.source == "bitbucket")
        newer = replace(fetched[0], id=terraform_id("cv", "after"), created=fetched[0].created + timedelta(days=1))
        if failed:
            message = "Failed to clone: repository not found"
            fetched = (replace(newer, status="errored", error="ingress_failed", error_message=message), *fetched)
        if moved:
            fetched = (replace(newer, source="terraform", repository=None), *fetched)
        return replace(one, vcs_repo=None, configuration_versions=fetched)

    return workspace("platform-staging", step)


def _files_deleted(one: TerraformWorkspace) -> TerraformWorkspace:
    deleted = (replace(version, status="backing_data_soft_deleted") for version in one.configuration_versions)
    return replace(one, configuration_versions=tuple(deleted))


def _all_disconnected(*seen: str) -> Change:
    """Disconnect every workspace. The HCP Terraform token reads the workspaces in `seen`, or all if `seen` is empty.

    HCP Terraform then counts no workspace for the provider, regardless of what the token can read.
    """

    def disconnected(one: TerraformWorkspace) -> TerraformWorkspace:
        fetched = tuple(version for version in one.configuration_versions if version.source == "bitbucket")
        return replace(one, vcs_repo=None, configuration_versions=fetched)

    def step(now: Scenario) -> Scenario:
        tokens = tuple(replace(one, workspaces=seen or one.workspaces) for one in now.terraform_tokens)
        workspaces = tuple(map(disconnected, now.terraform_workspaces))
        return replace(now, terraform_tokens=tokens, terraform_workspaces=workspaces)

    return step


def _with_copies(one: Repository) -> Repository:
    copies = tuple(replace(hook, uuid=braced(f"copy of {hook.uuid}")) for hook in one.hooks)
    return replace(one, hooks=(*one.hooks, *copies))


def _bitbucket_workspace(step: Callable[[BitbucketWorkspace], BitbucketWorkspace]) -> Change:
    return lambda now: replace(now, bitbucket_workspaces=tuple(step(one) for one in now.bitbucket_workspaces))


def _change_workspace_id(now: Scenario) -> Scenario:
    """Change the ID of the Bitbucket workspace; the old one is not redirected."""
    new = "acme-cloud"
    return replace(
        now,
        bitbucket_workspaces=tuple(replace(one, slug=new) for one in now.bitbucket_workspaces),
        repositories=tuple(replace(one, workspace=new) for one in now.repositories),
    )


FAULTS = (
    Fault(
        name="service-user-cannot-administer",
        happened="The service user has Write permission on a repository, but not Admin.",
        change=repository("network", lambda one: replace(one, members={SERVICE_USER: "write", PERSON: "admin"})),
        claims={"webhook_admin_access": "failed", "webhooks": "unknown"},
    ),
    Fault(
        name="service-user-removed",
        happened="The service user lost access to a repository.",
        change=repository("network", lambda one: replace(one, members={PERSON: "admin"})),
        claims={**_OUT_OF_SIGHT, "webhook_admin_access": "failed"},
    ),
    Fault(
        name="repository-renamed",
        happened="A repository was renamed.",
        change=repository("network", lambda one: replace(one, slug="network-eu")),
        claims={**_OUT_OF_SIGHT, "webhook_admin_access": "failed"},
    ),
    Fault(
        name="bitbucket-workspace-id-changed",
        happened="The ID of the Bitbucket workspace was changed.",
        change=_change_workspace_id,
        claims={**_OUT_OF_SIGHT, "webhook_admin_access": "unknown"},
    ),
    Fault(
        name="ip-address-not-allowed",
        happened="The Bitbucket workspace has an IP allowlist that doesn't include HCP Terraform.",
        change=_bitbucket_workspace(
            lambda one: replace(one, refusal="To access this repository, an admin must whitelist your IP.")
        ),
        claims={**_OUT_OF_SIGHT, "webhook_admin_access": "unknown"},
    ),
    Fault(
        name="two-step-verification-required",
        happened="The Bitbucket workspace requires two-step verification, which the service user hasn't enabled.",
        change=_bitbucket_workspace(
            lambda one: replace(one, refusal="To access this repository, enable two-step authentication.")
        ),
        claims={**_OUT_OF_SIGHT, "webhook_admin_access": "unknown"},
    ),
    Fault(
        name="hook-deleted",
        happened="The webhook of a repository was deleted.",
        change=repository("network", lambda one: replace(one, hooks=())),
        claims={"webhooks": "failed"},
    ),
    Fault(
        name="hook-inactive",
        happened="The webhook of a repository was deactivated.",
        change=hooks(lambda one: replace(one, active=False)),
        claims={"webhooks": "failed"},
    ),
    Fault(
        name="hook-of-another-host",
        happened="The webhook still uses the previous hostname of HCP Terraform.",
        change=hooks(lambda one: replace(one, url=_OLD_HOOK)),
        claims={"webhooks": "failed"},
    ),
    Fault(
        name="hook-twice",
        happened="The webhook was added a second time, manually.",
        change=repository("network", _with_copies),
        advice=frozenset({"webhooks"}),
    ),
    Fault(
        name="hook-without-pushes",
        happened="The push event was removed from the webhook.",
        change=hooks(lambda one: replace(one, events=("pullrequest:created", "pullrequest:updated"))),
        claims={"webhooks": "unknown"},
    ),
    Fault(
        name="hook-for-something-else",
        happened="The webhook is configured only for events other than push.",
        change=hooks(lambda one: replace(one, events=("issue:created",))),
        claims={"webhooks": "failed"},
    ),
    Fault(
        name="webhook-url-not-reported",
        happened="HCP Terraform doesn't report the URL of its webhook.",
        change=vcs_repo("network-production", lambda one: replace(one, webhook_url=None)),
        claims={"webhooks": "unknown"},
    ),
    Fault(
        name="never-run",
        happened="The first run was never started, so webhooks don't start runs.",
        change=workspace("network-production", lambda one: replace(one, run=None)),
        advice=frozenset({"trigger_settings"}),
    ),
    Fault(
        name="tag-trigger-and-trigger-patterns",
        happened="A workspace has a tag trigger, and it kept the trigger patterns from before.",
        change=all_of(
            vcs_repo("network-production", lambda one: replace(one, tags_regex=r"^\d+.\d+.\d+$")),
            workspace("network-production", lambda one: replace(one, trigger_patterns=("/modules/**/*",))),
        ),
        advice=frozenset({"trigger_settings"}),
    ),
    Fault(
        name="trigger-patterns-without-file-triggers",
        happened="A person entered trigger patterns, and file triggers are off.",
        change=workspace("network-production", lambda one: replace(one, trigger_patterns=("/modules/**/*",))),
        advice=frozenset({"trigger_settings"}),
    ),
    Fault(
        name="workspace-locked-by-a-person",
        happened="A person locked a workspace and forgot to unlock it.",
        change=workspace(
            "network-production", lambda one: replace(one, locked_by=("users", terraform_id("user", PERSON)))
        ),
        advice=frozenset({"trigger_settings"}),
    ),
    Fault(
        name="last-fetch-failed",
        happened="The newest fetch of a repository failed.",
        change=failed_fetch("Failed to clone: repository not found"),
        claims={"last_fetch": "failed", "submodule_urls": "unknown"},
    ),
    Fault(
        name="last-fetch-failed-without-a-reason",
        happened="The newest fetch of a repository failed, and HCP Terraform recorded no reason.",
        change=newest_fetch("errored"),
        claims={"last_fetch": "failed", "submodule_urls": "unknown"},
    ),
    Fault(
        name="fetch-without-credential",
        happened="A private submodule has an HTTPS URL, for which Git has no credential, so the fetch failed.",
        change=failed_fetch("fatal: could not read Username for 'https://bitbucket.org': terminal prompts disabled"),
        claims={"last_fetch": "failed", "submodule_urls": "unknown"},
    ),
    Fault(
        name="fetch-refused-by-the-plan",
        happened="The Bitbucket workspace has more users than its plan allows, and Bitbucket refused the fetch.",
        change=failed_fetch("The requested URL returned error: 402"),
        claims={"last_fetch": "failed", "submodule_urls": "unknown"},
    ),
    Fault(
        name="fetch-through-an-untrusted-proxy",
        happened="A proxy replaced the certificate of Bitbucket, and the client doesn't trust its authority.",
        change=failed_fetch("tls: failed to verify certificate: x509: certificate signed by unknown authority"),
        claims={"last_fetch": "failed", "submodule_urls": "unknown"},
    ),
    Fault(
        name="branch-deleted",
        happened="The branch that a Terraform workspace uses was deleted.",
        change=vcs_repo("network-production", lambda one: replace(one, branch="release/2025")),
        claims=_NO_BRANCH,
    ),
    Fault(
        name="tag-in-place-of-a-branch",
        happened="The name of a tag was entered as the branch of a Terraform workspace.",
        change=all_of(
            repository("network", lambda one: replace(one, tags=("stable",))),
            vcs_repo("network-production", lambda one: replace(one, branch="stable")),
        ),
        claims=_NO_BRANCH,
    ),
    Fault(
        name="repository-without-commits",
        happened="A Terraform workspace is connected to a repository that has no commits.",
        change=repository("network", lambda one: replace(one, branch="", files={})),
        claims=_NO_BRANCH,
    ),
    Fault(
        name="fetch-still-running",
        happened="The newest fetch of a repository is still running.",
        change=newest_fetch("fetching"),
        claims={"last_fetch": "unknown", "submodule_urls": "unknown"},
    ),
    Fault(
        name="nothing-fetched-yet",
        happened="A workspace is connected, but no fetch has run yet.",
        change=workspace("network-production", lambda one: replace(one, configuration_versions=())),
        claims={"last_fetch": "unknown", "submodule_urls": "unknown"},
    ),
    Fault(
        name="pull-request-fetch-failed",
        happened="The branch of a pull request was deleted before it could be fetched.",
        change=failed_fetch("couldn't find remote ref feature/gone", speculative=True),
    ),
    Fault(
        name="failed-fetch-before-a-pull-request",
        happened="The newest fetch of a branch failed, and a later fetch of a pull request worked.",
        change=all_of(
            failed_fetch("Failed to clone: repository not found"),
            newest_fetch("uploaded", speculative=True),
        ),
        claims={"last_fetch": "failed", "submodule_urls": "unknown"},
    ),
    Fault(
        name="fetched-files-deleted",
        happened="The files of every fetch were deleted to save space, some time after they were fetched.",
        change=workspace("network-production", _files_deleted),
    ),
    Fault(
        name="names-in-capitals",
        happened="HCP Terraform reports the full name of a repository in capitals.",
        change=vcs_repo("network-production", lambda one: replace(one, identifier=one.identifier.title())),
    ),
    Fault(
        name="unlinked-after-failures",
        happened="Fetches of a workspace failed repeatedly, and then it was disconnected from its repository.",
        change=_disconnected(failed=True),
        claims={"disconnected_workspaces": "failed"},
    ),
    Fault(
        name="unlinked-by-hand",
        happened="A workspace was disconnected from its repository manually.",
        change=_disconnected(),
        advice=frozenset({"disconnected_workspaces"}),
    ),
    Fault(
        name="moved-to-cli",
        happened="A workspace was disconnected from its repository, and now gets its configuration from the CLI.",
        change=_disconnected(moved=True),
    ),
    Fault(
        name="all-unlinked",
        happened="Every workspace was disconnected from its repository.",
        change=_all_disconnected(),
        claims=_NO_WORKSPACE_CONNECTED,
        advice=frozenset({"disconnected_workspaces"}),
    ),
    Fault(
        name="all-unlinked-and-hidden",
        happened="Every workspace was disconnected, and the HCP Terraform token can read only one that never was.",
        change=_all_disconnected("sandbox-experiments"),
        # Other objects use the provider, so only the webhooks that no object explains show that workspaces were lost.
        claims={
            name: outcome for name, outcome in _NO_WORKSPACE_CONNECTED.items() if name != "disconnected_workspaces"
        },
    ),
    Fault(
        name="hourly-limit-reached",
        happened="A script used all hourly requests of the service user.",
        change=lambda now: replace(now, bitbucket_limit=0),
        claims=each("unknown", ("webhooks", "branch_exists", *SUBMODULES)),
    ),
)
