"""The script of ``completion`` completes subcommands, options, and names in a real shell."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.__main__ import main
from checks.cli import completion
from checks.cli.subcommands import SUBCOMMANDS
from checks.engine.registry import all_checks
from checks.sandbox.faults import FAULTS

# Calls the function that the script registered, as bash does after a Tab.
_TAB = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
registered=$(complete -p bitbucket-terraform)
[[ $registered =~ -F\\ ([^ ]+) ]]
"${BASH_REMATCH[1]}" bitbucket-terraform "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""
# Types a line and a Tab in an interactive zsh, which prints what it adds as matches instead of showing them.
_TAB_IN_ZSH = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= HOME=$1; fpath=($1 \\$fpath); autoload -U compinit; compinit -u -D"
zpty -w shell 'compadd() {
  local -a found
  builtin compadd -O found "$@"
  print -l -- $found >> $HOME/offered
  builtin compadd "$@"
}'
zpty -w shell 'print ready > $HOME/ready'
repeat 200; do [[ -e $1/ready ]] && break; sleep 0.05; done
zpty -w -n shell "$2"$'\\t'
repeat 200; do [[ -e $1/offered ]] && break; sleep 0.05; done
sleep 0.3
zpty -d shell
cat $1/offered
"""
LINES = [
    ("ver", {"verify"}),
    ("verify webhooks web", {"webhook-admin-access", "webhooks"}),
    ("demo --fault hook-deleted --fault hook-in", {"hook-inactive"}),
    ("history che", {"check"}),
    ("explain-push --pull", {"--pull-request"}),
]
Complete = Callable[..., set[str]]


@pytest.fixture
def script(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes the script for a shell to a file."""

    def write(shell: str) -> Path:
        assert main(["completion", shell], {}) == 0
        file = tmp_path / shell
        file.write_text(capsys.readouterr().out, encoding="utf-8")
        return file

    return write


@pytest.fixture
def complete(script: Callable[[str], Path], tmp_path: Path) -> Complete:
    """Return a function that returns what bash offers after the words of a command line."""
    if not shutil.which("bash"):
        pytest.skip("bash is not installed")
    file = script("bash")

    def offered(*words: str) -> set[str]:
        command = ["bash", "-euc", _TAB, "bash", file, "bitbucket-terraform", *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return set(done.stdout.split())

    return offered


def test_completes_the_subcommands(complete: Complete) -> None:
    assert complete("") == {one.name for one in SUBCOMMANDS}
    assert complete("ver") == {"verify"}


def test_completes_the_names_of_checks(complete: Complete) -> None:
    checks = {check.id for check in all_checks()}
    assert complete("verify", "") >= checks
    assert complete("verify", "webhooks", "web") == {one for one in checks if one.startswith("web")}


@pytest.mark.parametrize("subcommand", ["demo", "sandbox"])
def test_completes_the_names_of_faults(subcommand: str, complete: Complete) -> None:
    assert complete(subcommand, "--fault", "") == set(FAULTS)
    assert complete(subcommand, "--fault", "hook-deleted", "--fault", "hook-in") == {"hook-inactive"}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("verify", "--check"), {"--check-settings"}),
        (("explain-push", "--pull"), {"--pull-request"}),
        (("guide", "--no-b"), {"--no-browser"}),
        (("history", "che"), {"check"}),
        (("history", "check", "--n"), {"--new", "--no-color"}),
        (("demo", "--nig"), {"--nights"}),
        (("sandbox", "--screens", ""), {"clients", "consumers"}),
        (("completion", ""), {"bash", "zsh", "fish"}),
    ],
)
def test_completes_options_and_their_values(words: tuple[str, ...], offered: set[str], complete: Complete) -> None:
    assert complete(*words) == offered


@pytest.mark.parametrize("words", [("verify", "--json"), ("verify", "--compare"), ("history", "html")])
def test_completes_the_names_of_files(words: tuple[str, ...], complete: Complete, tmp_path: Path) -> None:
    (tmp_path / "night.json").touch()
    assert complete(*words, "ni") == {"night.json"}


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
@pytest.mark.parametrize(("line", "offered"), LINES)
def test_fish_completes(line: str, offered: set[str], script: Callable[[str], Path], tmp_path: Path) -> None:
    words = f"source {script('fish')}; complete -C 'bitbucket-terraform {line}'"
    command = ["fish", "--no-config", "-c", words]
    done = subprocess.run(command, env=os.environ | {"HOME": str(tmp_path)}, capture_output=True, text=True, check=True)
    assert {one.partition("\t")[0] for one in done.stdout.splitlines()} == offered


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
@pytest.mark.parametrize(("line", "offered"), LINES)
def test_zsh_completes(line: str, offered: set[str], script: Callable[[str], Path], tmp_path: Path) -> None:
    script("zsh").rename(tmp_path / "_bitbucket-terraform")
    command = ["zsh", "-f", "-c", _TAB_IN_ZSH, "zsh", tmp_path, f"bitbucket-terraform {line}"]
    done = subprocess.run(command, env=os.environ | {"HOME": str(tmp_path)}, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == offered


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_the_script_contains_the_checks_and_is_valid_in_its_shell(shell: str, script: Callable[[str], Path]) -> None:
    file = script(shell)
    assert "webhook-admin-access" in file.read_text(encoding="utf-8")
    if shutil.which(shell):
        subprocess.run([shell, "-n", file], check=True)


def test_without_the_sandbox_the_other_subcommands_are_completed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "checks.sandbox.command", raising=False)
    monkeypatch.setitem(sys.modules, "checks.sandbox.server", None)
    assert main(["completion", "bash"], {}) == 0
    found = capsys.readouterr().out
    assert "sandbox" in found
    assert "--check-settings" in found
    assert "--fault" not in found
