"""Every shell command in the guide has the documented effect in the sandbox, in the order of its page."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.sandbox.fixtures import OAUTH_TOKEN, repository
from checks.sandbox.healthy import PROVIDER, healthy
from checks.sandbox.ids import terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox
from checks.ssh_key_format import ssh_key_format

TOOLS = {name: shutil.which(name) or "" for name in ("bash", "curl", "git", "jq", "ssh-keygen")}
needs_tools = pytest.mark.skipif(not all(TOOLS.values()), reason=f"the commands of the guide need {', '.join(TOOLS)}")

LANGUAGES = ("bash", "console")
NEW_PROVIDER, NEW_GRANT = terraform_id("oc", "new"), terraform_id("ot", "new")
END = "\x1e"
FUNCTIONS = "tfe() {"
"""Text in the code block that defines the functions for all pages."""


@dataclass(frozen=True)
class Execution:
    """A command block and its expected effect.

    Only this block of `page` contains `words`. The block prints `says`, ignoring white space (None: not compared), and
    sets the variables in `sets`. The reader types `typed`.
    """

    page: str
    words: str
    says: str | None = ""
    sets: dict[str, str] = field(default_factory=dict)
    typed: str = ""


# The reason why a block is not run. The pattern matches the whole block.
NOT_RUN = {
    r"nox -s docs\npython tests/pages/lighthouse\.py _build/html\n": "it needs npm's Lighthouse, and takes minutes",
    r"((pip install|python3 -m venv|source|nox|bitbucket-terraform)\b[^\n]*\n)+": (
        "it installs packages; test_commands.py verifies that its options, checks, and faults exist"
    ),
    r"pip install [^\n]*\nmkdir -p [^\n]*\nbitbucket-terraform completion bash > [^\n]*\n": (
        "it installs packages; test_completion.py runs the script"
    ),
    r"git clone <URL of this repository> .*": "it needs the URL of the repository",
    r"op run --env-file=\S+ -- bitbucket-terraform verify\n": "it needs 1Password",
    r'TFE_TOKEN="\$\(vault kv get [^\n]*\)" bitbucket-terraform verify\n': "it needs HashiCorp Vault",
    r"ssh -T [^\n]*\n": "it calls Bitbucket",
    r"curl [^\n]* https://ip-ranges\.atlassian\.com/ .*": "it calls Atlassian; test_maintain_connection.py runs its jq",
}
STEPS = [
    Execution(
        "prerequisites",
        "TFE_HOSTNAME=app.terraform.io",
        sets={
            "TFE_ADDRESS": "https://app.terraform.io",
            "TFE_HOSTNAME": "app.terraform.io",
            "TFE_ORGANIZATION": "acme",
        },
    ),
    Execution(
        "prerequisites",
        "TFE_HOSTNAME=<YOUR ENTERPRISE HOST>",
        sets={"TFE_ADDRESS": "https://<YOUR ENTERPRISE HOST>", "TFE_HOSTNAME": "<YOUR ENTERPRISE HOST>"},
    ),
    Execution("prerequisites", "read -rs TFE_TOKEN", sets={"TFE_TOKEN": "typed-token"}, typed="typed-token"),
    Execution("prerequisites", FUNCTIONS),
    Execution("add-vcs-provider", "callback-url", says="<CALLBACK>"),
    Execution(
        "connect-and-authorize",
        "oauth-tokens",
        says=f'{{ "id": "{PROVIDER}", "name": "Bitbucket Cloud", "tokens": [ "{OAUTH_TOKEN}" ] }}',
    ),
    Execution(
        "scope-and-ssh-key",
        "organization-scoped",
        says='Project: { "available-everywhere": false, "projects": [ "Network" ] }',
        typed="Network",
    ),
    Execution("scope-and-ssh-key", "ssh-keygen -t rsa", says=None),
    Execution("scope-and-ssh-key", "export BITBUCKET_SSH_KEY", sets={"BITBUCKET_SSH_KEY": "<YOUR KEY FILE>"}),
    Execution("scope-and-ssh-key", "has-ssh-key", says="true"),
    Execution(
        "create-workspace",
        "vcs-repo",
        says='Terraform workspace: Repository: { "identifier": "acme-infra/platform", "branch": "" }',
        typed="network-production\nacme-infra/platform",
    ),
    Execution("create-workspace", "git push", says=None),
]
VERIFY = [
    Execution("verify", "app.eu.terraform.io", sets={"TFE_HOSTNAME": "app.eu.terraform.io"}),
    Execution("verify", "TFE_HOSTNAME=<YOUR ENTERPRISE HOST>", sets={"TFE_HOSTNAME": "terraform.example.com"}),
    Execution("verify", "REQUESTS_CA_BUNDLE", sets={"REQUESTS_CA_BUNDLE": "/etc/ssl/certs/ca-certificates.crt"}),
    Execution(
        "verify",
        "read -rs TFE_TOKEN",
        sets={"TFE_ORGANIZATION": "acme", "TFE_TOKEN": "typed-token"},
        typed="typed-token",
    ),
    Execution(
        "verify",
        "BITBUCKET_CLIENT_ID",
        sets={"BITBUCKET_CLIENT_ID": "key", "BITBUCKET_CLIENT_SECRET": "typed-secret"},
        says="Key: Secret:",
        typed="key\ntyped-secret",
    ),
    Execution(
        "verify",
        "BITBUCKET_EMAIL",
        sets={"BITBUCKET_EMAIL": "terraform@acme.example", "BITBUCKET_API_TOKEN": "typed-token"},
        says="Email: API token:",
        typed="terraform@acme.example\ntyped-token",
    ),
    Execution("verify", "BITBUCKET_SSH_KEY", sets={"BITBUCKET_SSH_KEY": "<YOUR KEY FILE>"}),
]
MAINTAIN = [
    Execution(
        "maintain-connection",
        '$users"\n',
        says="workspaces network-production: acme-infra/network "
        "workspaces platform-production: acme-infra/platform "
        "workspaces platform-staging: acme-infra/platform "
        "registry-modules network: acme-infra/modules "
        "policy-sets platform-policies: acme-infra/platform "
        "stacks platform-stack: acme-infra/platform "
        "registry-components network-component: acme-infra/modules",
    ),
    Execution("maintain-connection", "BITBUCKET_CLIENT_ID", says="Key: Secret: new-key", typed="new-key\nnew-secret"),
    Execution("maintain-connection", "has-ssh-key", says="true"),
    Execution(
        "maintain-connection",
        "/new-name",
        says=f"workspaces platform-production: acme-infra/new-name {OAUTH_TOKEN} "
        f"workspaces platform-staging: acme-infra/new-name {OAUTH_TOKEN} "
        f"policy-sets platform-policies: acme-infra/new-name {OAUTH_TOKEN} "
        f"stacks platform-stack: acme-infra/new-name {OAUTH_TOKEN}",
    ),
    Execution(
        "maintain-connection",
        "new_provider",
        says="ID of the new VCS provider: "
        f"workspaces network-production: acme-infra/network {NEW_GRANT} "
        f"workspaces platform-production: acme-infra/new-name {NEW_GRANT} "
        f"workspaces platform-staging: acme-infra/new-name {NEW_GRANT} "
        f"registry-modules network: acme-infra/modules {NEW_GRANT} "
        f"policy-sets platform-policies: acme-infra/new-name {NEW_GRANT} "
        f"stacks platform-stack: acme-infra/new-name {NEW_GRANT}",
        typed=NEW_PROVIDER,
    ),
    Execution(
        "maintain-connection",
        "grep -rn",
        says='./modules.tf:2: source = "git::ssh://git@bitbucket.org/acme-infra/modules.git"',
    ),
    Execution("maintain-connection", "/api/meta/ip-ranges", says="192.0.2.0/24 198.51.100.7/32"),
    Execution("maintain-connection", "--request DELETE"),
]

MODULES = """module "old" {
  source = "git::ssh://git@bitbucket.org/acme-infra/modules.git"
}
module "new" {
  source = "git@ssh.bitbucket.org:acme-infra/modules.git"
}
"""


def commands(text: str) -> str:
    """Return the commands that a reader types: on a console, the text after the prompts."""
    lines = text.splitlines(keepends=True)
    return "".join(line[2:] for line in lines) if all(line.startswith("$ ") for line in lines) else text


def is_not_run(text: str) -> bool:
    return any(re.fullmatch(pattern, commands(text), re.DOTALL) for pattern in NOT_RUN)


def test_every_command_block_is_run_or_has_a_reason_not_to(blocks) -> None:
    claimed = [*STEPS, *VERIFY, *MAINTAIN]
    for block in blocks(*LANGUAGES):
        named = [one for one in claimed if one.page == block.page and one.words in block.text]
        assert len(named) + is_not_run(block.text) == 1, (
            f"{block}: add the effect of this block to {Path(__file__).name}"
        )
    for one in claimed:
        assert [one.words in block.text for block in blocks(*LANGUAGES) if block.page == one.page].count(True) == 1, one


@pytest.mark.parametrize("pattern", NOT_RUN)
def test_every_reason_matches_a_block(pattern: str, blocks) -> None:
    assert any(re.fullmatch(pattern, commands(block.text), re.DOTALL) for block in blocks(*LANGUAGES))


@pytest.fixture
def values(tmp_path: Path) -> dict[str, str]:
    """The reader's values on every page, except for the host."""
    return {
        "<YOUR ORGANIZATION>": "acme",
        "<YOUR WORKSPACE>": "acme-infra",
        "<YOUR REPOSITORY>": "platform",
        "<YOUR PROVIDER ID>": PROVIDER,
        "<YOUR KEY FILE>": str(tmp_path / "service_terraform"),
    }


@pytest.fixture
def follow(blocks, values, tmp_path: Path) -> Callable[..., None]:
    """Return a function that runs the blocks of each page in one shell, and compares their output and variables.

    The shell starts with the given variables, which the page requires.
    """

    def run_pages(running: Sandbox, claims: list[Execution], *given: str) -> None:
        for page in dict.fromkeys(one.page for one in claims):
            run_page(running, page, claims, given)

    def run_page(running: Sandbox, page: str, claims: list[Execution], given: tuple[str, ...]) -> None:
        reached = running.environment()
        filled = values | {
            "<YOUR ENTERPRISE HOST>": "terraform.example.com",
            "<YOUR HOST>": reached["TFE_HOSTNAME"],
            "<CALLBACK>": reached["BITBUCKET_CALLBACK_URL"],
        }

        def fill(text: str) -> str:
            for name, value in filled.items():
                text = text.replace(name, value)
            assert "<YOUR" not in text
            return text

        defined = [block.text for block in blocks("bash") if FUNCTIONS in block.text and page != block.page]
        script, order = defined, []
        for block in blocks(*LANGUAGES):
            if block.page == page and not is_not_run(block.text):
                (claim,) = [one for one in claims if one.page == page and one.words in block.text]
                typed = fill(commands(block.text))
                script.append(f"{typed}\nprintf '{END}'; env -0; printf '{END}'\n")
                order.append((block, claim))
        done = subprocess.run(
            [TOOLS["bash"], "-euo", "pipefail", "-c", "".join(script)],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **{name: reached[name] for name in given}},
            cwd=tmp_path / "clone",
            input="".join(f"{claim.typed}\n" for _, claim in order if claim.typed),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{page}: {done.stderr}"
        outputs, environments = done.stdout.split(END)[0:-1:2], done.stdout.split(END)[1::2]
        for (block, claim), words, variables in zip(order, outputs, environments, strict=True):
            assert claim.says is None or words.split() == fill(claim.says).split(), block
            found = dict(one.split("=", 1) for one in variables.split("\0") if one)
            assert {name: found.get(name) for name in claim.sets} == {n: fill(v) for n, v in claim.sets.items()}, block

    git = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    (tmp_path / ".gitconfig").write_text("[user]\nname = Jordan Lee\nemail = jordan.lee@acme.example\n")
    for words in (["init", "--quiet", "--bare", "origin"], ["clone", "--quiet", "origin", "clone"]):
        subprocess.run([TOOLS["git"], *words], cwd=tmp_path, env=git, capture_output=True, check=True)
    return run_pages


@needs_tools
def test_step_commands_create_and_use_the_connection(sandbox, follow, values, tmp_path: Path, ask) -> None:
    follow(sandbox("no-key-stored"), STEPS, "TFE_ADDRESS", "TFE_TOKEN", "TFE_ORGANIZATION")

    pushed = subprocess.run(
        [TOOLS["git"], "log", "--format=%s", "--all"],
        cwd=tmp_path / "origin",
        capture_output=True,
        text=True,
        check=True,
    )
    assert pushed.stdout == "Test whether a push triggers a run\n"
    assert Path(values["<YOUR KEY FILE>"]).with_suffix(".pub").read_text().startswith("ssh-rsa ")
    result = ask(ssh_key_format, ssh_key=Path(values["<YOUR KEY FILE>"]))
    assert (result.outcome, result.advice) == ("passed", "")


@needs_tools
def test_verify_commands_set_the_variables_of_the_checks(sandbox, follow) -> None:
    follow(sandbox(), VERIFY)


def maintained_connection() -> Scenario:
    """Return a healthy connection with a renamed repository and a second provider."""
    scenario = healthy(datetime.now(UTC))
    (old,) = [one for one in scenario.providers if one.id == PROVIDER]
    oauth_token = replace(old.oauth_tokens[0], id=NEW_GRANT)
    return replace(
        scenario,
        repositories=(*scenario.repositories, repository("new-name", scenario.clock)),
        providers=(
            *scenario.providers,
            replace(old, id=NEW_PROVIDER, uuid=uuid_of("new"), oauth_tokens=(oauth_token,)),
        ),
    )


@needs_tools
def test_maintenance_commands_work_in_page_order(sandbox, follow, values, tmp_path: Path) -> None:
    running = sandbox(maintained_connection())
    shutil.copy(running.key_file, values["<YOUR KEY FILE>"])
    (tmp_path / "clone" / "modules.tf").write_text(MODULES)

    follow(running, MAINTAIN, "TFE_ADDRESS", "TFE_TOKEN", "TFE_ORGANIZATION")

    assert PROVIDER not in {one.id for one in running.state.scenario.providers}
