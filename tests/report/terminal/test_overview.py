"""The overview shows the checks and the destination of each setting before a run, without secrets."""

from dataclasses import replace
from pathlib import Path

from checks.engine.model import Step
from checks.facts import bitbucket, ssh, terraform
from checks.facts.credentials import Credential
from checks.facts.guide_sections import FOR_CREDENTIAL
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.overview import check_lines, nothing_given_lines, opening_line, setting_lines
from checks.settings.secret import Secret
from checks.settings.settings import BitbucketToken, Consumer, Settings
from checks.settings.variables import VARIABLES, Setting


def test_lists_checks_by_step_with_their_required_settings(made):
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
    def test_are_shown_with_their_origin_and_destination(self, made):
        shown = list(setting_lines(made.settings, RenderOptions(width=110)))
        assert shown[0] == "HCP Terraform token     (hidden), from TFE_TOKEN; sent to https://app.terraform.io"
        assert "HCP Terraform URL       https://app.terraform.io" in shown

    def test_are_shown_without_secrets(self, made):
        assert "planted" not in "\n".join(setting_lines(made.settings, RenderOptions()))

    def test_that_are_missing_are_listed(self):
        shown = list(setting_lines(Settings(notes=("It was not read.",)), RenderOptions()))
        assert shown[shown.index("Not set:") + 1] == "  TFE_TOKEN and TFE_ORGANIZATION"
        assert "Note: It was not read." in shown

    def test_with_control_characters_are_escaped(self, made):
        settings = replace(
            made.settings, callback_url="\x1b[2J", origins={Setting.CALLBACK_URL: "BITBUCKET_CALLBACK_URL"}
        )
        assert "\x1b" not in "\n".join(setting_lines(settings, RenderOptions()))

    def test_of_every_kind_are_shown_with_their_values(self):
        settings = Settings(
            organization="acme",
            terraform_token=Secret("planted-token"),
            consumer=Consumer("the-key", Secret("planted-secret")),
            bitbucket_token=BitbucketToken("bot@acme.example", Secret("planted-api-token")),
            ssh_key=Path("/keys/id_rsa"),
            callback_url="https://pasted.example/callback",
            provider="oc-1",
            workspaces=("prod-*",),
            repositories=("acme/net-*",),
            disconnected=("legacy-*",),
            hourly_share=17,
            guide_url="https://guide.example",
            origins={setting: setting.variable for setting in Setting},
        )
        shown = list(setting_lines(settings, RenderOptions(width=200)))
        values = dict(zip(Setting, (line[24:].partition(", from ")[0] for line in shown), strict=False))
        assert all(values[setting].strip() for setting in Setting)
        assert values[Setting.HOURLY_SHARE] == "17 %"
        assert values[Setting.GUIDE_URL] == "https://guide.example"
        assert values[Setting.CALLBACK_URL] == "https://pasted.example/callback"
        secret = {variable.setting for variable in VARIABLES if variable.secret}
        assert all((values[setting] == "(hidden)") is (setting in secret) for setting in Setting)

    def test_that_might_be_swapped_cause_a_note(self, made):
        swapped = replace(made.settings, consumer=Consumer("planted-long-secret", Secret("the-key")))
        shown = " ".join(setting_lines(swapped.redacted(), RenderOptions(width=200)))
        assert "planted" not in shown
        assert "Are the two swapped?" in shown

    def test_show_only_the_start_of_a_key_that_can_be_the_secret(self, made):
        consumer = Consumer("planted-secret", Secret("the-key-is-longer-than-it"))
        swapped = replace(made.settings, consumer=consumer, origins={Setting.CONSUMER_KEY: "BITBUCKET_CLIENT_ID"})
        shown = " ".join(setting_lines(swapped.redacted(), RenderOptions(width=200)))
        assert "planted" not in shown
        assert "plan… (14 characters)" in shown


def test_explains_every_credential_if_no_settings_are_given():
    shown = "\n".join(nothing_given_lines(Settings(), RenderOptions()))
    for credential in Credential:
        assert credential.what in shown
        assert FOR_CREDENTIAL[credential].heading in " ".join(shown.split())


class TestOpeningLine:
    def test_names_the_hosts_that_the_run_reads(self, made):
        settings = replace(made.settings, ssh_key=Path("/keys/id_rsa"))
        reads = (terraform.WORKSPACES, bitbucket.ACCESS_TOKEN, bitbucket.HOOKS, ssh.KEY_FILE)
        assert opening_line([made.check(reads=reads)], settings) == (
            "Checking app.terraform.io (organization acme), bitbucket.org, api.bitbucket.org, and /keys/id_rsa "
            "(read-only)."
        )

    def test_names_only_hosts_that_these_checks_use(self, made):
        check = made.check(reads=(bitbucket.ACCESS_TOKEN,))
        assert opening_line([check], made.settings) == "Checking bitbucket.org (read-only)."

    def test_reports_that_no_check_can_run(self, made):
        assert opening_line([made.check()], Settings(ssh_key=Path("key"))).startswith("Nothing to check")
