"""Manual steps, and commands that need a real service."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.monitors.robot.manual_steps import ManualSteps, VerifyError
from checks.monitors.robot.step import Part, ProcedureStep
from checks.monitors.robot.terminal import CannotRunError
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving

NOW = datetime.now(UTC)


@pytest.fixture
def manual_steps(tmp_path):
    """Return a function that creates the manual steps for a healthy connection."""
    with serving(healthy(NOW)) as sandbox:
        yield lambda *, key=False: ManualSteps(sandbox, tmp_path, "network", key=key)


def marked(manual):
    return ProcedureStep(
        page="create-workspace", line=3, section="part", number=1, parts=(Part("words", "Sing."),), manual=manual
    )


def test_rejects_unknown_commands(manual_steps) -> None:
    with pytest.raises(
        CannotRunError, match=r"cannot run 'rm -r x'\. It can run: ssh-keygen, ssh, git, bitbucket-terraform"
    ):
        manual_steps().run("rm -r x", None)


def test_rejects_unknown_actions_with_the_file_to_edit(manual_steps) -> None:
    with pytest.raises(
        CannotRunError, match=r"docs/create-workspace.md:3: .*'sing': Sing\.\nAdd it to src/.*manual_steps\.py"
    ):
        manual_steps().perform(marked("sing"), None)


def test_counts_performed_actions(manual_steps) -> None:
    steps = manual_steps()
    steps.perform(marked("compare-fingerprint"), None)
    steps.perform(marked("compare-fingerprint"), None)
    assert steps.done == {"compare-fingerprint": 2}


def test_does_not_count_unknown_actions(manual_steps) -> None:
    steps = manual_steps()
    with pytest.raises(CannotRunError):
        steps.perform(marked("sing"), None)
    assert steps.done == {}


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
def test_generates_the_key_with_the_command_of_the_guide(manual_steps) -> None:
    steps = manual_steps(key=True)
    command = f"ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f {steps.key_file}"
    steps.run(command, None)
    assert steps.file().startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert steps.file(".pub").startswith("ssh-rsa ")
    with pytest.raises(CannotRunError, match="ended with "):
        steps.run("ssh-keygen -t nonsense", None)


def test_bitbucket_accepts_only_keys_of_an_account(manual_steps) -> None:
    steps = manual_steps(key=True)
    lines = [key.line for account in steps.sandbox.state.scenario.accounts for key in account.keys]
    steps.key_file.with_name("service_terraform.pub").write_text(lines[0])
    assert steps.run("ssh -T git@bitbucket.org", None) == "authenticated via ssh key."
    steps.key_file.with_name("service_terraform.pub").write_text("ssh-rsa AAAAnobody")
    assert steps.run("ssh -T git@bitbucket.org", None) == "Permission denied (publickey)."


def test_healthy_connection_passes_all_checks(manual_steps) -> None:
    assert "0 failed" in manual_steps().run("bitbucket-terraform verify", None)


def test_faulty_connection_fails_a_check(tmp_path) -> None:
    fault = FAULTS["missing-webhook-permission"]
    with (
        serving(fault.change(healthy(NOW))) as sandbox,
        pytest.raises(VerifyError, match="'consumer-permissions': 'failed'"),
    ):
        ManualSteps(sandbox, tmp_path, "network", key=False).run("bitbucket-terraform verify", None)


def test_accepts_the_unknown_loopback_host_on_terraform_enterprise(tmp_path) -> None:
    with serving(replace(healthy(NOW), app_name="Terraform Enterprise", release="2.0.8")) as sandbox:
        assert "0 failed" in ManualSteps(sandbox, tmp_path, "network", key=False).run(
            "bitbucket-terraform verify", None
        )
