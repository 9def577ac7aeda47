"""The wheel provides the console command, which explains how to install the sandbox."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from checks.cli.subcommands import CONSOLE_COMMAND, SUBCOMMANDS
from checks.cli.verify import DISTRIBUTION
from checks.sandbox.faults import FAULTS

ROOT = Path(__file__).parents[1]
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"

pytestmark = pytest.mark.slow


def required_distributions(name: str, *extras: str) -> set[str]:
    """Return the names of all distributions that `name` requires."""
    found = set()
    for line in distribution(name).requires or ():
        requirement, _, marker = line.partition(";")
        if "extra" in marker and not any(f'"{extra}"' in marker.replace("'", '"') for extra in extras):
            continue
        one = re.split(r"[^\w.-]", requirement)[0]
        try:
            distribution(one)
        except ModuleNotFoundError:  # for another platform
            continue
        found |= {one} | required_distributions(one)
    return found


def install(folder: Path, wheel: Path, *extras: str) -> Path:
    """Return the console command of a new environment with the wheel and links to its dependencies."""
    venv.create(folder, with_pip=True)
    pip = [folder / SCRIPTS / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(pip, check=True, capture_output=True)
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    for name in required_distributions(DISTRIBUTION, *extras):
        files = distribution(name).files or ()
        for top in {file.parts[0] for file in files if file.parts[0] != ".."}:
            link = Path(paths["purelib"], top)
            if not link.exists():
                link.symlink_to(Path(str(distribution(name).locate_file(top))))
    return folder / SCRIPTS / CONSOLE_COMMAND


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def without_sandbox(wheel, tmp_path_factory) -> Path:
    return install(tmp_path_factory.mktemp("without-sandbox") / "environment", wheel)


@pytest.fixture(scope="module")
def with_sandbox(wheel, tmp_path_factory) -> Path:
    return install(tmp_path_factory.mktemp("complete") / "environment", wheel, "sandbox", "guide")


@pytest.fixture
def run(tmp_path):
    def running(command: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        words = [str(command), *arguments]
        return subprocess.run(words, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)

    return running


def test_the_default_subcommand_is_verify(without_sandbox, run):
    assert run(without_sandbox, "--list").stdout == run(without_sandbox, "verify", "--list").stdout != ""


def test_examples_and_errors_show_the_console_command(without_sandbox, run):
    help_text = run(without_sandbox, "--help").stdout
    assert help_text.startswith(f"usage: {CONSOLE_COMMAND} verify ")
    assert f"{CONSOLE_COMMAND} verify webhooks last-fetch" in help_text
    assert run(without_sandbox, "web_hook").stderr.startswith(f"{CONSOLE_COMMAND} verify: unknown check: web_hook.")


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (("sandbox", "--list-faults"), "sandbox"),
        (("demo", "--list-faults"), "sandbox"),
        (("guide",), "guide"),
        (("completion", "bash"), "completion"),
    ],
)
def test_the_error_without_an_extra_explains_the_installation(without_sandbox, run, words, extra):
    done = run(without_sandbox, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert f'"{DISTRIBUTION}[{extra}] @ file:///' in done.stderr


def test_the_guide_without_pages_says_how_to_get_them(with_sandbox, run):
    done = run(with_sandbox, "guide", "--no-browser")
    assert (done.returncode, done.stdout) == (2, "")
    assert "aren't built" in done.stderr


def test_the_wheel_of_a_release_contains_the_pages(tmp_path):
    copy = tmp_path / "project"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "_build", "node_modules", "tests"))
    shutil.copy(ROOT / ".gitignore", copy)
    site = copy / "src/checks/live/site"
    site.mkdir()
    (site / "create-consumer.html").write_text("<html></html>", encoding="utf-8")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path / "dist"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    (built,) = (tmp_path / "dist").glob("*.whl")
    assert "checks/live/site/create-consumer.html" in zipfile.ZipFile(built).namelist()


def test_the_demo_runs_the_checks_with_a_listed_fault(with_sandbox, run):
    listed = [line.partition(":")[0] for line in run(with_sandbox, "demo", "--list-faults").stdout.splitlines()]
    assert listed == list(FAULTS)
    done = run(with_sandbox, "demo", "--fault", "missing-webhook-permission")
    assert done.returncode == 1
    assert "Most likely cause:" in done.stdout


@pytest.mark.parametrize("subcommand", SUBCOMMANDS, ids=lambda one: one.name)
def test_every_subcommand_has_help(with_sandbox, run, subcommand):
    done = run(with_sandbox, subcommand.name, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: {CONSOLE_COMMAND} {subcommand.name} ")
