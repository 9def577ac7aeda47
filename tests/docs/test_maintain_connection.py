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

from checks.__main__ import main
from checks.facts.guide_sections import RENAMED
from checks.sandbox.healthy import generated, healthy
from checks.sandbox.ids import terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox
from checks.sandbox.terraform.state import Provider, TerraformWorkspace

DOCS = Path(__file__).parents[2] / "docs"
PAGE, PREREQUISITES = (
    (DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("maintain-connection", "prerequisites")
)
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
    """Return the shell commands of each block of a page or of a section."""
    return [dedent(block) for block in re.findall(r"^ *```bash\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)]


(FUNCTIONS,) = [block for block in blocks(PREREQUISITES) if block.startswith("tfe() {")]


def run(running: Sandbox, script: str, *, typed: str = "", **values: str) -> str:
    """Run `script` with the reader's `values`, and return its output. Its exit status must be 0."""
    for name, value in {"ORGANIZATION": "acme", **values}.items():
        script = script.replace(f"<YOUR {name.replace('_', ' ')}>", value)
    assert "<YOUR" not in script
    done = run_bash(script, {"PATH": os.environ["PATH"], **running.environment()}, typed)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_bash(script: str, environment: dict[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run `script` after the functions that the page about prerequisites defines."""
    return subprocess.run(
        [TOOLS["bash"], "-euo", "pipefail", "-c", f"{FUNCTIONS}\n{script}"],
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
    token = provider(running.state.scenario).oauth_tokens[0].id
    assert set(output.splitlines()) == {f"workspaces {name}: {new} {token}" for name in moved} | {
        f"policy-sets platform-policies: {new} {token}",
        f"stacks platform-stack: {new} {token}",
    }
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


def test_the_section_about_renaming_fixes_a_renamed_repository(sandbox: Start, tmp_path: Path) -> None:
    running = sandbox("repository-renamed")

    def verify(*checks: str) -> tuple[set[str], set[str]]:
        """Run checks, and return their outcomes and the links to the steps that fix them."""
        report = tmp_path / "report.json"
        environ = running.environment() | {"GUIDE_URL": "https://guide.example", "HOME": str(tmp_path)}
        main([*checks, "--json", str(report)], environ)
        found = [one for one in json.loads(report.read_text(encoding="utf-8"))["checks"] if one["id"] in checks]
        return {one["outcome"] for one in found}, {link for one in found for link in one["solutions"]}

    link = f"https://guide.example/{RENAMED.page}.html#{RENAMED.anchor}"
    assert verify("webhook-admin-access") == ({"failed"}, {link})

    run(
        running,
        commands(RENAMED.heading).replace("<YOUR WORKSPACE>/new-name", "acme-infra/network-eu"),
        WORKSPACE="acme-infra",
        REPOSITORY="network",
        PROVIDER_ID=provider(running.state.scenario).id,
    )

    # The last sentence of the section names these checks.
    assert verify("webhook-admin-access", "webhooks", "last-fetch") == ({"passed"}, set())


def test_changing_the_hostname_moves_all_workspaces_to_the_new_oauth_token(sandbox: Start) -> None:
    scenario = healthy(datetime.now(UTC))
    old = provider(scenario)
    oauth_token = replace(old.oauth_tokens[0], id=terraform_id("ot", "new host"))
    new = replace(old, id=terraform_id("oc", "new host"), uuid=uuid_of("new host"), oauth_tokens=(oauth_token,))
    running = sandbox(replace(scenario, providers=(*scenario.providers, new)))
    before = connected_workspaces(scenario)

    output = run(running, commands("Change the hostname"), typed=f"{new.id}\n", PROVIDER_ID=old.id)
    output = output.removeprefix("ID of the new VCS provider: ")

    after = connected_workspaces(running.state.scenario)
    others = {"registry-modules network", "policy-sets platform-policies", "stacks platform-stack"}
    moved = {f"workspaces {name}" for name in before} | others
    assert {line.partition(":")[0] for line in output.splitlines()} == moved
    now = running.state.scenario
    for one in (*now.registry_modules, *now.policy_sets, *now.stacks):
        assert one.vcs_repo
        assert one.vcs_repo.oauth_token_id == oauth_token.id
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


def test_everything_that_uses_the_provider_is_listed(sandbox: Start) -> None:
    running = sandbox()
    workspaces = connected_workspaces(running.state.scenario)

    output = run(running, commands("List what uses the VCS provider"), PROVIDER_ID=provider(running.state.scenario).id)

    assert set(output.splitlines()) == {
        *(f"workspaces {name}: {one.vcs_repo.identifier}" for name, one in workspaces.items() if one.vcs_repo),
        "registry-modules network: acme-infra/modules",
        "policy-sets platform-policies: acme-infra/platform",
        "stacks platform-stack: acme-infra/platform",
        "registry-components network-component: acme-infra/modules",
    }


def test_a_kind_that_the_token_cannot_list_ends_the_commands_with_its_error(sandbox: Start) -> None:
    running = sandbox("token-cannot-list-policy-sets")
    script = commands("List what uses the VCS provider")
    script = script.replace("<YOUR PROVIDER ID>", provider(running.state.scenario).id)
    environment = {"PATH": os.environ["PATH"], **running.environment()}

    refused = run_bash(script, environment)
    without = run_bash(f"kinds=(workspaces registry-modules)\n{script}", environment)

    assert refused.returncode != 0
    assert "404" in refused.stderr
    assert without.returncode == 0
    assert "registry-modules network: acme-infra/modules" in without.stdout


def test_removing_the_connection_deletes_the_provider(sandbox: Start) -> None:
    running = sandbox()
    id_ = provider(running.state.scenario).id

    run(running, commands("Remove the connection"), PROVIDER_ID=id_)

    assert [one for one in running.state.scenario.providers if one.service_provider == "bitbucket_hosted"] == []


def moving(running: Sandbox) -> str:
    """The script that moves everything to the second provider that a reader names, filled in."""
    return commands("Change the hostname").replace("<YOUR PROVIDER ID>", running.state.scenario.providers[0].id)


def second(running: Sandbox) -> str:
    """What a reader types for `moving`."""
    return f"{running.state.scenario.providers[1].id}\n"


def with_second_provider(scenario: Scenario) -> Scenario:
    old = provider(scenario)
    token = replace(old.oauth_tokens[0], id=terraform_id("ot", "second"))
    new = replace(old, id=terraform_id("oc", "second"), uuid=uuid_of("second"), oauth_tokens=(token,))
    return replace(scenario, providers=(old, new))


@pytest.mark.slow
def test_reads_all_pages_of_a_list(sandbox: Start) -> None:
    running = sandbox(with_second_provider(generated(230, datetime.now(UTC))))

    done = run_bash(moving(running), {"PATH": os.environ["PATH"], **running.environment()}, second(running))

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(connected_workspaces(running.state.scenario)) > 200


def test_a_failed_request_prints_the_api_error_without_changes(sandbox: Start) -> None:
    running = sandbox(with_second_provider(healthy(datetime.now(UTC))))
    before = connected_workspaces(running.state.scenario)
    environment = {"PATH": os.environ["PATH"], **running.environment(), "TFE_TOKEN": "revoked"}

    done = run_bash(moving(running), environment, second(running))

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
