"""The pipelines that the guide offers: valid, safe with secrets, and with a memory from one night to the next."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from packaging.requirements import Requirement

from checks.cli.arguments import parse
from checks.facts.credentials import Credential
from checks.settings.environment import read_settings
from checks.settings.variables import VARIABLES, SettingsError

FOLDER = Path(__file__).parents[2] / "docs" / "pipelines"
BITBUCKET, GITHUB, GITLAB = "bitbucket-pipelines.yml", "github-actions.yml", "gitlab-ci.yml"
SCHEMAS = {BITBUCKET: "bitbucket-pipelines", GITHUB: "github-workflows", GITLAB: "gitlab-ci"}
SENT = (Credential.TERRAFORM_TOKEN, Credential.CONSUMER, Credential.BITBUCKET_TOKEN)
NEEDED = {name for credential in SENT for name in credential.variables}
VERIFY = "bitbucket-terraform verify "


def read(name: str) -> Any:
    # BaseLoader doesn't convert the key `on` to a boolean, as YAML 1.1 does.
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only


def scripts(name: str) -> tuple[list[str], list[str]]:
    """Return the commands that check one organization, and the commands that file the reports."""
    pipeline = read(name)
    if name == BITBUCKET:
        parallel, last = pipeline["pipelines"]["custom"]["monitor"]
        # BaseLoader doesn't merge mappings.
        return parallel["parallel"][0]["step"]["<<"]["script"], last["step"]["script"]
    if name == GITHUB:
        jobs = pipeline["jobs"]
        verify, history = ([step["run"] for step in jobs[job]["steps"] if "run" in step] for job in jobs)
        return verify, history
    install = pipeline["default"]["before_script"]
    verify = pipeline["verify"]
    return [*install, *verify["script"], *verify["after_script"]], [*install, *pipeline["history"]["script"]]


def options(name: str) -> Any:
    (found,) = [line for line in scripts(name)[0] if line.startswith(VERIFY)]
    return parse(shlex.split(found.removeprefix(VERIFY).partition("||")[0]), "0")


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in (*value.keys(), *value.values()) for text in strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in strings(part))


def test_every_file_in_the_folder_is_tested() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
class TestEachPipeline:
    def test_conforms_to_the_schema_of_its_system(self, name: str) -> None:
        command = ("-m", "check_jsonschema", "--builtin-schema", f"vendor.{SCHEMAS[name]}", str(FOLDER / name))
        done = subprocess.run((sys.executable, *command), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout

    def test_installs_one_commit_that_the_reader_has_to_fill_in(self, name: str) -> None:
        pinned = {
            found for text in strings(read(name)) for found in re.findall(r"bitbucket-terraform-guide @ [^\"]+", text)
        }
        (placeholder,) = pinned
        assert re.fullmatch(r"[\w.-]+", urlsplit(Requirement(placeholder).url or "").netloc) is None
        filled = (
            placeholder.replace("<HOST>", "git.example").replace("<REPOSITORY>", "a/b").replace("<COMMIT>", "c" * 40)
        )
        assert Requirement(filled).url == f"git+https://git.example/a/b@{'c' * 40}"

    def test_ends_before_the_system_stops_it(self, name: str) -> None:
        assert options(name).within == 600

    def test_compares_with_the_last_report(self, name: str) -> None:
        given = options(name)
        assert str(given.compare) == "last/$TFE_ORGANIZATION.json"
        assert str(given.json) == "reports/$TFE_ORGANIZATION.json"

    def test_uses_only_variables_that_are_settings(self, name: str) -> None:
        named = {found for text in strings(read(name)) for found in re.findall(r"\b(?:TFE|BITBUCKET)_[A-Z_]+", text)}
        assert named <= {variable.name for variable in VARIABLES}
        assert named == NEEDED

    def test_does_not_use_the_private_key(self, name: str) -> None:
        assert Credential.SSH_KEY.variables[0] not in (FOLDER / name).read_text(encoding="utf-8")


def run_shell(lines: list[str], folder: Path, variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    shell = shutil.which("bash") or pytest.skip("not installed: bash")
    script = "\n".join(["set -e", *lines])
    environment = {"HOME": str(folder), **variables}
    environment.setdefault("PATH", os.environ["PATH"])
    return subprocess.run(
        [shell, "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", [BITBUCKET, GITLAB])
@pytest.mark.parametrize("lost", sorted(NEEDED))
def test_a_lost_variable_stops_the_run_with_its_name(name: str, lost: str, tmp_path: Path) -> None:
    guards = [line for line in scripts(name)[0] if line.startswith(": ")]
    kept = {variable: "planted" for variable in NEEDED if variable != lost}
    run = run_shell(guards, tmp_path, kept)
    assert run.returncode != 0
    assert lost in run.stderr
    assert "planted" not in run.stderr


class TestSecretsOfGitHub:
    @pytest.fixture
    def step(self) -> dict[str, Any]:
        (found,) = [one for one in read(GITHUB)["jobs"]["verify"]["steps"] if "secrets." in json.dumps(one)]
        return found

    def test_only_the_step_that_runs_the_checks_can_read_them(self, step: dict[str, Any]) -> None:
        workflow = read(GITHUB)
        assert step["run"].startswith(VERIFY)
        assert "secrets." not in json.dumps(
            [workflow["env"], workflow["jobs"]["verify"]["env"], workflow["jobs"]["history"]]
        )

    def test_come_from_the_store_of_secrets(self, step: dict[str, Any]) -> None:
        secret = {variable.name for variable in VARIABLES if variable.secret}
        stored = {name for name, value in step["env"].items() if value == f"${{{{ secrets.{name} }}}}"}
        assert stored >= secret & NEEDED

    def test_a_missing_one_is_reported_by_name(self, step: dict[str, Any], tmp_path: Path) -> None:
        for lost in step["env"]:
            given = {name: "" if name == lost else f"planted-{name}" for name in step["env"]}
            given["TFE_ORGANIZATION"] = "acme"
            with pytest.raises(SettingsError, match=lost):
                read_settings(given, tmp_path)

    def test_the_token_of_the_workflow_can_only_read_artifacts(self) -> None:
        workflow = read(GITHUB)
        assert workflow["permissions"] == {"actions": "read"}
        assert not any("permissions" in job for job in workflow["jobs"].values())
        assert set(workflow["on"]) == {"schedule", "workflow_dispatch"}

    def test_actions_are_pinned_to_commits(self) -> None:
        used = [one["uses"] for job in read(GITHUB)["jobs"].values() for one in job["steps"] if "uses" in one]
        assert [action for action in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action)] == []


GH = """
import json, os, pathlib, shutil, sys
store, words = pathlib.Path(os.environ["STORE"]), sys.argv[1:]
if words[0] == "api":
    assert words[1] == "repos/owner/monitor/actions/artifacts?name=monitor&per_page=1", words
    assert words[2:] == ["--jq", ".artifacts[] | select(.expired | not) | .workflow_run.id"], words
    print(7 if (store / "monitor").exists() else "", end="")
elif "--pattern" in words:
    for each in store.glob(words[words.index("--pattern") + 1]):
        shutil.copytree(each, pathlib.Path(words[words.index("--dir") + 1], each.name), dirs_exist_ok=True)
else:
    assert words == ["run", "download", "7", "--name", "monitor"], words
    shutil.copytree(store / "monitor", ".", dirs_exist_ok=True)
"""
"""A stand-in for the GitHub CLI, with artifacts in a folder."""


class Nights:
    """Runs the commands of a pipeline as its system does, each job in a fresh folder with what earlier jobs left."""

    def __init__(self, name: str, folder: Path, environment: dict[str, str]) -> None:
        self.name, self.folder = name, folder
        self.store = folder / "store"
        self.store.mkdir()
        programs = folder / "bin"
        programs.mkdir()
        for program, text in {"pip": "", "gh": GH}.items():
            (programs / program).write_text(f"#!{sys.executable}\n{text}")
            (programs / program).chmod(0o755)
        path = f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.environment = environment | {"PATH": path, "STORE": str(self.store), "NO_PROXY": "127.0.0.1"}
        self.environment |= {"GH_REPO": "owner/monitor", "GITHUB_RUN_ID": "8"} | read(GITHUB)["env"]
        self.count = 0
        if name == BITBUCKET:
            self.git("init", "--quiet", "--bare", str(folder / "origin"))

    def git(self, *words: str) -> None:
        subprocess.run([shutil.which("git") or "git", *words], cwd=self.folder, check=True, capture_output=True)

    def job(self) -> Path:
        """Return the folder of a new job."""
        self.count += 1
        folder = self.folder / f"job-{self.count}"
        if self.name == BITBUCKET:
            self.git("init", "--quiet", str(folder))
            self.git("-C", str(folder), "remote", "add", "origin", str(self.folder / "origin"))
        else:
            folder.mkdir()
        return folder

    def night(self) -> list[int]:
        """Run both jobs, and return their exit statuses."""
        verify, history = scripts(self.name)
        first, last = self.job(), self.job()
        self._restore(first, "last")
        after = ["mkdir -p last && cp reports/*.json last/"] if self.name == GITLAB else []
        done = run_shell([line for line in verify if line not in after], first, self.environment)
        if after:
            run_shell(after, first, self.environment)
        self._keep(first, "last")
        if self.name == GITHUB:
            shutil.copytree(first / "reports", self.store / "report-acme", dirs_exist_ok=True)
        else:
            shutil.copytree(first / "reports", last / "reports")
        self._restore(last, "history.sqlite")
        filed = run_shell(history, last, self.environment)
        self._keep(last, "history.sqlite")
        if self.name == GITHUB:
            shutil.rmtree(self.store / "monitor", ignore_errors=True)
            shutil.copytree(last / "last", self.store / "monitor" / "last")
            shutil.copy(last / "history.sqlite", self.store / "monitor")
        self.report = json.loads(next((first / "reports").glob("*.json")).read_text())
        self.ledger = last
        output = f"{done.stdout}{done.stderr}{filed.stdout}{filed.stderr}"
        assert not [name for name in NEEDED if "TOKEN" in name and self.environment[name] in output]
        return [done.returncode, filed.returncode]

    def _restore(self, folder: Path, name: str) -> None:
        """Restore what GitLab caches."""
        kept = self.store / name
        if self.name == GITLAB and kept.exists():
            (shutil.copytree if kept.is_dir() else shutil.copy)(kept, folder / name)

    def _keep(self, folder: Path, name: str) -> None:
        found = folder / name
        if self.name == GITLAB and found.is_dir():
            shutil.copytree(found, self.store / name, dirs_exist_ok=True)
        elif self.name == GITLAB:
            shutil.copy(found, self.store / name)


@pytest.mark.parametrize("name", SCHEMAS)
def test_two_nights_share_the_report_and_the_ledger(name: str, sandbox: Any, tmp_path: Path) -> None:
    running = sandbox("hook-deleted")
    given = {key: value for key, value in running.environment().items() if key not in Credential.SSH_KEY.variables}
    nights = Nights(name, tmp_path, given)
    failed = [0, 1] if name == BITBUCKET else [1, 0]
    assert nights.night() == failed
    assert nights.report["comparison"] is None
    assert nights.night() == failed
    assert nights.report["comparison"]["unchanged"]
    shown = run_shell(["bitbucket-terraform history show"], nights.ledger, nights.environment)
    assert shown.returncode == 0, shown.stderr
    assert "0 new, 1 still open" in shown.stdout
