"""The commands of this project: ``nox -s verify`` and ``nox -s demo`` for users, and the others for contributors."""

import os
import shutil
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
SOURCES = ("docs", "src", "conf.py", "pyproject.toml", LOCK)
"""What the pages are built from."""
SENSORS = "tests/monitors/sensors"
RULES = Path("tests/docs/harper")
NOISE = (
    *("SpellCheck", "SplitWords", "OrthographicConsistency"),  # names of products, and terms such as allowlist
    *("SentenceCapitalization", "UseTitleCase"),  # headings are in sentence case, cells of tables can be fragments
    *("ExpandMemoryShorthands", "ExpandTimeShorthands", "ExpandControl"),  # units and keys are abbreviated
    # More often wrong than right.
    *("CondenseAllThe", "DisjointPrefixes", "Everyone", "ExpandMinimum", "FindOut", "MassNouns"),
    *("MissingDeterminer", "MissingPreposition", "MissingTo", "OutOfDate", "OxfordComma"),
    *("PhrasalVerbAsCompoundNoun", "PronounInflectionBe", "RepeatedWords", "Spaces", "ToTwoToo"),
)
"""Rules of Harper that are turned off, because they report correct text."""
SPECS = {
    "bitbucket-openapi.json": "https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json",
    "hcp-terraform-openapi.json": "https://raw.githubusercontent.com/hashicorp/go-tfe/main/v2/openapi/spec.json",
}


def run(*command: str, program: str = "") -> None:
    """Run a command, and exit nox with its exit status if that isn't 0.

    The help and the errors of the command show `program` as the words that the reader types.

    Nox exits with 1 for every failure, but the exit status of verify distinguishes failed from unknown. After Ctrl+C,
    the command continues so that it can print the results that it has.
    """
    interrupted = threading.Event()
    # KeyboardInterrupt could occur after the command ends and before its exit status is read, and lose the status.
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
    """Forward Ctrl+C to a command that is still running: a terminal interrupts both, a signal might reach only nox."""
    interrupted.wait()
    time.sleep(1)
    process.send_signal(signal.SIGINT)


def python(session: nox.Session) -> str:
    """Return the path of the session's Python."""
    return str(Path(session.bin) / "python")


def develop(session: nox.Session) -> None:
    """Install the locked versions of all dependencies, and the project in editable mode."""
    session.install("--require-hashes", "-r", LOCK)
    session.install("--no-deps", "-e", ".")


@nox.session
def verify(session: nox.Session) -> None:
    """Check a live connection: nox -s verify -- [options] [CHECK ...]."""
    session.install(".")
    run(python(session), "-m", "checks", *session.posargs, program="nox -s verify --")


@nox.session
def demo(session: nox.Session) -> None:
    """Run verify against simulated services: nox -s demo -- [--fault NAME | --nights N]."""
    session.install(".[sandbox]")
    run(python(session), "-m", "checks", "demo", *session.posargs, program="nox -s demo --")


@nox.session(reuse_venv=True)
def guide(session: nox.Session) -> None:
    """Follow the guide in a browser, with the live state of each check: nox -s guide -- [options]."""
    build_changed_pages(session)
    run(python(session), "-m", "checks", "guide", *session.posargs, program="nox -s guide --")


@nox.session(reuse_venv=True)
def practice(session: nox.Session) -> None:
    """Follow the live guide on simulated services that aren't connected yet: nox -s practice -- [sandbox options]."""
    build_changed_pages(session)
    sandbox = (python(session), "-m", "checks", "sandbox", "--unconnected")
    run(*sandbox, *session.posargs, "--", python(session), "-m", "checks", "guide", program="nox -s practice --")


def build_pages(session: nox.Session) -> None:
    """Install the project, and build the pages that the live guide serves."""
    develop(session)
    session.run("sphinx-build", "-q", "-nW", "-E", "-c", ".", "docs", PAGES)


def build_changed_pages(session: nox.Session) -> None:
    """Install the project and build the pages, unless no source changed since this session did so."""
    record, sources = Path(session.bin).parent / "built-from.txt", list_sources()
    if Path(PAGES, "index.html").exists() and record.exists() and record.read_text(encoding="utf-8") == sources:
        return
    record.unlink(missing_ok=True)
    build_pages(session)
    record.write_text(sources, encoding="utf-8")


def list_sources() -> str:
    """Return the path and the modification time of each source of the pages."""
    found = (path for source in SOURCES for path in (Path(source), *Path(source).rglob("*")))
    files = sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)
    return "\n".join(f"{path} {path.stat().st_mtime_ns}" for path in files)


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel of a release, which contains the pages: nox -s wheel."""
    build_pages(session)
    site = Path("src/checks/live/site")
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(PAGES, site, ignore=shutil.ignore_patterns("_sources", "*.html.md", "objects.inv", ".*"))
    try:
        session.run("hatchling", "build", "--target", "wheel", "--directory", "dist")
    finally:
        shutil.rmtree(site)


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
    """Count wording to avoid in everything that readers see: nox -s prose -- [TEXT ...] also prints each finding."""
    develop(session)
    run(python(session), "tests/docs/prose.py", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the quick tests in parallel: nox -s tests -- [pytest options]."""
    develop(session)
    session.run("pytest", "-n", "auto", "-m", "not browser and not slow", *session.posargs)


@nox.session
def thorough(session: nox.Session) -> None:
    """Run the slow tests, which build sites, start whole runs, or measure: nox -s thorough -- [pytest options]."""
    develop(session)
    session.run("pytest", "-n", "auto", "-m", "slow and not browser", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the guide and print its location, or rebuild it while you write: nox -s docs -- [--serve]."""
    if "--serve" in session.posargs:
        develop(session)
        session.run(
            "sphinx-autobuild", "-c", ".", "docs", PAGES, "--watch", "src", "--watch", "conf.py", "--open-browser"
        )
        return
    build_pages(session)
    session.run("python", "-m", "checks.monitors.links", "--offline")
    session.log(f"Open {Path(PAGES, 'index.html').resolve().as_uri()}")


@nox.session
def pages(session: nox.Session) -> None:
    """Test the built pages in a real browser: nox -s pages -- [pytest options]."""
    develop(session)
    session.run("npm", "ci", "--silent", external=True)
    reports = ("tests/history", "tests/report")
    shared = ("tests/sandbox", "tests/sphinxext", "tests/docs", "tests/live", "tests/pages", *reports)
    # The robot starts its own Playwright, which allows only one instance per process. With -k, one of the two commands
    # might select no test.
    for places in (shared, ("tests/monitors", f"--ignore={SENSORS}")):
        command = ("pytest", "-n", "auto", "-m", "browser", *places)
        session.run(*command, *session.posargs, success_codes=[0, 5])


@nox.session
def walk(session: nox.Session) -> None:
    """Follow every step of the guide, with the live guide open: nox -s walk -- [--headed] [--route N] [--no-live]."""
    build_pages(session)
    run(python(session), "-m", "checks.monitors.robot", *session.posargs)


@nox.session
def pictures(session: nox.Session) -> None:
    """Check whether the pictures of the guide are current, or retake them: nox -s pictures -- [--retake [--accept]]."""
    if "--retake" in session.posargs:
        build_pages(session)
    else:
        develop(session)
    run(python(session), "-m", "checks.monitors.pictures", *session.posargs)


@nox.session
def real(session: nox.Session) -> None:
    """Look up every label on the vendors' own screens, with your account: nox -s real -- [--sign-in | --take NAME]."""
    develop(session)
    run(python(session), "-m", "checks.monitors.real", *session.posargs)


@nox.session
def sensors(session: nox.Session) -> None:
    """Change one thing at a time in a copy of the project, and check which monitor reports it: nox -s sensors."""
    develop(session)
    session.run("pytest", "-n", "auto", "-m", "browser", SENSORS, *session.posargs)


@nox.session
def links(session: nox.Session) -> None:
    """Check the links of the guide: nox -s links -- [--offline | --added-since COMMIT]."""
    develop(session)
    session.run("sphinx-build", "-q", "-E", "-c", ".", "docs", PAGES)
    run(python(session), "-m", "checks.monitors.links", *session.posargs)


@nox.session
def vendors(session: nox.Session) -> None:
    """Check whether the vendors' documentation still matches the facts: nox -s vendors -- [--accept | --uses FACT]."""
    develop(session)
    run(python(session), "-m", "checks.monitors.vendors", *session.posargs)


@nox.session
def matrix(session: nox.Session) -> None:
    """Test every check against every kind of broken response: nox -s matrix -- [cells] [meanings] [pairs] [secrets]."""
    develop(session)
    session.run(
        "python", "-m", "matrix", *session.posargs, env={"PYTHONPATH": f"tests/hardening{os.pathsep}tests/support"}
    )


@nox.session
def bench(session: nox.Session) -> None:
    """Measure runs on organizations of up to 5,000 workspaces, and the ledger: nox -s bench -- [SIZE ... | ledger]."""
    develop(session)
    run(python(session), "tests/bench", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Update the locked versions and their hashes."""
    session.install("uv")
    groups = [f"--group={name}" for name in nox.project.load_toml("pyproject.toml")["dependency-groups"]]
    session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--all-extras", *groups, "--universal", "--python-version=3.11"),
        *("--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url", "--quiet", "-o", LOCK),
        *session.posargs,
    )


@nox.session
def specs(session: nox.Session) -> None:
    """Download both vendors' OpenAPI documents for the contract tests: nox -s specs -- FOLDER."""
    folder = Path(*session.posargs)
    folder.mkdir(parents=True, exist_ok=True)
    for name, url in SPECS.items():
        with urllib.request.urlopen(url) as response:  # noqa: S310 - the URLs are constants
            (folder / name).write_bytes(response.read())
    session.log(f"Now set VENDOR_SPECS={folder.resolve()}")
