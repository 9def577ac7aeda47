"""The commands of this project: ``nox -s verify``, ``nox -s demo``, and those of the people who write it."""

import subprocess
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["lint", "tests", "docs"]
nox.options.error_on_missing_interpreters = True


def run(*command: str) -> None:
    """Run a command, and end nox with its exit status where that is not 0.

    Nox makes 1 of every failure; the exit status of verify tells wrong from "could not tell".
    """
    try:
        status = subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        sys.exit(130)
    if status:
        sys.exit(status)


def python(session: nox.Session) -> str:
    """Return the path of the session's Python."""
    return str(Path(session.bin) / "python")


def groups(*names: str) -> list[str]:
    """Return what the dependency groups ask for."""
    return nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), *names)


@nox.session
def verify(session: nox.Session) -> None:
    """Check a live connection: nox -s verify -- [options] [CHECK ...]."""
    session.install(".")
    run(python(session), "-m", "checks", *session.posargs)


@nox.session
def demo(session: nox.Session) -> None:
    """See verify at work on an imitation of both services: nox -s demo -- [--fault NAME]."""
    session.install(".[sandbox]")
    run(python(session), "-m", "checks.sandbox", *session.posargs, "--", python(session), "-m", "checks")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the test suite in parallel: nox -s tests -- [pytest options]."""
    session.install("-e", ".[sandbox]", *groups("tests"))
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and types."""
    session.install("-e", ".[sandbox]", *groups("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
