"""What only a person can do."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.monitors.robot.manual_steps import CannotRunError, ManualSteps, VerifyError
from checks.monitors.robot.step import Part, ProcedureStep
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving

NOW = datetime.now(UTC)


@pytest.fixture
def manual_steps(tmp_path):
    """Somebody in front of a connection that is healthy, or has one fault."""
    with serving(healthy(NOW)) as sandbox:
        yield lambda *, key=False: ManualSteps(sandbox, tmp_path, "network", key=key)


def marked(manual):
    return ProcedureStep(
        page="create-workspace", line=3, section="part", number=1, parts=(Part("words", "Sing."),), manual=manual
    )


def test_commands_that_it_does_not_know_are_refused(manual_steps) -> None:
    with pytest.raises(
        CannotRunError, match=r"cannot run 'rm -r x'\. It can run: ssh-keygen, ssh, git, bitbucket-terraform"
    ):
        manual_steps().run("rm -r x", None)


def test_what_it_was_not_taught_is_refused_with_where_to_teach_it(manual_steps) -> None:
    with pytest.raises(
        CannotRunError, match=r"docs/create-workspace.md:3: .*'sing': Sing\.\nAdd it to src/.*manual_steps\.py"
    ):
        manual_steps().perform(marked("sing"), None)


def test_what_it_does_is_counted(manual_steps) -> None:
    somebody = manual_steps()
    somebody.perform(marked("compare-fingerprint"), None)
    somebody.perform(marked("compare-fingerprint"), None)
    assert somebody.done == {"compare-fingerprint": 2}


def test_what_it_was_not_taught_is_not_counted_as_done(manual_steps) -> None:
    somebody = manual_steps()
    with pytest.raises(CannotRunError):
        somebody.perform(marked("sing"), None)
    assert somebody.done == {}


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
def test_it_makes_the_key_with_the_command_of_the_guide(manual_steps) -> None:
    somebody = manual_steps(key=True)
    command = f"ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f {somebody.key_file}"
    somebody.run(command, None)
    assert somebody.file().startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert somebody.file(".pub").startswith("ssh-rsa ")
    with pytest.raises(CannotRunError, match="ended with "):
        somebody.run("ssh-keygen -t nonsense", None)


def test_bitbucket_knows_a_key_only_where_an_account_holds_it(manual_steps) -> None:
    somebody = manual_steps(key=True)
    lines = [key.line for account in somebody.sandbox.state.scenario.accounts for key in account.keys]
    somebody.key_file.with_name("service_terraform.pub").write_text(lines[0])
    assert somebody.run("ssh -T git@bitbucket.org", None) == "authenticated via ssh key."
    somebody.key_file.with_name("service_terraform.pub").write_text("ssh-rsa AAAAnobody")
    assert somebody.run("ssh -T git@bitbucket.org", None) == "Permission denied (publickey)."


def test_a_healthy_connection_passes_all_checks_that_can_be_asked(manual_steps) -> None:
    assert "0 failed" in manual_steps().run("bitbucket-terraform verify", None)


def test_a_connection_with_a_fault_does_not(tmp_path) -> None:
    fault = FAULTS["missing-webhook-permission"]
    with (
        serving(fault.change(healthy(NOW))) as sandbox,
        pytest.raises(VerifyError, match="'consumer-permissions': 'failed'"),
    ):
        ManualSteps(sandbox, tmp_path, "network", key=False).run("bitbucket-terraform verify", None)


def test_on_terraform_enterprise_the_host_on_loopback_is_told_to_be_unknown(tmp_path) -> None:
    with serving(replace(healthy(NOW), app_name="Terraform Enterprise", release="2.0.8")) as sandbox:
        assert "0 failed" in ManualSteps(sandbox, tmp_path, "network", key=False).run(
            "bitbucket-terraform verify", None
        )
