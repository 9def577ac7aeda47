"""Before anything is checked one can see the checks, and where each setting would go, but no secret."""

from dataclasses import replace
from pathlib import Path

from checks.engine.model import Step
from checks.facts import bitbucket, ssh, terraform
from checks.facts.credentials import Credential
from checks.report.terminal.overview import check_lines, nothing_given_lines, opening_line, setting_lines
from checks.report.terminal.results import RenderOptions
from checks.settings.settings import Settings


def test_checks_are_listed_by_step_with_what_they_need(made):
    checks = [made.check("one", "It is one", step=Step.CONSUMER, reads=()), made.check("two-more", "It is two")]
    assert list(check_lines(checks, RenderOptions())) == [
        "Step 2: Create an OAuth consumer in Bitbucket Cloud",
        "  one       It is one",
        "",
        "Create a Terraform workspace",
        "  two-more  It is two",
        "            needs TFE_TOKEN, TFE_ORGANIZATION",
    ]


class TestSettings:
    def test_are_shown_with_their_origin_and_where_they_would_go(self, made):
        shown = list(setting_lines(made.settings, RenderOptions(width=110)))
        assert shown[0] == "HCP Terraform token     (hidden), from TFE_TOKEN; sent to https://app.terraform.io"
        assert "HCP Terraform URL       https://app.terraform.io" in shown

    def test_are_shown_without_secrets(self, made):
        assert "planted" not in "\n".join(setting_lines(made.settings, RenderOptions()))

    def test_that_are_missing_are_named(self):
        shown = list(setting_lines(Settings(notes=("It was not read.",)), RenderOptions()))
        assert shown[shown.index("Not set:") + 1] == "  TFE_TOKEN and TFE_ORGANIZATION"
        assert "Note: It was not read." in shown

    def test_of_a_hostile_kind_are_harmless(self, made):
        settings = replace(
            made.settings, callback_url="\x1b[2J", origins={"pasted callback URL": "BITBUCKET_CALLBACK_URL"}
        )
        assert "\x1b" not in "\n".join(setting_lines(settings, RenderOptions()))


def test_with_nothing_given_every_credential_is_explained():
    shown = "\n".join(nothing_given_lines(Settings(), RenderOptions()))
    for credential in Credential:
        assert credential.what in shown
        assert f"docs/verify.md#{credential.anchor}" in shown


class TestTheOpening:
    def test_names_the_hosts_that_are_read(self, made):
        settings = replace(made.settings, ssh_key=Path("/keys/id_rsa"))
        reads = (terraform.WORKSPACES, bitbucket.ACCESS_TOKEN, bitbucket.HOOKS, ssh.KEY_FILE)
        assert opening_line([made.check(reads=reads)], settings) == (
            "Checking app.terraform.io (organization acme), bitbucket.org, api.bitbucket.org, and /keys/id_rsa "
            "(read-only)."
        )

    def test_names_no_host_that_these_checks_leave_alone(self, made):
        check = made.check(reads=(bitbucket.ACCESS_TOKEN,))
        assert opening_line([check], made.settings) == "Checking bitbucket.org (read-only)."

    def test_says_where_nothing_can_be_read(self, made):
        assert opening_line([made.check()], Settings(ssh_key=Path("key"))).startswith("Nothing to check")
