import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from checks.sandbox import command
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
def test_serves_until_stopped_and_deletes_its_files(number):
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


def test_runs_a_command_with_the_environment_and_returns_its_exit_status():
    program = """
import os, sys, urllib.request
request = urllib.request.Request(os.environ["TFE_ADDRESS"] + "/api/v2/ping")
request.add_header("Authorization", "Bearer " + os.environ["TFE_TOKEN"])
sys.exit(urllib.request.urlopen(request).status - 200)
"""
    done = subprocess.run([*COMMAND, "--", sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (4, "", "")


def test_error_for_an_unknown_command_contains_its_name(capsys):
    assert main(["--", "no-such-command"]) == 2
    assert capsys.readouterr().err == "The command 'no-such-command' can't be run: No such file or directory.\n"


def test_lists_faults_with_descriptions(capsys):
    assert main(["--list-faults"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == len(FAULTS)
    assert '"This is a private consumer" was not selected.' in next(
        line for line in listed if "public-consumer" in line
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--fault", "blank-calback"], "There is no fault 'blank-calback'. Similar name: 'blank-callback'."),
        (["--workspaces", "-3"], "'-3' is not a whole number of at least 0."),
        (["--port", "65535"], "'65535' is not a valid port: the maximum is 65534."),
        (["--delay", "soon"], "'soon' is not a whole number of at least 0."),
    ],
)
def test_reports_invalid_input_in_one_sentence(words, sentence, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert re.sub(r"\s+", " ", capsys.readouterr().err).strip().endswith(sentence)


def test_rejects_a_fault_without_effect(capsys):
    assert main(["--workspaces", "1", "--fault", "hook-deleted"]) == 2
    assert capsys.readouterr().err.startswith("The fault 'hook-deleted' has no effect here.")


def test_error_for_a_port_in_use_contains_the_port(sandbox, capsys):
    port = sandbox().environment()["TFE_HOSTNAME"].partition(":")[2]
    assert main(["--port", port]) == 2
    assert f"port {port}" in capsys.readouterr().err


def test_unconnected_prints_the_url_to_open_and_exports_no_keys():
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


def test_bitbucket_shows_the_selected_form():
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
def test_unconnected_cannot_be_combined_with_faults_or_workspaces(words, capsys):
    with pytest.raises(SystemExit):
        main(["--unconnected", *words])
    assert "--unconnected can't be combined" in capsys.readouterr().err


def test_prints_no_error_if_the_reader_of_the_pipe_has_exited():
    with subprocess.Popen([*COMMAND, "--list-faults"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        errors = process.stderr.read()
        process.wait(timeout=30)
    assert (process.returncode, errors) == (0, b"")


def test_waits_for_the_output_of_an_interrupted_command():
    words = "import time\ntry:\n    print('ready', flush=True)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n"
    words += "    time.sleep(0.6)\n    print('known', flush=True)\n    raise SystemExit(130)"
    with subprocess.Popen(
        [*COMMAND, "--", sys.executable, "-c", words], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)  # like a terminal: interrupt both the sandbox and the command
        out, _ = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "known\n")


@pytest.mark.parametrize(
    ("program", "typed"),
    [
        ("bitbucket-terraform sandbox", "bitbucket-terraform verify"),
        ("python -m checks sandbox", "python -m checks verify"),
        ("python -m checks.sandbox", "python -m checks verify"),
        ("nox -s practice --", "nox -s verify"),
    ],
)
def test_the_page_of_values_shows_the_command_that_works_for_the_user(program: str, typed: str) -> None:
    assert command._verify_command(program) == typed
