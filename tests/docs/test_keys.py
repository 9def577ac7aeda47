"""Every ssh-keygen command in the guide produces a key in the format that HashiCorp documents."""

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
def keygen_commands(parts) -> list[tuple[str, str]]:
    """Each command in a code block or a sentence, with its location."""
    pages = [(str(part), words) for part in parts for words in re.findall(r"ssh-keygen -[^`\n]*", part.text)]
    return [*pages, *FACTS]


def shell(command: str) -> None:
    subprocess.run([TOOLS["bash"], "-c", command], capture_output=True, check=True)


def test_ssh_keygen_commands_end_with_the_key_file(keygen_commands) -> None:
    assert [one for one in keygen_commands if not NAME.search(one[1])] == []


@needs_tools
def test_generated_and_converted_keys_have_the_documented_format(keygen_commands, verify, tmp_path: Path) -> None:
    assert any(" -p " in words for _, words in keygen_commands[: -len(FACTS)])
    assert any(" -t " in words for _, words in keygen_commands[: -len(FACTS)])
    once = {tuple(shlex.split(NAME.sub("key", words))): (place, words) for place, words in keygen_commands}
    for number, (place, words) in enumerate(once.values()):
        key = tmp_path / str(number)
        command = NAME.sub(str(key), words)
        if " -p " in words:
            key.touch(mode=0o600)
            key.write_bytes(pem(service_key(), b"passphrase"))
            command += " -P passphrase"  # replaces the prompt, because the test has no terminal
        shell(command)

        outcomes = verify([ssh_key_format, ssh_key_passphrase], ssh_key=key)

        assert {(one.outcome, one.advice) for one in outcomes.values()} == {("passed", "")}, f"{place}: {outcomes}"
