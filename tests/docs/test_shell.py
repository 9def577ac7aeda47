"""Every shell command of the guide does what its page says, in the page's order, on the imitation of both services."""

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
"""What the block contains that defines the functions for all pages."""


@dataclass(frozen=True)
class Runs:
    """What a block of commands does.

    `words` stand in this block of `page` and in no other. It prints `says`, whatever the blanks; None where that is
    not compared. It leaves variables as `sets`. A reader types `typed`.
    """

    page: str
    words: str
    says: str | None = ""
    sets: dict[str, str] = field(default_factory=dict)
    typed: str = ""


# Why a block is not run here. The pattern fits the whole block.
STAYS = {
    r"nox -s docs\npython tests/pages/lighthouse\.py _build/html\n": "it needs npm's Lighthouse, and takes minutes",
    r"((pip install|python3 -m venv|source|nox|bitbucket-terraform)\b[^\n]*\n)+": (
        "it installs; that its options, checks and faults exist is in test_commands.py"
    ),
    r"git clone <URL of this repository> .*": "it needs the URL of the repository",
    r"op run --env-file=\S+ -- bitbucket-terraform verify\n": "it needs 1Password",
    r'TFE_TOKEN="\$\(vault kv get [^\n]*\)" bitbucket-terraform verify\n': "it needs HashiCorp Vault",
    r"ssh -T [^\n]*\n": "it calls Bitbucket",
    r"curl [^\n]* https://ip-ranges\.atlassian\.com/ .*": "it calls Atlassian; test_keep_it_working.py runs its jq",
}
STEPS = [
    Runs(
        "prerequisites",
        "TFE_HOSTNAME=app.terraform.io",
        sets={
            "TFE_ADDRESS": "https://app.terraform.io",
            "TFE_HOSTNAME": "app.terraform.io",
            "TFE_ORGANIZATION": "acme",
        },
    ),
    Runs(
        "prerequisites",
        "TFE_HOSTNAME=<YOUR ENTERPRISE HOST>",
        sets={"TFE_ADDRESS": "https://<YOUR ENTERPRISE HOST>", "TFE_HOSTNAME": "<YOUR ENTERPRISE HOST>"},
    ),
    Runs("prerequisites", "read -rs TFE_TOKEN", sets={"TFE_TOKEN": "typed-token"}, typed="typed-token"),
    Runs("prerequisites", FUNCTIONS),
    Runs("add-vcs-provider", "callback-url", says="<CALLBACK>"),
    Runs(
        "connect-and-authorize",
        "oauth-tokens",
        says=f'{{ "id": "{PROVIDER}", "name": "Bitbucket Cloud", "tokens": [ "{OAUTH_TOKEN}" ] }}',
    ),
    Runs(
        "scope-and-ssh-key",
        "organization-scoped",
        says='Project: { "available-everywhere": false, "projects": [ "Network" ] }',
        typed="Network",
    ),
    Runs("scope-and-ssh-key", "ssh-keygen -t rsa", says=None),
    Runs("scope-and-ssh-key", "export BITBUCKET_SSH_KEY", sets={"BITBUCKET_SSH_KEY": "<YOUR KEY FILE>"}),
    Runs("scope-and-ssh-key", "has-ssh-key", says="true"),
    Runs(
        "create-workspace",
        "vcs-repo",
        says='Terraform workspace: Repository: { "identifier": "acme-infra/platform", "branch": "" }',
        typed="network-production\nacme-infra/platform",
    ),
    Runs("create-workspace", "git push", says=None),
]
VERIFY = [
    Runs("verify", "app.eu.terraform.io", sets={"TFE_HOSTNAME": "app.eu.terraform.io"}),
    Runs("verify", "TFE_HOSTNAME=<YOUR ENTERPRISE HOST>", sets={"TFE_HOSTNAME": "terraform.example.com"}),
    Runs("verify", "REQUESTS_CA_BUNDLE", sets={"REQUESTS_CA_BUNDLE": "/etc/ssl/certs/ca-certificates.crt"}),
    Runs(
        "verify",
        "read -rs TFE_TOKEN",
        sets={"TFE_ORGANIZATION": "acme", "TFE_TOKEN": "typed-token"},
        typed="typed-token",
    ),
    Runs(
        "verify",
        "BITBUCKET_CLIENT_ID",
        sets={"BITBUCKET_CLIENT_ID": "key", "BITBUCKET_CLIENT_SECRET": "typed-secret"},
        says="Key: Secret:",
        typed="key\ntyped-secret",
    ),
    Runs(
        "verify",
        "BITBUCKET_EMAIL",
        sets={"BITBUCKET_EMAIL": "terraform@acme.example", "BITBUCKET_API_TOKEN": "typed-token"},
        says="Email: API token:",
        typed="terraform@acme.example\ntyped-token",
    ),
    Runs("verify", "BITBUCKET_SSH_KEY", sets={"BITBUCKET_SSH_KEY": "<YOUR KEY FILE>"}),
]
KEEP = [
    Runs("maintain-connection", "BITBUCKET_CLIENT_ID", says="Key: Secret: new-key", typed="new-key\nnew-secret"),
    Runs("maintain-connection", "has-ssh-key", says="true"),
    Runs(
        "maintain-connection",
        "/new-name",
        says="platform-production: acme-infra/new-name platform-staging: acme-infra/new-name",
    ),
    Runs(
        "maintain-connection",
        "new_provider",
        says=f"ID of the new VCS provider: network-production: {NEW_GRANT} platform-production: {NEW_GRANT} "
        f"platform-staging: {NEW_GRANT}",
        typed=NEW_PROVIDER,
    ),
    Runs(
        "maintain-connection",
        "grep -rn",
        says='./modules.tf:2: source = "git::ssh://git@bitbucket.org/acme-infra/modules.git"',
    ),
    Runs("maintain-connection", "/api/meta/ip-ranges", says="192.0.2.0/24 198.51.100.7/32"),
    Runs("maintain-connection", "| .name'"),  # the workspaces moved to the new provider above
    Runs("maintain-connection", "--request DELETE"),
]

MODULES = """module "old" {
  source = "git::ssh://git@bitbucket.org/acme-infra/modules.git"
}
module "new" {
  source = "git@ssh.bitbucket.org:acme-infra/modules.git"
}
"""


def commands(text: str) -> str:
    """Return what a reader types of a block: on a console, what stands behind the prompts."""
    lines = text.splitlines(keepends=True)
    return "".join(line[2:] for line in lines) if all(line.startswith("$ ") for line in lines) else text


def stays(text: str) -> bool:
    return any(re.fullmatch(pattern, commands(text), re.DOTALL) for pattern in STAYS)


def test_every_block_of_commands_is_run_here_or_stays_for_a_reason(blocks) -> None:
    claimed = [*STEPS, *VERIFY, *KEEP]
    for block in blocks(*LANGUAGES):
        named = [one for one in claimed if one.page == block.page and one.words in block.text]
        assert len(named) + stays(block.text) == 1, f"{block}: say in {Path(__file__).name} what this block does"
    for one in claimed:
        assert [one.words in block.text for block in blocks(*LANGUAGES) if block.page == one.page].count(True) == 1, one


@pytest.mark.parametrize("pattern", STAYS)
def test_every_reason_to_stay_still_has_its_block(pattern: str, blocks) -> None:
    assert any(re.fullmatch(pattern, commands(block.text), re.DOTALL) for block in blocks(*LANGUAGES))


@pytest.fixture
def values(tmp_path: Path) -> dict[str, str]:
    """What the reader has filled in on every page, but for the host."""
    return {
        "<YOUR ORGANIZATION>": "acme",
        "<YOUR WORKSPACE>": "acme-infra",
        "<YOUR REPOSITORY>": "platform",
        "<YOUR PROVIDER ID>": PROVIDER,
        "<YOUR KEY FILE>": str(tmp_path / "service_terraform"),
    }


@pytest.fixture
def follow(blocks, values, tmp_path: Path) -> Callable[..., None]:
    """Run the blocks of each page that is claimed, in one shell a page, and compare what each said and set.

    The shell starts with the variables that are given, as the page tells its reader to set them first.
    """

    def followed(running: Sandbox, claims: list[Runs], *given: str) -> None:
        for page in dict.fromkeys(one.page for one in claims):
            follow_page(running, page, claims, given)

    def follow_page(running: Sandbox, page: str, claims: list[Runs], given: tuple[str, ...]) -> None:
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
            if block.page == page and not stays(block.text):
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
        said, held = done.stdout.split(END)[0:-1:2], done.stdout.split(END)[1::2]
        for (block, claim), words, variables in zip(order, said, held, strict=True):
            assert claim.says is None or words.split() == fill(claim.says).split(), block
            found = dict(one.split("=", 1) for one in variables.split("\0") if one)
            assert {name: found.get(name) for name in claim.sets} == {n: fill(v) for n, v in claim.sets.items()}, block

    git = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    (tmp_path / ".gitconfig").write_text("[user]\nname = Jordan Lee\nemail = jordan.lee@acme.example\n")
    for words in (["init", "--quiet", "--bare", "origin"], ["clone", "--quiet", "origin", "clone"]):
        subprocess.run([TOOLS["git"], *words], cwd=tmp_path, env=git, capture_output=True, check=True)
    return followed


@needs_tools
def test_the_commands_of_the_steps_make_and_use_the_connection(sandbox, follow, values, tmp_path: Path, ask) -> None:
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
    told = ask(ssh_key_format, ssh_key=Path(values["<YOUR KEY FILE>"]))
    assert (told.outcome, told.advice) == ("passed", "")


@needs_tools
def test_the_commands_of_verify_set_what_the_checks_read(sandbox, follow) -> None:
    follow(sandbox(), VERIFY)


def grown() -> Scenario:
    """Return a healthy connection with what its keeper has prepared: a renamed repository and a second provider."""
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
def test_the_commands_that_keep_it_working_follow_upon_each_other(sandbox, follow, values, tmp_path: Path) -> None:
    running = sandbox(grown())
    shutil.copy(running.key_file, values["<YOUR KEY FILE>"])
    (tmp_path / "clone" / "modules.tf").write_text(MODULES)

    follow(running, KEEP, "TFE_ADDRESS", "TFE_TOKEN", "TFE_ORGANIZATION")

    assert PROVIDER not in {one.id for one in running.state.scenario.providers}
