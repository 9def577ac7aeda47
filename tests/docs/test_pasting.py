"""A command that a reader pastes without replacing its placeholders changes nothing and sends no placeholder."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from checks.settings.environment import read_settings
from checks.settings.variables import VARIABLES, SettingsError

BASH = shutil.which("bash") or ""
PROGRAMS = (
    "bitbucket-terraform",
    "curl",
    "git",
    "npx",
    "nox",
    "op",
    "pip",
    "python",
    "python3",
    "ssh",
    "ssh-keygen",
    "vault",
)
STUB = """#!/bin/sh
exec 3>> "$CALLS"
printf '%s\\037' "${0##*/}" "$@" >&3
printf '\\036' >&3
"""
FILLED_IN = re.compile(r"<YOUR [A-Z ]+>|<[A-Z][\w ]+>|\u2026")
INLINE = re.compile(rf"([A-Z_]+=.* )?({'|'.join((*PROGRAMS, 'chmod', 'unset'))})( |$)")
"""A command in a sentence."""
SAFE = {name: f"{name}-of-the-shell" for name in ("TFE_TOKEN", "TFE_ORGANIZATION")} | {
    "TFE_ADDRESS": "https://app.terraform.io"
}


@pytest.fixture
def paste(tmp_path: Path):
    """Return a function that pastes lines into a shell, and returns the calls and the resulting variables."""
    folder, calls, work = tmp_path / "bin", tmp_path / "calls", tmp_path / "work"
    folder.mkdir()
    work.mkdir()
    for name in PROGRAMS:
        (folder / name).write_text(STUB)
        (folder / name).chmod(0o755)

    def pasting(text: str) -> tuple[list[list[str]], dict[str, str]]:
        calls.unlink(missing_ok=True)
        environ = {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(tmp_path), "CALLS": str(calls)} | SAFE
        lines = f"{text}\n\nenv -0 > {tmp_path}/after\n"
        # An interactive shell runs the lines after a syntax error. It must not take over the terminal of the tests.
        subprocess.run(
            [BASH, "--norc", "-i"],
            input=lines,
            env=environ,
            cwd=work,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
            start_new_session=True,
        )
        recorded = calls.read_text().split("\x1e")[:-1] if calls.exists() else []
        after = tmp_path / "after"
        exported = after.read_text().split("\0") if after.exists() else []
        after.unlink(missing_ok=True)
        assert list(work.iterdir()) == [], "pasting it leaves files behind"
        return [call.split("\x1f")[:-1] for call in recorded], dict(one.split("=", 1) for one in exported if one)

    return pasting


def commands(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(line[2:] for line in lines) if all(line.startswith("$ ") for line in lines) else text


@pytest.fixture(scope="session")
def printed(parts, project_parts) -> list[tuple[str, str]]:
    """Every command with its location: in a block, or in a sentence."""
    found = []
    for part in (*parts, *project_parts):
        if hasattr(part, "language"):
            if part.language in {"bash", "console"}:
                found.append((str(part), commands(part.text)))
        else:
            inline = re.findall(r"`([^`]+)`", part.text)
            found += [(str(part), text) for text in inline if INLINE.match(text)]
    return found


def test_commands_in_blocks_sentences_and_the_readme_are_found(printed) -> None:
    assert [text for place, text in printed if "../README" in place and text.startswith("git clone <URL")]
    assert [text for place, text in printed if text.startswith("chmod 600 <YOUR KEY FILE>")]


@pytest.mark.skipif(not BASH, reason="bash is needed")
def test_unedited_commands_send_no_placeholder_and_change_nothing(printed, paste) -> None:
    (functions,) = [text for _, text in printed if "tfe() {" in text]
    for place, text in printed:
        calls, after = paste(text if "tfe() {" in text else f"{functions}\n{text}")
        for program, *words in calls:
            assert not any(FILLED_IN.search(word) for word in words), f"{place}: {program} gets a placeholder"
            assert not {"PATCH", "POST", "PUT", "DELETE"} & set(words), f"{place}: {program} changes something"
        with_placeholder = {name for name, value in after.items() if FILLED_IN.search(value)}
        assert with_placeholder == set(), place


@pytest.mark.skipif(not BASH, reason="bash is needed")
def test_a_copied_block_of_the_readme_calls_only_harmless_programs(project_parts, paste) -> None:
    harmless = {"bitbucket-terraform", "python3", "pip", "nox", "pytest"}
    for part in project_parts:
        if getattr(part, "language", "") == "console":
            calls, _ = paste(commands(part.text))
            assert {program for program, *_ in calls} <= harmless, part


@pytest.mark.parametrize(
    "value", ["\u2026", "...", "<YOUR ORGANIZATION>", "oc-\u2026", "acme-<YOUR WORKSPACE>", "xxxx"]
)
@pytest.mark.parametrize(
    "name", [one.name for one in VARIABLES if one.credential and one.name != "BITBUCKET_SSH_KEY"] + ["TFE_HOSTNAME"]
)
def test_verify_rejects_placeholders(name: str, value: str) -> None:
    partners = {
        "TFE_TOKEN": {"TFE_ORGANIZATION": "acme"},
        "TFE_ORGANIZATION": {"TFE_TOKEN": "token"},
        "BITBUCKET_CLIENT_ID": {"BITBUCKET_CLIENT_SECRET": "secret"},
        "BITBUCKET_CLIENT_SECRET": {"BITBUCKET_CLIENT_ID": "key"},
        "BITBUCKET_EMAIL": {"BITBUCKET_API_TOKEN": "token"},
        "BITBUCKET_API_TOKEN": {"BITBUCKET_EMAIL": "bot@acme.example"},
    }
    if name == "TFE_HOSTNAME" and value == "xxxx":
        pytest.skip("a hostname can have this form")
    with pytest.raises(SettingsError):
        read_settings({name: value} | partners.get(name, {}), None)


def test_tabs_of_terraform_enterprise_contain_no_host_of_hcp_terraform(parts) -> None:
    edition = ""
    for part in parts:
        text = part.text
        if not hasattr(part, "language"):
            edition = "" if text.startswith(":::") and "{" not in text else edition
            edition = found[1] if (found := re.match(r":sync: (hcp|enterprise)$", text)) else edition
        assert edition != "enterprise" or "app.terraform.io" not in text, part
