"""The commands on the maintenance page have the documented effect in the sandbox."""

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

from checks.sandbox.healthy import generated, healthy
from checks.sandbox.ids import terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox
from checks.sandbox.terraform.state import Provider, TerraformWorkspace

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "maintain-connection.md").read_text(encoding="utf-8")
PREREQUISITES = (DOCS / "prerequisites.md").read_text(encoding="utf-8")
ATLASSIAN = "ip-ranges.atlassian.com"
TOOLS = {name: shutil.which(name) or "" for name in ("bash", "curl", "jq")}

pytestmark = pytest.mark.skipif(not all(TOOLS.values()), reason=f"the commands of the page need {', '.join(TOOLS)}")

Start = Callable[..., Sandbox]


def commands(title: str) -> str:
    """Return the shell commands of the section called `title`."""
    section = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    (text,) = [part for part in section if part.startswith(f"{title}\n")]
    return "\n".join(blocks(text))


def blocks(text: str) -> list[str]:
    """Return the shell commands of each code block in `text`."""
    return [dedent(block) for block in re.findall(r"^ *```bash\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)]


def run(running: Sandbox, script: str, *, typed: str = "", **values: str) -> str:
    """Run `script` with the reader's `values`, and return its output. Its exit status must be 0."""
    for name, value in {"ORGANIZATION": "acme", **values}.items():
        script = script.replace(f"<YOUR {name.replace('_', ' ')}>", value)
    assert "<YOUR" not in script
    done = run_bash(script, {"PATH": os.environ["PATH"], **running.environment()}, typed)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_bash(script: str, environment: dict[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run `script` in Bash after the functions of the prerequisites, which the page requires."""
    (functions,) = [block for block in blocks(PREREQUISITES) if "tfe() {" in block]
    return subprocess.run(
        [TOOLS["bash"], "-euo", "pipefail", "-c", f"{functions}\n{script}"],
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def provider(scenario: Scenario) -> Provider:
    (found,) = [one for one in scenario.providers if one.service_provider == "bitbucket_hosted"]
    return found


def connected_workspaces(scenario: Scenario) -> dict[str, TerraformWorkspace]:
    return {one.name: one for one in scenario.terraform_workspaces if one.vcs_repo}


def test_rotating_the_secret_updates_the_provider(sandbox: Start) -> None:
    running = sandbox()
    id_ = provider(running.state.scenario).id

    output = run(running, commands("Rotate the consumer secret"), typed="new-key\nnew-secret\n", PROVIDER_ID=id_)

    assert output.endswith("new-key\n")
    assert provider(running.state.scenario).key == "new-key"


def test_rotating_the_ssh_key_stores_it(sandbox: Start) -> None:
    running = sandbox("no-key-stored")
    id_ = provider(running.state.scenario).id
    assert [oauth_token.has_ssh_key for oauth_token in provider(running.state.scenario).oauth_tokens] == [False]

    output = run(
        running,
        commands("Rotate the SSH key"),
        PROVIDER_ID=id_,
        KEY_FILE=running.environment()["BITBUCKET_SSH_KEY"],
    )

    assert output.split() == ["true"]
    assert [oauth_token.has_ssh_key for oauth_token in provider(running.state.scenario).oauth_tokens] == [True]


def test_renaming_a_repository_reconnects_only_its_workspaces(sandbox: Start) -> None:
    running = sandbox()
    before = connected_workspaces(running.state.scenario)
    names = sorted({one.vcs_repo.identifier for one in before.values() if one.vcs_repo})
    old, new = names[1], names[0]
    moved = {name for name, one in before.items() if one.vcs_repo and one.vcs_repo.identifier == old}
    assert len(moved) == 2
    script = commands("Rename a Bitbucket workspace or a repository").replace("<YOUR WORKSPACE>/new-name", new)

    output = run(
        running,
        script,
        WORKSPACE=old.split("/")[0],
        REPOSITORY=old.split("/")[1],
        PROVIDER_ID=provider(running.state.scenario).id,
    )

    after = connected_workspaces(running.state.scenario)
    assert set(output.splitlines()) == {f"{name}: {new}" for name in moved}
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


def test_changing_the_hostname_moves_all_workspaces_to_the_new_oauth_token(sandbox: Start) -> None:
    scenario = healthy(datetime.now(UTC))
    old = provider(scenario)
    oauth_token = replace(old.oauth_tokens[0], id=terraform_id("ot", "new host"))
    new = replace(old, id=terraform_id("oc", "new host"), uuid=uuid_of("new host"), oauth_tokens=(oauth_token,))
    running = sandbox(replace(scenario, providers=(*scenario.providers, new)))
    before = connected_workspaces(scenario)

    output = run(running, commands("Change the hostname"), typed=f"{new.id}\n", PROVIDER_ID=old.id)

    after = connected_workspaces(running.state.scenario)
    assert len(output.splitlines()) == len(before)
    for name, one in after.items():
        was = before[name].vcs_repo
        assert was
        assert one.vcs_repo
        assert one.vcs_repo.oauth_token_id == oauth_token.id
        assert (one.vcs_repo.identifier, one.vcs_repo.ingress_submodules) == (was.identifier, was.ingress_submodules)


def test_prints_hcp_terraforms_ip_ranges_one_per_line(sandbox: Start) -> None:
    own = "\n".join(line for line in commands("IP allowlists and firewalls").splitlines() if "TFE_ADDRESS" in line)

    output = run(sandbox(), own)

    assert output.split() == ["192.0.2.0/24", "198.51.100.7/32"]


def test_prints_only_bitbuckets_outgoing_ip_ranges() -> None:
    listed = {
        "items": [
            {"cidr": "192.0.2.0/24", "product": ["bitbucket", "jira"], "direction": ["egress"]},
            {"cidr": "198.51.100.0/24", "product": ["jira"], "direction": ["egress"]},
            {"cidr": "203.0.113.0/24", "product": ["bitbucket"], "direction": ["ingress"]},
        ]
    }
    (program,) = re.findall(rf"{re.escape(ATLASSIAN)}/ \|\n  jq -r '([^']*)'", PAGE)

    output = subprocess.run(
        [TOOLS["jq"], "-r", program], input=json.dumps(listed), capture_output=True, text=True, check=True
    )

    assert output.stdout.split() == ["192.0.2.0/24"]


def test_removing_the_connection_lists_workspaces_and_deletes_the_provider(sandbox: Start) -> None:
    running = sandbox()
    id_ = provider(running.state.scenario).id
    used = set(connected_workspaces(running.state.scenario))

    output = run(running, commands("Remove the connection"), PROVIDER_ID=id_)

    assert set(output.split()) == used
    assert [one for one in running.state.scenario.providers if one.service_provider == "bitbucket_hosted"] == []


def change_hostname(running: Sandbox, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Move all Terraform workspaces to a second provider with the commands of the page."""
    old, new = running.state.scenario.providers
    script = commands("Change the hostname").replace("<YOUR PROVIDER ID>", old.id)
    return run_bash(script, environment, typed=f"{new.id}\n")


def with_second_provider(scenario: Scenario) -> Scenario:
    old = provider(scenario)
    token = replace(old.oauth_tokens[0], id=terraform_id("ot", "second"))
    second = replace(old, id=terraform_id("oc", "second"), uuid=uuid_of("second"), oauth_tokens=(token,))
    return replace(scenario, providers=(old, second))


@pytest.mark.slow
def test_reads_all_pages_of_a_list(sandbox: Start) -> None:
    running = sandbox(with_second_provider(generated(230, datetime.now(UTC))))

    done = change_hostname(running, {"PATH": os.environ["PATH"], **running.environment()})

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(connected_workspaces(running.state.scenario)) > 200


def test_a_failed_request_prints_the_api_error_without_changes(sandbox: Start) -> None:
    running = sandbox(with_second_provider(healthy(datetime.now(UTC))))
    before = connected_workspaces(running.state.scenario)
    environment = {"PATH": os.environ["PATH"], **running.environment(), "TFE_TOKEN": "revoked"}

    done = change_hostname(running, environment)

    assert done.returncode != 0
    assert '"status":"401"' in done.stderr.replace(" ", "")
    assert connected_workspaces(running.state.scenario) == before


def test_a_provider_without_a_token_is_reported(sandbox: Start) -> None:
    running = sandbox("access-not-granted")
    id_ = provider(running.state.scenario).id

    done = run_bash(f"oauth_token {id_}", {"PATH": os.environ["PATH"], **running.environment()})

    assert done.returncode != 0
    assert "This VCS provider has no OAuth token." in done.stderr


@pytest.mark.parametrize("missing", ["TFE_ADDRESS", "TFE_TOKEN"])
def test_sends_no_request_without_url_and_token(sandbox: Start, missing: str) -> None:
    running = sandbox()
    environment = {"PATH": os.environ["PATH"], **running.environment()}
    del environment[missing]

    done = run_bash('tfe "$TFE_ADDRESS/api/v2/account/details"', environment)

    assert done.returncode != 0
    assert missing in done.stderr
    assert running.state.requests_log == []
