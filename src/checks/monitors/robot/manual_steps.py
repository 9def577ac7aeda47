"""Manual steps of the end-to-end test, and simulated commands that need a real service."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checks.monitors.robot.step import ProcedureStep
from checks.monitors.robot.terminal import CannotRunError, Terminal
from checks.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import BrowserContext

ADMINISTRATOR = "Jordan Lee"
SERVICE_USER = "Acme Terraform"
WITHOUT_EFFECT = {"compare-fingerprint", "create-team", "set-credentials"}
"""Manual steps without an effect on the sandbox, which already has a team for the checks."""
HOSTS = {"TFE_HOSTNAME", "TFE_ADDRESS", "BITBUCKET_URL", "BITBUCKET_API_URL"}
"""The variables that the reader sets before the credentials."""
_PASSED = {"passed", "not_applicable"}


class VerifyError(Exception):
    """A check did not pass. The message names it."""


class ManualSteps:
    """Sign in, generate the key, push, and run the checks.

    Attributes:
        urls: The URLs of the two services, without a trailing slash.
        values: The replacements for the reader's values.
        terminal: Has the credentials that the reader set.
        done: The number of calls of each hook.
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
        self.terminal = Terminal()
        self.done: dict[str, int] = {}

    def perform(self, step: ProcedureStep, context: "BrowserContext") -> None:
        """Perform the action of a manual step. Raises `CannotRunError` for an unknown action."""
        users = {
            "sign-in-to-terraform": ("terraform", self.sandbox.state.scenario.organization.email),
            "sign-in-as-administrator": ("bitbucket", ADMINISTRATOR),
            "sign-in-as-service-user": ("bitbucket", SERVICE_USER),
        }
        if step.manual in users:
            self._sign_in(*users[step.manual], context)
        elif step.manual not in WITHOUT_EFFECT:
            raise CannotRunError(
                f"{step}: Unknown manual step {step.manual!r}: {step.sentence}\n"
                "Add it to src/checks/monitors/robot/manual_steps.py."
            )
        self._count(step.manual)

    def _sign_in(self, service: str, name: str, context: "BrowserContext") -> None:
        """Sign in to the sandbox: HCP Terraform redirects to its login page, Bitbucket's page is opened here."""
        if service == "terraform":
            context.pages[0].get_by_role("button", name=f"Log in as {name}", exact=True).click()
            return
        page = context.new_page()
        page.goto(f"{self.urls['bitbucket']}/account/signin/")
        page.get_by_role("button", name=f"Log in as {name}", exact=True).click()
        page.get_by_role("button", name="Your profile").wait_for()
        page.close()

    @property
    def email(self) -> str:
        """The email address of the service user."""
        accounts = self.sandbox.state.scenario.accounts
        return next(one.email for one in accounts if one.display_name == SERVICE_USER)

    def file(self, ending: str = "") -> str:
        """Return the content of the private key file, or of the file with this suffix added to its name."""
        return self.key_file.with_name(self.key_file.name + ending).read_text(encoding="ascii")

    def run(self, commands: str, context: "BrowserContext") -> str:
        """Run `commands` and return their output.

        Raises:
            CannotRunError: The program is unknown here, or fails.
            VerifyError: A check does not pass.
        """
        commands = re.sub(r"(?m)^\$ ", "", commands)
        program = commands.split(maxsplit=1)[0]
        hooks = {
            "ssh-keygen": self._make_key,
            "ssh": self._ask_bitbucket,
            "git": self._push,
            "bitbucket-terraform": self._verify,
            "export": self._set_variables,
            "{": self._set_variables,
        }
        if program not in hooks:
            raise CannotRunError(f"The end-to-end test cannot run {commands!r}. It can run: {', '.join(hooks)}.")
        self._count(f"run {program}")
        return hooks[program](commands, context)

    def _make_key(self, command: str, _: "BrowserContext") -> str:
        """Generate the key with the command of the guide."""
        if not shutil.which("ssh-keygen"):
            raise CannotRunError("ssh-keygen is not installed. On Debian: apt-get install openssh-client")
        shell = ["bash", "-euc", command]
        done = subprocess.run(shell, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise CannotRunError(f"{command!r} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def _ask_bitbucket(self, _command: str, _: "BrowserContext") -> str:
        """Respond as Bitbucket's SSH server does, depending on whether an account has the public key."""
        public = self.file(".pub").split()[1]
        accounts = self.sandbox.state.scenario.accounts
        known = any(public in key.line for account in accounts for key in account.keys)
        return "authenticated via ssh key." if known else "Permission denied (publickey)."

    def _push(self, _command: str, context: "BrowserContext") -> str:
        """Push with the button on the page of the repository, which calls the webhooks."""
        page = context.new_page()
        page.goto(f"{self.urls['bitbucket']}/{self.repository}/")
        page.get_by_role("button", name="Push a commit").click()
        status = page.get_by_role("status").inner_text()
        page.close()
        return status

    def _set_variables(self, commands: str, _: "BrowserContext") -> str:
        """Run the commands in the reader's terminal, where later steps answer their prompts."""
        self.terminal.run(commands)
        return ""

    def _variables(self) -> dict[str, str]:
        """Return the variables that the reader set in the terminal, or all from the sandbox if the reader set none."""
        given, typed = self.sandbox.environment(), self.terminal.variables()
        return {name: value for name, value in given.items() if name in HOSTS} | typed if typed else given

    def _verify(self, _command: str, _: "BrowserContext") -> str:
        """Run the checks with the reader's current credentials, and require that all checks pass.

        On Terraform Enterprise, the check whether Bitbucket can reach the host is unknown, because the sandbox
        runs on loopback.
        """
        variables = self._variables()
        variables["BITBUCKET_SSH_KEY"] = str(self.key_file) if self.key else ""
        present = {name: value for name, value in variables.items() if value}
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("TFE_", "TF_", "BITBUCKET_"))
        }
        report = self.folder / "report.json"
        done = subprocess.run(
            [sys.executable, "-m", "checks", "--json", str(report)],
            env=clean | {"NO_PROXY": "127.0.0.1"} | present,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if not report.exists():
            raise VerifyError(f"The checks ended with {done.returncode}: {done.stderr}")
        outcomes = {one["id"]: one["outcome"] for one in json.loads(report.read_text(encoding="utf-8"))["checks"]}
        expected = dict.fromkeys(outcomes, _PASSED)
        if self.sandbox.state.scenario.app_name != "HCP Terraform":
            expected["public-address"] = {"unknown"}
        if not self.key:
            expected |= {
                one: {"skipped"}
                for one in outcomes
                if one in {"ssh-key-format", "ssh-key-passphrase", "ssh-key-on-account"}
            }
        unexpected = {one: outcome for one, outcome in outcomes.items() if outcome not in expected[one]}
        if unexpected or not outcomes:
            raise VerifyError(f"Not passed: {unexpected or 'no check ran'}.\n{done.stdout}")
        return done.stdout

    def _count(self, hook: str) -> None:
        self.done[hook] = self.done.get(hook, 0) + 1
