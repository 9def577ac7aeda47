"""The sessions, checks, options, faults, and variables in the guide and the project files exist."""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.cli import explain_push, history
from checks.cli.arguments import parse
from checks.demo.command import nights_in
from checks.engine.registry import all_checks
from checks.sandbox.command import parse as parse_sandbox
from checks.sandbox.faults import FAULTS
from checks.settings.variables import VARIABLES

ROOT = Path(__file__).parents[2]
PROJECT_FILES = [ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md")]
PAGES = [*PROJECT_FILES, *sorted((ROOT / "docs").rglob("*.md"))]
NOXFILE = (ROOT / "noxfile.py").read_text(encoding="utf-8")
KNOWN = {variable.name for variable in VARIABLES}
OURS = re.compile(r"\b(?:TFE|TF_CLOUD|BITBUCKET)_[A-Z_]+\b")


def typed(command: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each page and the arguments after `command`, except for syntax in brackets and ``--help``."""
    for page in PAGES:
        for line in re.findall(rf"{re.escape(command)}((?: [^`\n]*)?)(?=`|\n)", page.read_text(encoding="utf-8")):
            if "[" not in line and "--help" not in line:
                yield page.name, shlex.split(re.sub(r"<YOUR [A-Z ]+>", "acme", line))


VERIFY = [*typed("bitbucket-terraform verify"), *typed("nox -s verify --")]
DEMO = list(typed("bitbucket-terraform demo"))
EXPLAIN = list(typed("bitbucket-terraform explain-push"))
HISTORY = list(typed("bitbucket-terraform history"))
SANDBOX = list(typed("bitbucket-terraform sandbox"))
EXPLAIN_PUSH = list(typed("bitbucket-terraform explain-push"))
SERVE = list(typed("nox -s docs --"))


def sessions() -> set[str]:
    """Return the names of the sessions in the noxfile."""
    defined = [node for node in ast.parse(NOXFILE).body if isinstance(node, ast.FunctionDef)]
    return {one.name for one in defined if "nox.session" in map(_name, one.decorator_list)}


def _name(decorator: ast.expr) -> str:
    return ast.unparse(decorator).partition("(")[0]


def test_pages_contain_the_documented_commands() -> None:
    assert len(VERIFY) > 5
    assert DEMO
    assert SANDBOX
    assert EXPLAIN_PUSH
    assert SERVE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_nox_sessions_exist(page: Path) -> None:
    assert set(re.findall(r"\bnox -s (\S+?)(?=[`\s])", page.read_text(encoding="utf-8"))) <= sessions()


@pytest.mark.parametrize(("page", "words"), SERVE)
def test_docs_session_options_exist(page: str, words: list[str]) -> None:
    assert [word for word in words if f'"{word}" in session.posargs' not in NOXFILE] == [], page


@pytest.mark.parametrize(("page", "words"), SANDBOX)
def test_sandbox_options_exist(page: str, words: list[str]) -> None:
    assert parse_sandbox(words, "sandbox"), page


@pytest.mark.parametrize(("page", "words"), EXPLAIN_PUSH)
def test_explain_push_options_exist(page: str, words: list[str]) -> None:
    filled = re.sub("<YOUR [A-Z ]+>", "acme", " ".join(words)).split()
    assert explain_push.parse(filled or ["acme/network"], "explain-push"), page


@pytest.mark.parametrize(("page", "words"), HISTORY)
def test_history_actions_and_options_exist(page: str, words: list[str]) -> None:
    assert history.parse(words or ["show"], "history").action, page


@pytest.mark.parametrize(("page", "words"), VERIFY)
def test_verify_options_and_checks_exist(page: str, words: list[str]) -> None:
    options = parse(words, "0")

    assert set(options.checks) <= {check.id for check in all_checks()}, page


@pytest.mark.parametrize(("page", "words"), EXPLAIN)
def test_explain_push_accepts_the_documented_options(page: str, words: list[str]) -> None:
    assert explain_push.parse(words or ["acme/network"], "explain-push"), page


@pytest.mark.parametrize(("page", "words"), DEMO)
def test_demo_options_and_faults_exist(page: str, words: list[str]) -> None:
    if nights_in(words) is not None:
        return
    assert set(parse_sandbox(words, "demo").fault) <= set(FAULTS), page


@pytest.mark.parametrize(
    "name", ["README", "SECURITY", "verify", "troubleshoot", "maintain-connection", "what-changed"]
)
def test_environment_variables_are_settings(name: str) -> None:
    (page,) = [page for page in PAGES if page.stem == name]

    assert set(OURS.findall(page.read_text(encoding="utf-8"))) <= KNOWN


@pytest.mark.parametrize("page", PROJECT_FILES, ids=lambda page: page.name)
def test_linked_and_named_files_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    linked = [address for address in re.findall(r"\]\(([^)#]+)", text) if "://" not in address]
    named = re.findall(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:toml|txt|py|md))`", text)

    assert [name for name in (*linked, *named) if not (ROOT / name).exists()] == []


def test_security_policy_lists_all_dependencies() -> None:
    (documented,) = re.findall(r"The tool depends on ([^.]*)", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]

    assert re.findall(r"`(\w+)`", documented) == sorted(re.split(r"\W", one)[0] for one in declared)


def test_contributing_lists_the_default_nox_sessions() -> None:
    (documented,) = re.findall(
        r"^\$ nox +# ([^:\n]*)", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    (run,) = re.findall(r"^nox\.options\.sessions = (.*)$", NOXFILE, re.MULTILINE)

    assert documented.split(", ") == ast.literal_eval(run)
