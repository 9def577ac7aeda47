"""The pipelines that the guide offers: they run commands that exist, with settings that exist, and lose nothing."""

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks.cli.arguments import parse
from checks.facts.credentials import Credential
from checks.settings.environment import read_settings
from checks.settings.variables import VARIABLES, SettingsError

FOLDER = Path(__file__).parents[2] / "docs" / "pipelines"
BITBUCKET, GITHUB, GITLAB = "bitbucket-pipelines.yml", "github-actions.yml", "gitlab-ci.yml"
PIPELINES = (BITBUCKET, GITHUB, GITLAB)
LENT = (Credential.TERRAFORM_TOKEN, Credential.CONSUMER, Credential.BITBUCKET_TOKEN)
NEEDED = {name for credential in LENT for name in credential.variables}


def read(name: str) -> Any:
    # BaseLoader keeps the words as they stand: YAML 1.1 takes the key `on` for a truth value.
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings alone


def commands(name: str) -> list[str]:
    pipeline = read(name)
    if name == BITBUCKET:
        return [
            line for part in pipeline["pipelines"]["custom"]["verify-connection"] for line in part["step"]["script"]
        ]
    if name == GITHUB:
        return [step["run"] for step in pipeline["jobs"]["verify"]["steps"] if "run" in step]
    return list(pipeline["verify-connection"]["script"])


def words_after(name: str, start: str) -> list[str]:
    (found,) = [line for line in commands(name) if line.startswith(start)]
    return shlex.split(found.removeprefix(start))


def guards(name: str) -> list[str]:
    return [line for line in commands(name) if line.startswith(": ")]


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in (*value.keys(), *value.values()) for text in strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in strings(part))


def test_every_pipeline_in_the_folder_is_tested() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(PIPELINES)


@pytest.mark.parametrize("name", PIPELINES)
def test_the_options_of_the_command_exist(name: str) -> None:
    options = parse(words_after(name, "python -m checks"), "0")

    assert str(options.junit).endswith(".xml")
    assert options.checks == []


@pytest.mark.parametrize("name", PIPELINES)
def test_what_is_installed_is_the_copy_that_was_read(name: str) -> None:
    assert words_after(name, "pip install") == ["--quiet", "."]


@pytest.mark.parametrize("name", PIPELINES)
def test_every_variable_is_a_setting(name: str) -> None:
    named = {found for text in strings(read(name)) for found in re.findall(r"\b(?:TFE|BITBUCKET)_[A-Z_]+", text)}

    assert named <= {variable.name for variable in VARIABLES}
    assert named == NEEDED


@pytest.mark.parametrize("name", PIPELINES)
def test_no_pipeline_takes_the_private_key(name: str) -> None:
    assert Credential.SSH_KEY.variables[0] not in (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [BITBUCKET, GITLAB])
@pytest.mark.parametrize("lost", sorted(NEEDED))
def test_a_variable_that_got_lost_stops_the_run_with_its_name(name: str, lost: str) -> None:
    kept = {variable: "planted" for variable in NEEDED if variable != lost}

    run = _sh(guards(name), kept)

    assert run.returncode != 0
    assert lost in run.stderr
    assert "planted" not in run.stderr


@pytest.mark.parametrize("name", [BITBUCKET, GITLAB])
def test_with_every_variable_the_run_goes_on(name: str) -> None:
    assert _sh(guards(name), dict.fromkeys(NEEDED, "planted")).returncode == 0


def _sh(lines: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **variables}
    script = "\n".join(["set -e", *lines])
    return subprocess.run(["/bin/sh", "-c", script], env=environment, capture_output=True, text=True, check=False)


def test_bitbucket_finds_the_report_where_it_looks_for_reports() -> None:
    report = Path(parse(words_after(BITBUCKET, "python -m checks"), "0").junit)

    assert report.parts[0] == "test-results"
    assert f"mkdir -p {report.parent}" in commands(BITBUCKET)


def test_gitlab_and_github_publish_the_file_that_is_written() -> None:
    gitlab = read(GITLAB)["verify-connection"]["artifacts"]
    (upload,) = [step for step in read(GITHUB)["jobs"]["verify"]["steps"] if "upload-artifact" in step.get("uses", "")]

    assert gitlab["reports"]["junit"] == str(parse(words_after(GITLAB, "python -m checks"), "0").junit)
    assert upload["with"]["path"] == str(parse(words_after(GITHUB, "python -m checks"), "0").junit)


def test_the_report_is_published_when_something_is_wrong_too() -> None:
    (upload,) = [step for step in read(GITHUB)["jobs"]["verify"]["steps"] if "upload-artifact" in step.get("uses", "")]

    assert read(GITLAB)["verify-connection"]["artifacts"]["when"] == "always"
    assert upload["if"] == "always()"


def test_github_may_read_the_repository_and_nothing_else() -> None:
    workflow = read(GITHUB)

    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in workflow["jobs"]["verify"]
    assert set(workflow["on"]) == {"schedule", "workflow_dispatch"}


def test_the_actions_of_github_are_pinned_to_commits() -> None:
    used = [step["uses"] for step in read(GITHUB)["jobs"]["verify"]["steps"] if "uses" in step]

    assert len(used) == 3
    assert [action for action in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action)] == []


def test_only_the_step_that_checks_sees_the_secrets_of_github() -> None:
    workflow = read(GITHUB)
    seeing = [step for step in workflow["jobs"]["verify"]["steps"] if "secrets." in json.dumps(step)]

    assert [step["run"].split(" --")[0] for step in seeing] == ["python -m checks"]
    assert "env" not in workflow
    assert "env" not in workflow["jobs"]["verify"]


def test_what_is_secret_comes_from_the_store_of_secrets() -> None:
    secret = {variable.name for variable in VARIABLES if variable.secret}
    (step,) = [step for step in read(GITHUB)["jobs"]["verify"]["steps"] if "env" in step]

    assert {name for name, value in step["env"].items() if value == f"${{{{ secrets.{name} }}}}"} >= secret & NEEDED


@pytest.mark.parametrize("lost", sorted(NEEDED))
def test_a_variable_that_github_hands_over_empty_is_refused_by_name(lost: str, tmp_path: Path) -> None:
    (step,) = [step for step in read(GITHUB)["jobs"]["verify"]["steps"] if "env" in step]
    handed_over = {variable: "" if variable == lost else "planted" for variable in step["env"]}

    with pytest.raises(SettingsError, match=lost):
        read_settings(handed_over, tmp_path)
