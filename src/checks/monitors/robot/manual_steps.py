"""What only a person can do, and what only a real service can answer: the hooks of the walk."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checks.monitors.robot.step import Step
from checks.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import BrowserContext

ADMINISTRATOR = "Jordan Lee"
SERVICE_USER = "Acme Terraform"
WITHOUT_EFFECT = {"compare-fingerprint", "set-credentials"}
"""Manual steps that change nothing on the sandbox."""
_RIGHT = {"passed", "not_applicable"}


class VerifyError(Exception):
    """The checks do not find everything right; the message says which."""


class CannotRunError(Exception):
    """A command of the guide that the walk has neither a way nor a stand-in for."""


class ManualSteps:
    """Signs in, makes the key, pushes, and runs the checks.

    Attributes:
        urls: Where the two services are, without a slash at the end.
        values: What takes the place of the reader's values.
        done: How often each hook was needed.
    """

    def __init__(self, sandbox: Sandbox, folder: Path, repository: str, *, key: bool) -> None:
        self.sandbox, self.folder, self.key = sandbox, folder, key
        state = sandbox.state
        self.repository = f"{state.scenario.credentials.workspace}/{repository}"
        self.key_file = folder / "service_terraform"
        self.urls: Mapping[str, str] = {"terraform": state.terraform_url, "bitbucket": state.bitbucket_url}
        self.values: Mapping[str, str] = {
            "<YOUR ORGANIZATION>": state.scenario.organization.name,
            "<YOUR WORKSPACE>": state.scenario.credentials.workspace,
            "<YOUR REPOSITORY>": repository,
            "<YOUR KEY FILE>": str(self.key_file),
        }
        self.done: dict[str, int] = {}

    def by_hand(self, step: Step, context: "BrowserContext") -> None:
        """Do what the mark of a manual step says. Raises `CannotRunError` for a mark that is not known here."""
        users = {
            "sign-in-to-terraform": ("terraform", self.sandbox.state.scenario.organization.email),
            "sign-in-as-administrator": ("bitbucket", ADMINISTRATOR),
            "sign-in-as-service-user": ("bitbucket", SERVICE_USER),
        }
        if step.manual in users:
            self._sign_in(*users[step.manual], context)
        elif step.manual not in WITHOUT_EFFECT:
            raise CannotRunError(
                f"{step}: The walk doesn't know the manual step {step.manual!r}: {step.sentence}\n"
                "Teach it in src/checks/monitors/robot/manual_steps.py."
            )
        self._count(step.manual)

    def _sign_in(self, service: str, name: str, context: "BrowserContext") -> None:
        """Take the stand-in for signing in: at HCP Terraform it shows itself, at Bitbucket it is asked for."""
        if service == "terraform":
            context.pages[0].get_by_role("button", name=f"Log in as {name}", exact=True).click()
            return
        page = context.new_page()
        page.goto(f"{self.urls['bitbucket']}/account/signin/")
        page.get_by_role("button", name=f"Log in as {name}", exact=True).click()
        page.get_by_role("button", name="Your profile").wait_for()
        page.close()

    def file(self, ending: str = "") -> str:
        """Return the content of the private key, or of the file beside it that has this ending."""
        return self.key_file.with_name(self.key_file.name + ending).read_text(encoding="ascii")

    def run(self, commands: str, context: "BrowserContext") -> str:
        """Run `commands` and return what they say.

        Raises:
            CannotRunError: They are not known here, or fail.
            VerifyError: The checks find something that is not right.
        """
        program = commands.split(maxsplit=1)[0]
        hooks = {"ssh-keygen": self._make_key, "ssh": self._ask_bitbucket, "git": self._push, "nox": self._verify}
        if program not in hooks:
            raise CannotRunError(f"The walk has no way to run {commands!r}. It knows: {', '.join(hooks)}.")
        self._count(f"run {program}")
        return hooks[program](commands, context)

    def _make_key(self, command: str, _: "BrowserContext") -> str:
        """Make the key with the very command of the guide."""
        if not shutil.which("ssh-keygen"):
            raise CannotRunError("ssh-keygen is not installed. On Debian: apt-get install openssh-client")
        shell = ["bash", "-euc", command]
        done = subprocess.run(shell, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise CannotRunError(f"{command!r} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def _ask_bitbucket(self, _command: str, _: "BrowserContext") -> str:
        """Answer as Bitbucket's SSH server does, if an account holds the public half."""
        public = self.file(".pub").split()[1]
        accounts = self.sandbox.state.scenario.accounts
        held = any(public in key.line for account in accounts for key in account.keys)
        return "authenticated via ssh key." if held else "Permission denied (publickey)."

    def _push(self, _command: str, context: "BrowserContext") -> str:
        """Push through the page of the repository, which calls the webhooks."""
        page = context.new_page()
        page.goto(f"{self.urls['bitbucket']}/{self.repository}/")
        page.get_by_role("button", name="Push a commit").click()
        said = page.get_by_role("status").inner_text()
        page.close()
        return said

    def _verify(self, _command: str, _: "BrowserContext") -> str:
        """Run the checks with what the reader holds by now, and see that everything is right.

        On Terraform Enterprise one check asks whether Bitbucket can reach the host. It cannot: the sandbox is on
        loopback, and the check says that it does not know.
        """
        held = self.sandbox.environment()
        held["BITBUCKET_SSH_KEY"] = str(self.key_file) if self.key else ""
        given = {name: value for name, value in held.items() if value}
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("TFE_", "TF_", "BITBUCKET_"))
        }
        report = self.folder / "report.json"
        done = subprocess.run(
            [sys.executable, "-m", "checks", "--json", str(report)],
            env=clean | {"NO_PROXY": "127.0.0.1"} | given,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if not report.exists():
            raise VerifyError(f"The checks ended with {done.returncode}: {done.stderr}")
        outcomes = {one["id"]: one["outcome"] for one in json.loads(report.read_text(encoding="utf-8"))["checks"]}
        expected = dict.fromkeys(outcomes, _RIGHT)
        if self.sandbox.state.scenario.app_name != "HCP Terraform":
            expected["public-address"] = {"unknown"}
        if not self.key:
            expected |= {
                one: {"skipped"}
                for one in outcomes
                if one in {"ssh-key-format", "ssh-key-passphrase", "ssh-key-on-account"}
            }
        wrong = {one: outcome for one, outcome in outcomes.items() if outcome not in expected[one]}
        if wrong or not outcomes:
            raise VerifyError(f"Not right: {wrong or 'no check ran'}.\n{done.stdout}")
        return done.stdout

    def _count(self, hook: str) -> None:
        self.done[hook] = self.done.get(hook, 0) + 1
