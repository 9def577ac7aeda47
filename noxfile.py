"""The commands of this project: ``nox -s verify``, ``nox -s demo``, and those of the people who write it."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["lint", "tests", "thorough", "docs", "pages", "walk", "pictures"]
nox.options.error_on_missing_interpreters = True

LOCK = "requirements-dev.txt"
PAGES = "_build/html"
SENSORS = "tests/monitors/test_sensors.py"
RULES = Path("tests/docs/harper")
NOISE = (
    *("SpellCheck", "SplitWords", "OrthographicConsistency"),  # names of products, and terms such as allowlist
    *("SentenceCapitalization", "UseTitleCase"),  # headings are in sentence case, cells of tables can be fragments
    *("ExpandMemoryShorthands", "ExpandTimeShorthands", "ExpandControl"),  # units and keys are abbreviated
    # These are mistaken more often than not.
    *("CondenseAllThe", "DisjointPrefixes", "Everyone", "ExpandMinimum", "FindOut", "MassNouns"),
    *("MissingDeterminer", "MissingPreposition", "MissingTo", "OutOfDate", "OxfordComma"),
    *("PhrasalVerbAsCompoundNoun", "PronounInflectionBe", "RepeatedWords", "Spaces", "ToTwoToo"),
)
"""Rules of Harper that find nothing to change here."""
SPECS = {
    "bitbucket-openapi.json": "https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json",
    "hcp-terraform-openapi.json": "https://raw.githubusercontent.com/hashicorp/go-tfe/main/v2/openapi/spec.json",
}


def run(*command: str, program: str = "") -> None:
    """Run a command, and end nox with its exit status where that is not 0.

    The help and the errors of the command then show `program` as the words that the reader types.

    Nox makes 1 of every failure; the exit status of verify tells wrong from "could not tell". After Ctrl-C the command
    is left to say what it knows.
    """
    interrupted = threading.Event()
    # As an exception, Ctrl-C could come between the end of the command and the reading of its exit status.
    before = signal.signal(signal.SIGINT, lambda *_: interrupted.set())
    try:
        with subprocess.Popen(command, env=os.environ | {"CHECKS_PROGRAM": program}) as process:
            threading.Thread(target=_pass_on, args=(interrupted, process), daemon=True).start()
            process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    if process.returncode:
        sys.exit(process.returncode if process.returncode > 0 else 128 - process.returncode)


def _pass_on(interrupted: threading.Event, process: "subprocess.Popen[bytes]") -> None:
    """Pass Ctrl-C on to a command that goes on: a terminal interrupts both, but it may be nox alone that was meant."""
    interrupted.wait()
    time.sleep(1)
    process.send_signal(signal.SIGINT)


def python(session: nox.Session) -> str:
    """Return the path of the session's Python."""
    return str(Path(session.bin) / "python")


def develop(session: nox.Session) -> None:
    """Install the exact versions of the lock, and the project as it stands here."""
    session.install("--require-hashes", "-r", LOCK)
    session.install("--no-deps", "-e", ".")


@nox.session
def verify(session: nox.Session) -> None:
    """Check a live connection: nox -s verify -- [options] [CHECK ...]."""
    session.install(".")
    run(python(session), "-m", "checks", *session.posargs, program="nox -s verify --")


@nox.session
def demo(session: nox.Session) -> None:
    """See verify at work on an imitation of both services: nox -s demo -- [--fault NAME]."""
    session.install(".[sandbox]")
    run(python(session), "-m", "checks", "demo", *session.posargs, program="nox -s demo --")


@nox.session
def practice(session: nox.Session) -> None:
    """Imitate both services, not connected yet, to walk the guide in a browser: nox -s practice -- [options]."""
    session.install(".[sandbox]")
    run(python(session), "-m", "checks", "sandbox", "--unconnected", *session.posargs, program="nox -s practice --")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types, workflows, and the English of the Markdown files."""
    develop(session)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("zizmor", "--offline", "--no-progress", "--quiet", ".github", "docs/pipelines/github-actions.yml")
    lint_english(session)


def lint_english(session: nox.Session) -> None:
    """Check grammar and wording of the Markdown files with Harper, and each of this project's own rules."""
    pack = Path(session.create_tmp(), "guide.weirpack").resolve()
    with zipfile.ZipFile(pack, "w") as archive:
        archive.write(RULES / "manifest.json", "manifest.json")
        for rule in sorted(RULES.glob("*.weir")):
            session.run("harper", "test", str(rule), silent=True)
            archive.write(rule, rule.name)
    files = [*map(str, sorted(Path("docs").rglob("*.md"))), *map(str, sorted(Path().glob("*.md")))]
    options = ("--quiet", "--no-color", "--format", "compact", "--weirpacks", str(pack), "--ignore", ",".join(NOISE))
    session.run("harper", "lint", *options, *files)


@nox.session
def prose(session: nox.Session) -> None:
    """Count wording to avoid in all that readers see: nox -s prose -- [TEXT ...] prints what it found in a text."""
    develop(session)
    run(python(session), "tests/docs/prose.py", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the test suite in parallel, in a minute or so: nox -s tests -- [pytest options]."""
    develop(session)
    session.run("pytest", "-n", "auto", "-m", "not browser and not slow", *session.posargs)


@nox.session
def thorough(session: nox.Session) -> None:
    """Run the tests that build whole sites, start whole runs, or measure: nox -s thorough -- [pytest options]."""
    develop(session)
    session.run("pytest", "-n", "auto", "-m", "slow and not browser", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the guide and say where to open it, or rebuild it while you write: nox -s docs -- [--serve]."""
    develop(session)
    if "--serve" in session.posargs:
        session.run(
            "sphinx-autobuild", "-c", ".", "docs", PAGES, "--watch", "src", "--watch", "conf.py", "--open-browser"
        )
        return
    session.run("sphinx-build", "-q", "-nW", "-E", "-c", ".", "docs", PAGES)
    session.log(f"Open {Path(PAGES, 'index.html').resolve().as_uri()}")


@nox.session
def pages(session: nox.Session) -> None:
    """Read the finished pages in a real browser: nox -s pages -- [pytest options]."""
    develop(session)
    session.run("npm", "ci", "--silent", external=True)
    shared = ("tests/sandbox", "tests/sphinxext", "tests/docs", "tests/pages")
    # The robot opens a browser of its own, and Playwright bears one of its kind in a process. One of the two may have
    # no test of a name that was asked for.
    for places in (shared, ("tests/monitors", f"--ignore={SENSORS}")):
        command = ("pytest", "-n", "auto", "-m", "browser", *places)
        session.run(*command, *session.posargs, success_codes=[0, 5])


@nox.session
def walk(session: nox.Session) -> None:
    """Follow every step of the guide in a browser, on the sandbox: nox -s walk -- [--headed] [--route N]."""
    develop(session)
    run(python(session), "-m", "checks.monitors.robot", *session.posargs)


@nox.session
def pictures(session: nox.Session) -> None:
    """Judge the pictures of the guide, or take them anew: nox -s pictures -- [--retake [--accept]]."""
    develop(session)
    run(python(session), "-m", "checks.monitors.pictures", *session.posargs)


@nox.session
def sensors(session: nox.Session) -> None:
    """Change one thing at a time in a copy of the project, and see which sensor speaks: nox -s sensors."""
    develop(session)
    session.run("pytest", "-n", "auto", "-m", "browser", SENSORS, *session.posargs)


@nox.session
def links(session: nox.Session) -> None:
    """Look at every link that leaves the guide: nox -s links -- [--json FILE] [--markdown FILE]."""
    develop(session)
    run(python(session), "-m", "checks.monitors.links", *session.posargs)


@nox.session
def vendors(session: nox.Session) -> None:
    """Ask whether the vendors still say what the facts say: nox -s vendors -- [--accept | --uses FACT]."""
    develop(session)
    run(python(session), "-m", "checks.monitors.vendors", *session.posargs)


@nox.session
def matrix(session: nox.Session) -> None:
    """Try what happens when everything misbehaves: nox -s matrix -- [cells] [pairs] [secrets]."""
    develop(session)
    session.run("python", "-m", "matrix", *session.posargs, env={"PYTHONPATH": "tests/hardening"})


@nox.session
def bench(session: nox.Session) -> None:
    """Measure requests, time and memory on organizations of up to 5,000: nox -s bench -- [SIZE ...]."""
    develop(session)
    run(python(session), "tests/bench", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Renew the exact versions and their hashes."""
    session.install("uv")
    groups = [f"--group={name}" for name in nox.project.load_toml("pyproject.toml")["dependency-groups"]]
    session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--all-extras", *groups, "--universal", "--python-version=3.11"),
        *("--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url", "--quiet", "-o", LOCK),
        *session.posargs,
    )


@nox.session
def specs(session: nox.Session) -> None:
    """Fetch both vendors' OpenAPI documents for the contract tests: nox -s specs -- FOLDER."""
    folder = Path(*session.posargs)
    folder.mkdir(parents=True, exist_ok=True)
    for name, address in SPECS.items():
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - the addresses stand above
            (folder / name).write_bytes(answer.read())
    session.log(f"Now set VENDOR_SPECS={folder.resolve()}")
