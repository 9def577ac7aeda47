"""Each linked section fixes its problem: after a user follows its steps in the sandbox, the check passes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.__main__ import main
from checks.facts import guide_sections, messages, requirements
from checks.facts.guide_sections import FOR_CHECK, Section, of_message
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy


def grant_admin(reader) -> None:
    reader.log_in("Jordan Lee")
    for one in reader.running.state.scenario.repositories:
        reader.open(f"{reader.bitbucket}/{one.full_name}/")
        reader.click("Repository permissions")
        reader.choose("Acme Terraform", "Add users")
        reader.choose("Admin", "Permission")
        reader.click("Confirm")


def open_settings(reader) -> list[str]:
    """Sign in to HCP Terraform, and return the version control pages of connected workspaces."""
    reader.open(reader.terraform)
    reader.click("Log in as jordan.lee@acme.example")
    workspaces = [one for one in reader.running.state.scenario.terraform_workspaces if one.vcs_repo]
    return [f"{reader.terraform}/app/acme/workspaces/{one.name}/settings/version-control" for one in workspaces]


def change_source(reader) -> None:
    for page in open_settings(reader):
        reader.open(page)
        reader.click("Change source")
        reader.select("Version control workflow")
        reader.choose("Bitbucket Cloud", "Version control provider")
        reader.click("Update VCS settings")
        assert "The settings are saved." in reader.text


def update_settings(reader) -> None:
    for page in open_settings(reader):
        reader.open(page)
        reader.click("Update VCS settings")


def include_submodules(reader) -> None:
    for page in open_settings(reader):
        reader.open(page)
        reader.select("Include submodules on clone")
        reader.click("Update VCS settings")


def use_the_main_branch(reader) -> None:
    for page in open_settings(reader):
        reader.open(page)
        reader.enter("", "VCS branch")
        reader.click("Update VCS settings")


def reauthorize(reader) -> None:
    reader.log_in("Acme Terraform")
    open_settings(reader)
    for name in ("acme", "Settings", "Providers", "Reauthorize", "Grant access"):
        reader.click(name)


def edit_consumer(reader) -> None:
    reader.log_in("Jordan Lee")
    reader.open(f"{reader.bitbucket}/acme-infra/workspace/settings/oauth-clients")
    reader.click("Edit HCP Terraform (acme)")


def providers(reader) -> None:
    open_settings(reader)
    for name in ("acme", "Settings", "Providers"):
        reader.click(name)


def paste_callback(reader) -> None:
    """Copy the callback URL of the VCS provider, and paste it in the consumer."""
    providers(reader)
    callback = reader.copy("Callback URL")
    edit_consumer(reader)
    reader.select("Authorization code")
    reader.enter(callback, "Callback URL")
    reader.click("Save")


def select_permissions(reader) -> None:
    edit_consumer(reader)
    for area, level in PERMISSIONS:
        reader.select(level, area)
    reader.click("Save")


def make_private(reader) -> None:
    edit_consumer(reader)
    reader.select("Client credentials")
    reader.click("Save")


def add_project(reader) -> None:
    providers(reader)
    reader.click("Edit scope")
    for name in ("Default Project", "Network"):
        reader.select(name)
    reader.click("Update VCS Provider")


def allow_all_projects(reader) -> None:
    providers(reader)
    reader.click("Edit scope")
    reader.select("All Projects")
    reader.click("Update VCS Provider")


def add_private_key(reader) -> None:
    providers(reader)
    reader.click("add a private SSH key")
    reader.enter(reader.running.key_file.read_text(), "SSH private key")
    reader.click("Add SSH Key")


def add_public_key(reader) -> None:
    reader.log_in("Acme Terraform")
    for name in ("Settings", "Personal Bitbucket settings", "SSH keys", "Add key"):
        reader.click(name)
    reader.enter("HCP Terraform (acme)", "Label")
    reader.enter(reader.running.key_file.with_suffix(".pub").read_text(), "Key")
    reader.select("No expiry")
    reader.click("Add key")


def connect(reader) -> None:
    reader.log_in("Acme Terraform")
    providers(reader)
    reader.click("Connect")
    reader.click("Grant access")


def choose_repository_again(reader) -> None:
    open_settings(reader)
    lost = [one for one in reader.running.state.scenario.terraform_workspaces if not one.vcs_repo]
    for workspace in lost:
        if workspace.configuration_versions:
            reader.open(f"{reader.terraform}/app/acme/workspaces/{workspace.name}/settings/version-control/source")
            reader.select("Version control workflow")
            reader.choose("Bitbucket Cloud", "Version control provider")
            reader.enter("acme-infra/network", "Repository")
            reader.click("Update VCS settings")


def create_bitbucket_token(reader) -> None:
    """Follow the section about the Bitbucket API token."""
    reader.log_in("Acme Terraform")
    reader.open(f"{reader.bitbucket}/manage-profile/security/api-tokens")
    reader.click("Create API token with scopes")
    reader.enter("Checks of November", "Name")
    reader.click("Next")
    reader.select("Bitbucket")
    reader.click("Next")
    for scope in requirements.TOKEN_SCOPES:
        reader.select(scope)
    reader.click("Next")
    reader.click("Create token")
    assert reader.copy("API token") == reader.running.environment()["BITBUCKET_API_TOKEN"]


def create_team_token(reader) -> None:
    """Follow the section about the HCP Terraform API token."""
    open_settings(reader)
    for name in ("acme", "Settings", "API Tokens", "Team Tokens"):
        reader.click(name)
    reader.enter("Checks of November", "Description")
    reader.click("Create token")
    assert reader.copy("Token") == reader.running.environment()["TFE_TOKEN"]


PERMISSION = ("account-read-only", "repositories-without-admin", "pull-requests-read-only")
REJECTED = ("app-password", "access-token-instead-of-api-token", "email-of-another-account")
ELSEWHERE = ("hook-of-another-host", "hook-for-something-else")
PERMISSIONS = (
    ("Account", "Write"),
    ("Repositories", "Admin"),
    ("Pull requests", "Write"),
    ("Webhooks", "Read and write"),
)
NOT_ACCESSIBLE = of_message(messages.REPOSITORY_NOT_ACCESSIBLE)
CALLBACK = of_message(messages.INVALID_REDIRECT_URI)


@pytest.mark.parametrize(
    ("fault", "check", "section", "follow"),
    [
        ("service-user-cannot-administer", "webhook-admin-access", guide_sections.NO_ADMIN, grant_admin),
        (
            "workspace-keeps-the-old-token",
            "token-references",
            of_message(messages.OAUTH_TOKEN_DOES_NOT_EXIST),
            change_source,
        ),
        ("hook-deleted", "webhooks", FOR_CHECK["webhooks"], update_settings),
        ("hook-inactive", "webhooks", FOR_CHECK["webhooks"], update_settings),
        ("submodules-disabled", "submodules-enabled", FOR_CHECK["submodules-enabled"], include_submodules),
        ("authorized-by-the-wrong-user", "authorizing-user", guide_sections.WRONG_ACCOUNT, reauthorize),
        ("callback-with-a-slash", "callback-url", CALLBACK, paste_callback),
        ("callback-with-a-space", "callback-url", CALLBACK, paste_callback),
        ("callback-of-an-older-provider", "callback-url", CALLBACK, paste_callback),
        ("callback-left-as-a-placeholder", "callback-url", CALLBACK, paste_callback),
        ("blank-callback", "consumer-callback", FOR_CHECK["consumer-callback"], paste_callback),
        ("public-consumer", "private-consumer", FOR_CHECK["private-consumer"], make_private),
        (
            "missing-webhook-permission",
            "consumer-permissions",
            FOR_CHECK["consumer-permissions"],
            select_permissions,
        ),
        ("no-permission-selected", "consumer-permissions", FOR_CHECK["consumer-permissions"], select_permissions),
        ("limited-to-another-project", "provider-scope", FOR_CHECK["provider-scope"], add_project),
        ("limited-to-another-project", "provider-scope", FOR_CHECK["provider-scope"], allow_all_projects),
        ("no-key-stored", "ssh-key-stored", of_message(messages.NO_KEY_HELD), add_private_key),
        ("key-added-for-modules-only", "ssh-key-stored", of_message(messages.NO_KEY_HELD), add_private_key),
        ("key-not-on-the-account", "ssh-key-on-account", of_message(messages.PERMISSION_DENIED), add_public_key),
        ("access-not-granted", "provider-authorized", FOR_CHECK["provider-authorized"], connect),
        ("authorization-revoked", "authorization-works", NOT_ACCESSIBLE, reauthorize),
        (
            "unlinked-after-failures",
            "disconnected-workspaces",
            FOR_CHECK["disconnected-workspaces"],
            choose_repository_again,
        ),
        *((name, "consumer-permissions", FOR_CHECK["consumer-permissions"], select_permissions) for name in PERMISSION),
        *((name, "bitbucket-token", of_message(messages.TOKEN_INVALID), create_bitbucket_token) for name in REJECTED),
        *((name, "webhooks", FOR_CHECK["webhooks"], update_settings) for name in ELSEWHERE),
        ("authorization-expired", "authorization-works", NOT_ACCESSIBLE, reauthorize),
        ("service-user-removed", "authorization-works", NOT_ACCESSIBLE, grant_admin),
        (
            "access-not-granted-and-callback-not-reported",
            "provider-authorized",
            FOR_CHECK["provider-authorized"],
            connect,
        ),
        ("branch-deleted", "branch-exists", FOR_CHECK["branch-exists"], use_the_main_branch),
        ("token-of-another-organization", "terraform-token", guide_sections.RESOURCE_NOT_FOUND, create_team_token),
        ("token-of-a-colleague", "authorizing-user", guide_sections.WRONG_ACCOUNT, create_bitbucket_token),
        ("token-sees-some-workspaces", "workspaces-visible", guide_sections.TERRAFORM_TOKEN, create_team_token),
        *(
            (name, "bitbucket-token-scopes", of_message(messages.LACKING_SCOPES), create_bitbucket_token)
            for name in ("token-without-ssh-key-scope", "token-without-repository-scope")
        ),
        ("terraform-token-expired", "terraform-token", guide_sections.REJECTED_TOKEN, create_team_token),
        ("api-token-expired", "bitbucket-token", of_message(messages.TOKEN_INVALID), create_bitbucket_token),
        (
            "token-without-webhook-scope",
            "bitbucket-token-scopes",
            of_message(messages.LACKING_SCOPES),
            create_bitbucket_token,
        ),
    ],
)
def test_the_linked_section_fixes_the_problem(  # noqa: PLR0913, PLR0917 - one row of the table, and two fixtures
    person, tmp_path: Path, fault: str, check: str, section: Section, follow: Callable[..., None]
) -> None:
    reader = person()
    reader.running.begin(FAULTS[fault].change(healthy(reader.running.state.scenario.clock)))

    def run() -> dict[str, object]:
        report = tmp_path / "report.json"
        environ = reader.running.environment() | {"GUIDE_URL": "https://guide.example", "HOME": str(tmp_path)}
        main([check, "--json", str(report)], environ)
        (found,) = [one for one in json.loads(report.read_text())["checks"] if one["id"] == check]
        return found

    before = run()
    assert before["outcome"] != "passed"
    assert before["solutions"] == [f"https://guide.example/{section.page}.html#{section.anchor}"]

    follow(reader)

    assert run()["outcome"] == "passed"


def test_the_connection_can_be_completed_after_fixing_the_callback_url(person) -> None:
    reader = person()
    callback = reader.begin()
    pair = reader.create(f"{callback}/")
    reader.log_in("Acme Terraform")
    reader.connect(*pair)
    assert "Invalid redirect_uri" in reader.text

    reader.log_in("Jordan Lee")
    reader.open(f"{reader.bitbucket}/acme-infra/workspace/settings/oauth-clients")
    reader.click("Edit HCP Terraform (acme)")
    reader.enter(callback, "Callback URL")
    reader.click("Save")
    reader.log_in("Acme Terraform")
    reader.connect(*pair)
    reader.click("Grant access")

    assert reader.heading == "Add VCS Provider"


def test_the_connection_can_be_completed_after_cancel(person) -> None:
    reader = person()
    pair = reader.create(reader.begin())
    reader.log_in("Acme Terraform")
    reader.connect(*pair)
    reader.click("Cancel")

    reader.connect(*pair)
    reader.click("Grant access")

    assert reader.heading == "Add VCS Provider"
