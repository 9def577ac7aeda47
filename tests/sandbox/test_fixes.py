"""Each linked section fixes its problem: after a user follows its steps in the sandbox, the check passes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.__main__ import main
from checks.facts import guide_sections, messages
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


def reauthorize(reader) -> None:
    reader.log_in("Acme Terraform")
    open_settings(reader)
    for name in ("acme", "Settings", "Providers", "Reauthorize", "Grant access"):
        reader.click(name)


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
        return json.loads(report.read_text())["checks"][-1]

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
