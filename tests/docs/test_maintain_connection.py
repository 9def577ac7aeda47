"""The commands of the page "Keep it working" do what the page says, against the imitation of both services."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from checks.sandbox.healthy import healthy
from checks.sandbox.ids import terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox
from checks.sandbox.terraform.state import Provider, TerraformWorkspace

PAGE = (Path(__file__).parents[2] / "docs" / "maintain-connection.md").read_text(encoding="utf-8")
ATLASSIAN = "ip-ranges.atlassian.com"
TOOLS = {name: shutil.which(name) or "" for name in ("bash", "curl", "jq")}

pytestmark = pytest.mark.skipif(not all(TOOLS.values()), reason=f"the commands of the page need {', '.join(TOOLS)}")

Start = Callable[..., Sandbox]


def commands(title: str) -> str:
    """Return the shell commands of the section called `title`."""
    section = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    (text,) = [part for part in section if part.startswith(f"{title}\n")]
    return "\n".join(dedent(block) for block in re.findall(r"^ *```bash\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE))


def run(running: Sandbox, script: str, *, typed: str = "", **values: str) -> str:
    """Run `script` as a reader does who has filled in `values`, after the lines that the page starts with."""
    for name, value in {"ORGANIZATION": "acme", **values}.items():
        script = script.replace(f"<YOUR {name.replace('_', ' ')}>", value)
    assert "<YOUR" not in script
    whole = f"{commands_of_the_start()}\n{script}"
    environment = {"PATH": os.environ["PATH"], **running.environment()}
    done = subprocess.run(
        [TOOLS["bash"], "-euo", "pipefail", "-c", whole],
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def commands_of_the_start() -> str:
    first: str
    (first,) = re.findall(r"^```bash\n(.*?)^```", PAGE.split("\n## ")[0], re.DOTALL | re.MULTILINE)
    return first


def provider(scenario: Scenario) -> Provider:
    (found,) = [one for one in scenario.providers if one.service_provider == "bitbucket_hosted"]
    return found


def linked(scenario: Scenario) -> dict[str, TerraformWorkspace]:
    return {one.name: one for one in scenario.terraform_workspaces if one.vcs_repo}


def test_rotating_the_secret_puts_the_typed_key_into_the_provider(sandbox: Start) -> None:
    running = sandbox()
    id_ = provider(running.state.scenario).id

    said = run(running, commands("Rotate the secret"), typed="new-key\nnew-secret\n", PROVIDER_ID=id_)

    assert said.endswith("new-key\n")
    assert provider(running.state.scenario).key == "new-key"


def test_rotating_the_ssh_key_gives_it_to_the_grant(sandbox: Start) -> None:
    running = sandbox("no-key-stored")
    id_ = provider(running.state.scenario).id
    assert [oauth_token.has_ssh_key for oauth_token in provider(running.state.scenario).oauth_tokens] == [False]

    said = run(
        running,
        commands("Rotate the SSH key"),
        PROVIDER_ID=id_,
        KEY_FILE=running.environment()["BITBUCKET_SSH_KEY"],
    )

    assert said.split() == ["true"]
    assert [oauth_token.has_ssh_key for oauth_token in provider(running.state.scenario).oauth_tokens] == [True]


def test_a_rename_links_every_terraform_workspace_of_that_repository_and_no_other(sandbox: Start) -> None:
    running = sandbox()
    before = linked(running.state.scenario)
    names = sorted({one.vcs_repo.identifier for one in before.values() if one.vcs_repo})
    old, new = names[1], names[0]
    moved = {name for name, one in before.items() if one.vcs_repo and one.vcs_repo.identifier == old}
    assert len(moved) == 2
    script = commands("Rename a Bitbucket workspace or a repository").replace("<YOUR WORKSPACE>/new-name", new)

    said = run(running, script, WORKSPACE=old.split("/")[0], REPOSITORY=old.split("/")[1])

    after = linked(running.state.scenario)
    assert set(said.splitlines()) == {f"{name}: {new}" for name in moved}
    assert {one.vcs_repo.identifier for one in after.values() if one.vcs_repo} == {new}
    for name, one in before.items():
        assert one.vcs_repo
        now = after[name].vcs_repo
        assert now
        assert (now.branch, now.ingress_submodules, now.oauth_token_id) == (
            one.vcs_repo.branch,
            one.vcs_repo.ingress_submodules,
            one.vcs_repo.oauth_token_id,
        )


def test_a_move_to_another_host_carries_every_terraform_workspace_to_the_new_grant(sandbox: Start) -> None:
    scenario = healthy(datetime.now(UTC))
    old = provider(scenario)
    oauth_token = replace(old.oauth_tokens[0], id=terraform_id("ot", "new host"))
    new = replace(old, id=terraform_id("oc", "new host"), uuid=uuid_of("new host"), oauth_tokens=(oauth_token,))
    running = sandbox(replace(scenario, providers=(*scenario.providers, new)))
    script = commands("Move to another host").replace("new_provider=oc-…", f"new_provider={new.id}")
    before = linked(scenario)

    said = run(running, script, PROVIDER_ID=old.id)

    after = linked(running.state.scenario)
    assert len(said.splitlines()) == len(before)
    for name, one in after.items():
        was = before[name].vcs_repo
        assert was
        assert one.vcs_repo
        assert one.vcs_repo.oauth_token_id == oauth_token.id
        assert (one.vcs_repo.identifier, one.vcs_repo.ingress_submodules) == (was.identifier, was.ingress_submodules)


def test_the_addresses_of_hcp_terraform_come_one_a_line(sandbox: Start) -> None:
    own = "\n".join(line for line in commands("Allowlists and firewalls").splitlines() if "TFE_ADDRESS" in line)

    said = run(sandbox(), own)

    assert said.split() == ["192.0.2.0/24", "198.51.100.7/32"]


def test_of_atlassians_addresses_those_remain_from_which_bitbucket_calls() -> None:
    listed = {
        "items": [
            {"cidr": "192.0.2.0/24", "product": ["bitbucket", "jira"], "direction": ["egress"]},
            {"cidr": "198.51.100.0/24", "product": ["jira"], "direction": ["egress"]},
            {"cidr": "203.0.113.0/24", "product": ["bitbucket"], "direction": ["ingress"]},
        ]
    }
    (program,) = re.findall(rf"{re.escape(ATLASSIAN)}/ \|\n  jq -r '([^']*)'", PAGE)

    said = subprocess.run(
        [TOOLS["jq"], "-r", program], input=json.dumps(listed), capture_output=True, text=True, check=True
    )

    assert said.stdout.split() == ["192.0.2.0/24"]


def test_removing_the_connection_names_the_terraform_workspaces_and_deletes_the_provider(sandbox: Start) -> None:
    running = sandbox()
    id_ = provider(running.state.scenario).id
    used = set(linked(running.state.scenario))

    said = run(running, commands("Remove the connection"), PROVIDER_ID=id_)

    assert json.loads(said)["id"] == id_
    assert set(json.loads(said)["workspaces"]) == used
    assert [one for one in running.state.scenario.providers if one.service_provider == "bitbucket_hosted"] == []
