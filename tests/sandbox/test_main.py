import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from checks.sandbox.__main__ import main as start
from checks.sandbox.faults import FAULTS

COMMAND = [sys.executable, "-m", "checks.sandbox"]


def main(words):
    return start(words, {}, "sandbox")


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
    process, environment = started("--fault", "public-consumer", "--workspaces", "3")
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


def test_a_command_runs_with_all_that_it_needs_and_its_status_is_passed_on():
    program = """
import os, sys, urllib.request
request = urllib.request.Request(os.environ["TFE_ADDRESS"] + "/api/v2/ping")
request.add_header("Authorization", "Bearer " + os.environ["TFE_TOKEN"])
sys.exit(urllib.request.urlopen(request).status - 200)
"""
    done = subprocess.run([*COMMAND, "--", sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (4, "", "")


def test_a_command_that_does_not_exist_is_named(capsys):
    assert main(["--", "no-such-command"]) == 2
    assert capsys.readouterr().err == "The command 'no-such-command' cannot be run: No such file or directory.\n"


def test_the_faults_are_listed_with_what_happened(capsys):
    assert main(["--list-faults"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == len(FAULTS)
    assert '"This is a private consumer" was not ticked.' in next(line for line in listed if "public-consumer" in line)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--fault", "blank-calback"], "There is no fault 'blank-calback'. Similar name: 'blank-callback'."),
        (["--workspaces", "-3"], "'-3' is not a whole number of at least 0."),
        (["--port", "65535"], "'65535' is not a valid port: the maximum is 65534."),
        (["--delay", "soon"], "'soon' is not a whole number of at least 0."),
    ],
)
def test_wrong_input_is_answered_with_one_sentence(words, sentence, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert re.sub(r"\s+", " ", capsys.readouterr().err).strip().endswith(sentence)


def test_a_fault_that_would_change_nothing_is_refused(capsys):
    assert main(["--workspaces", "1", "--fault", "hook-deleted"]) == 2
    assert capsys.readouterr().err.startswith("The fault 'hook-deleted' has no effect here.")


def test_a_port_that_is_taken_is_named(sandbox, capsys):
    port = sandbox().environment()["TFE_HOSTNAME"].partition(":")[2]
    assert main(["--port", port]) == 2
    assert f"port {port}" in capsys.readouterr().err


def test_unconnected_it_tells_what_to_open_and_exports_no_key_that_nobody_knows_yet():
    process, environment = started("--unconnected", "--screens", "consumers")
    try:
        assert "BITBUCKET_CLIENT_ID" not in environment
        assert "BITBUCKET_SSH_KEY" not in environment
        lines = [process.stdout.readline() for _ in range(2)]
        assert f"{environment['TFE_ADDRESS']}/sandbox/values" in lines[0]
        page = requests.get(f"{environment['TFE_ADDRESS']}/sandbox/values", timeout=5).text
        assert "export BITBUCKET_SSH_KEY=" in page
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)


def test_bitbucket_shows_the_form_that_was_asked_for():
    process, environment = started("--screens", "consumers")
    try:
        address = f"{environment['BITBUCKET_URL']}/acme-infra/workspace/settings/oauth-"
        cookies = {"sandbox_bitbucket": "jordan-lee"}
        assert requests.get(f"{address}consumers", cookies=cookies, timeout=5).status_code == 200
        assert requests.get(f"{address}clients", cookies=cookies, timeout=5).status_code == 404
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)


@pytest.mark.parametrize("words", [["--fault", "public-consumer"], ["--workspaces", "3"]])
def test_nothing_can_break_that_is_not_there_yet(words, capsys):
    with pytest.raises(SystemExit):
        main(["--unconnected", *words])
    assert "--unconnected cannot be combined" in capsys.readouterr().err


def test_nothing_is_said_of_a_reader_who_is_gone():
    with subprocess.Popen([*COMMAND, "--list-faults"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        errors = process.stderr.read()
        process.wait(timeout=30)
    assert (process.returncode, errors) == (0, b"")


def test_after_an_interruption_the_command_still_says_what_it_knows():
    words = "import time\ntry:\n    print('ready', flush=True)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n"
    words += "    time.sleep(0.6)\n    print('known', flush=True)\n    raise SystemExit(130)"
    with subprocess.Popen(
        [*COMMAND, "--", sys.executable, "-c", words], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the sandbox and to the command alike
        out, _ = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "known\n")
