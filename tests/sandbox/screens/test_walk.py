"""The whole guide, walked on the drawn pages, and what the checks say in the end."""

import json
import os
import subprocess
import sys

import pytest

FORMS = pytest.mark.parametrize("form", ["clients", "consumers"])
BY_A_KEY = {"ssh-key-format", "ssh-key-passphrase", "ssh-key-on-account"}


def verify(person, folder, *, key=False):
    """Run the checks with what the person holds; return the exit status and the outcome of each check."""
    held = person.running.environment()
    if not key:
        del held["BITBUCKET_SSH_KEY"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TFE_", "TF_", "BITBUCKET_"))}
    done = subprocess.run(
        [sys.executable, "-m", "checks", "--json", str(folder / "report.json")],
        env=clean | {"NO_PROXY": "127.0.0.1"} | held,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    report = json.loads((folder / "report.json").read_text())
    return done.returncode, {check["id"]: check["outcome"] for check in report["checks"]}


@FORMS
def test_whoever_follows_the_guide_is_connected(person, form, tmp_path):
    walker = person(form)
    walker.reach()
    walker.click("Skip and finish")
    assert walker.heading == "VCS Providers"
    walker.use("platform")
    walker.run()
    status, outcomes = verify(walker, tmp_path)
    assert {name for name, outcome in outcomes.items() if outcome not in {"pass", "notapplicable"}} <= BY_A_KEY
    assert outcomes["webhooks"] == outcomes["last-fetch"] == outcomes["consumer-permissions"] == "pass"
    assert status == 0


@FORMS
def test_whoever_needs_submodules_adds_a_key_and_is_connected(person, form, tmp_path):
    walker = person(form)
    walker.reach()
    walker.open(f"{walker.bitbucket}/account/settings/ssh-keys/")
    walker.click("Add key")
    walker.enter("HCP Terraform (acme)", "Label")
    walker.enter(walker.running.key_file.with_suffix(".pub").read_text(), "Key")
    walker.tick("No expiry", "Expiry")
    walker.click("Add key")
    assert "SHA256:" in walker.text
    walker.open(f"{walker.terraform}/app/acme/settings/version-control")
    walker.click("add a private SSH key")
    walker.enter(walker.running.key_file.read_text(), "SSH private key")
    walker.click("Add SSH Key")
    assert "A private SSH key has been added." in walker.text
    walker.use("network", submodules=True)
    walker.run()
    status, outcomes = verify(walker, tmp_path, key=True)
    assert set(outcomes.values()) <= {"pass", "notapplicable"}
    assert outcomes["ssh-key-on-account"] == outcomes["submodules-switched-on"] == "pass"
    assert status == 0


@FORMS
def test_a_box_left_unticked_is_found(person, form, tmp_path):
    walker = person(form)
    walker.reach(private=False)
    walker.use("platform")
    walker.run()
    status, outcomes = verify(walker, tmp_path)
    assert outcomes["private-consumer"] == "fail"
    assert status == 1


def test_access_granted_as_the_wrong_person_refuses_the_webhook_and_can_be_mended(person, tmp_path):
    walker = person()
    walker.reach(account="Jordan Lee")
    walker.use("platform")
    assert "Repository doesn't exist or isn't accessible" in walker.text
    assert not walker.running.world.scenario.repositories[0].hooks
    before = walker.running.world.scenario.providers[-1].grants[0]
    walker.log_in("Acme Terraform")
    walker.open(f"{walker.terraform}/app/acme/settings/version-control")
    walker.click("Reauthorize")
    walker.click("Grant access")
    assert walker.heading == "VCS Providers"
    after = walker.running.world.scenario.providers[-1].grants[0]
    assert (before.id, before.user, after.user) == (after.id, "jordan-lee", "acme-terraform")
    walker.use("platform")
    walker.run()
    assert verify(walker, tmp_path)[0] == 0


@FORMS
@pytest.mark.parametrize("forgotten", [("Webhooks", "Read and write"), ("Pull requests", "Write")])
def test_a_forgotten_permission_refuses_the_webhook(person, tmp_path, form, forgotten):
    walker = person(form)
    walker.reach(forgotten=forgotten)
    walker.use("platform")
    assert "Repository doesn't exist or isn't accessible" in walker.text
    assert verify(walker, tmp_path)[1]["consumer-permissions"] == "fail"


def test_without_the_permission_to_read_an_account_nothing_is_granted(person):
    walker = person()
    pair = walker.create(walker.begin(), forgotten=("Account", "Write"))
    walker.log_in("Acme Terraform")
    walker.connect(*pair)
    walker.click("Grant access")
    assert "Your credentials lack one or more required privilege scopes." in walker.text
    assert not walker.running.world.scenario.providers[-1].grants


def test_a_push_starts_a_run_through_the_webhook(person):
    walker = person()
    walker.reach()
    walker.use("platform")
    walker.run()
    first = walker.heading
    walker.open(f"{walker.bitbucket}/acme-infra/platform/")
    walker.click("Push a commit")
    assert "1 of its webhooks led to HCP Terraform." in walker.text
    walker.open(f"{walker.terraform}/app/acme/workspaces/platform")
    run = walker.running.world.scenario.terraform_workspaces[-1].run
    assert run in walker.text
    assert run not in first
