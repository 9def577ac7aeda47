"""The container file installs the project from files that exist, contains no secret, and doesn't run as root."""

import re
import tomllib
from pathlib import Path

import pytest

from checks.settings.variables import VARIABLES

ROOT = Path(__file__).parents[1]
LINES = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def instructions(name: str) -> list[str]:
    return [line.removeprefix(f"{name} ") for line in LINES if line.startswith(f"{name} ")]


def test_copies_every_file_that_the_installation_reads() -> None:
    copied = {source for line in instructions("COPY") if "--from" not in line for source in line.split()[:-1]}
    project = PROJECT["project"]
    assert {"pyproject.toml", "src", project["readme"], *project["license-files"]} <= copied
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_starts_the_console_command_as_an_ordinary_user() -> None:
    (command,) = PROJECT["project"]["scripts"]
    assert instructions("ENTRYPOINT") == [f'["/opt/checks/bin/{command}"]']
    (user,) = instructions("USER")
    assert int(user) > 0


def test_the_image_has_a_supported_python() -> None:
    versions = {tuple(map(int, found)) for line in LINES for found in re.findall(r"^FROM \S+:(\d+)\.(\d+)-slim", line)}
    assert len(versions) == 1
    least = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert versions.pop() >= tuple(map(int, least.split(".")))


@pytest.mark.parametrize(
    ("files", "tag"),
    [
        (("Containerfile",), "python:3.13-slim"),
        ((".github/workflows/ci.yml", "bitbucket-pipelines.yml"), "python:3.13-bookworm"),
    ],
)
def test_every_image_is_pinned_by_the_same_digest(files: tuple[str, ...], tag: str) -> None:
    lines = [line for name in files for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    images = [re.findall(rf"{tag}\S*", line) for line in lines if re.match(r" *(FROM|container:|image:) ", line)]
    assert len(images) == 2
    (image,) = {found for (found,) in images}
    assert re.fullmatch(rf"{tag}@sha256:[0-9a-f]{{64}}", image)


@pytest.mark.parametrize("name", ["ENV", "ARG", "ADD"])
def test_contains_no_variables_and_downloads(name: str) -> None:
    assert instructions(name) == []


def test_the_example_passes_variables_of_the_checks_by_name_only() -> None:
    (example,) = [line for line in LINES if line.startswith("#") and "podman run" in line]
    assert set(re.findall(r"--env (\S+)", example)) <= {variable.name for variable in VARIABLES}
