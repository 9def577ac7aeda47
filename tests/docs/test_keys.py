"""Every command of ssh-keygen in the guide leaves a key in the form that HashiCorp documents."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from checks.facts import ssh
from checks.sandbox.keys import pem, service_key
from checks.ssh_key_format import ssh_key_format
from checks.ssh_key_passphrase import ssh_key_passphrase

TOOLS = {name: shutil.which(name) or "" for name in ("bash", "ssh-keygen")}
needs_tools = pytest.mark.skipif(not all(TOOLS.values()), reason=f"the commands of the guide need {', '.join(TOOLS)}")

FACTS = [("ssh.KEYGEN", ssh.KEYGEN.text), ("ssh.REWRITE", ssh.REWRITE.text)]
NAME = re.compile(r'"?(<YOUR KEY FILE>|service_terraform)"?$')


@pytest.fixture(scope="module")
def told(parts) -> list[tuple[str, str]]:
    """Each command, in a block or in a sentence, with its place."""
    pages = [(str(part), words) for part in parts for words in re.findall(r"ssh-keygen -[^`\n]*", part.text)]
    return [*pages, *FACTS]


def shell(command: str) -> None:
    subprocess.run([TOOLS["bash"], "-c", command], capture_output=True, check=True)


def test_a_command_ends_with_the_file_that_the_reader_names(told) -> None:
    assert [one for one in told if not NAME.search(one[1])] == []


@needs_tools
def test_a_key_that_is_made_or_rewritten_is_of_the_documented_form(told, verify, tmp_path: Path) -> None:
    assert any(" -p " in words for _, words in told[: -len(FACTS)])
    assert any(" -t " in words for _, words in told[: -len(FACTS)])
    once = {tuple(shlex.split(NAME.sub("key", words))): (place, words) for place, words in told}
    for number, (place, words) in enumerate(once.values()):
        key = tmp_path / str(number)
        command = NAME.sub(str(key), words)
        if " -p " in words:
            key.touch(mode=0o600)
            key.write_bytes(pem(service_key(), b"passphrase"))
            command += " -P passphrase"  # what a reader types; there is no terminal here
        shell(command)

        outcomes = verify([ssh_key_format, ssh_key_passphrase], ssh_key=key)

        assert {(one.outcome, one.advice) for one in outcomes.values()} == {("passed", "")}, f"{place}: {outcomes}"
