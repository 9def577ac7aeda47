import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from checks.sandbox.__main__ import main
from checks.sandbox.faults import FAULTS

COMMAND = [sys.executable, "-m", "checks.sandbox"]


def started(*words):
    process = subprocess.Popen(
        [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    lines = []
    while not lines or lines[-1].startswith("export "):
        lines.append(process.stdout.readline())
    return process, dict(shlex.split(line)[1].split("=", 1) for line in lines[:-1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped_and_leaves_nothing_behind(number):
    process, environment = started("--fault", "hook-deleted", "--workspaces", "3")
    try:
        headers = {"Authorization": f"Bearer {environment['TFE_TOKEN']}"}
        url = f"{environment['TFE_ADDRESS']}/api/v2/organizations/acme/workspaces"
        assert requests.get(url, headers=headers, timeout=5).json()["meta"]["pagination"]["total-count"] == 3
        assert Path(environment["BITBUCKET_SSH_KEY"]).exists()
    finally:
        process.send_signal(number)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert errors == ""
    assert not Path(environment["BITBUCKET_SSH_KEY"]).parent.exists()


def test_the_faults_are_listed_with_what_happened(capsys):
    assert main(["--list-faults"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == len(FAULTS)
    assert '"This is a private consumer" was not ticked.' in next(line for line in listed if "public-consumer" in line)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--fault", "blank-calback"], "There is no fault 'blank-calback'. The nearest name is 'blank-callback'."),
        (["--workspaces", "-3"], "'-3' is not a whole number from 0 on."),
        (["--delay", "soon"], "'soon' is not a whole number from 0 on."),
    ],
)
def test_wrong_input_is_answered_with_one_sentence(words, sentence, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert re.sub(r"\s+", " ", capsys.readouterr().err).strip().endswith(sentence)


def test_a_port_that_is_taken_is_named(sandbox, capsys):
    port = sandbox().environment()["TFE_HOSTNAME"].partition(":")[2]
    assert main(["--port", port]) == 2
    assert f"port {port}" in capsys.readouterr().err
