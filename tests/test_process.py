"""The process of the command: its exit status, interruptions, and closed output."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checks.clients.http import ANSWER_SECONDS, SILENCE_SECONDS
from checks.sandbox.response_faults import ResponseFault, answer, dripping

ROOT = Path(__file__).parents[1]


@pytest.fixture
def start(tmp_path):
    def starting(*arguments, **environ):
        path = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        return subprocess.Popen(
            [sys.executable, "-m", "checks", *arguments],
            env=path | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return starting


def test_ends_with_the_status_of_the_run(start):
    with start() as process:
        out, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "Set at least one of these" in out
    assert err == ""


def test_escapes_characters_that_the_terminal_cannot_show(start):
    with start("--help", PYTHONIOENCODING="ascii") as process:
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "(oc-\\u2026)" in out


@pytest.fixture
def interrupted(start):
    """Return a function that interrupts a run after its output matches a pattern, and returns its results."""

    def interrupting(*arguments, until=None, **environ):
        with start(*arguments, **environ) as process:
            output = ""
            for line in process.stdout:
                output += line
                if re.search(until or "", output):
                    break
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        return process.returncode, output + out, err, time.monotonic() - began

    return interrupting


def test_is_interrupted_at_once_during_a_slow_response(interrupted, silent_server):
    given = {"TFE_TOKEN": "planted", "TFE_ORGANIZATION": "acme", "TFE_ADDRESS": silent_server}
    status, out, err, seconds = interrupted("terraform-token", **given)
    assert status == 130
    assert "Interrupted. 1 of 1 checks have no result." in out
    assert err == ""
    assert seconds < SILENCE_SECONDS / 2


def test_is_interrupted_at_once_during_many_slow_responses(interrupted, sandbox):
    slow = ResponseFault("bitbucket", "*/hooks", dripping(5))
    environ = sandbox(slow).environment()
    status, out, err, seconds = interrupted("webhooks", until="VCS provider is authorized", **environ)
    assert status == 130
    assert "  passed   The VCS provider is authorized" in out
    assert "Interrupted. 1 of 5 checks have no result." in out
    assert err == ""
    assert seconds < ANSWER_SECONDS / 2


def test_is_interrupted_at_once_during_a_wait_for_a_retry(interrupted, sandbox):
    busy = ResponseFault("terraform", "*/oauth-clients", answer(429, Retry_After="55"))
    environ = sandbox(busy).environment()
    status, out, err, seconds = interrupted("provider-selected", until="API token", **environ)
    assert (status, err) == (130, "")
    assert "Interrupted. 1 of 2 checks have no result." in out
    assert seconds < 20


def test_is_interrupted_at_once_during_a_wait_for_all_checks_to_pass(interrupted, sandbox):
    environ = sandbox("hook-deleted").environment()
    status, out, err, seconds = interrupted("webhooks", "--wait=90", until="Repeating", **environ)
    assert (status, err) == (130, "")
    assert "Interrupted. Results of the last round:" in out
    assert "Failed: Every connected workspace and policy set has an active push webhook" in out
    assert seconds < 20


def test_shows_the_known_results_after_an_interruption_in_nox(tmp_path, silent_server):
    pytest.importorskip("nox")
    given = {"TFE_TOKEN": "planted", "TFE_ORGANIZATION": "acme", "TFE_ADDRESS": silent_server}
    noxfile = tmp_path / "noxfile.py"
    noxfile.write_text(
        "import importlib.util, sys, nox\n"
        f"spec = importlib.util.spec_from_file_location('ours', {str(ROOT / 'noxfile.py')!r})\n"
        "ours = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(ours)\n"
        "nox.registry._REGISTRY.clear()\n"
        "@nox.session(venv_backend='none')\n"
        "def verify(session):\n"
        f"    ours.run({sys.executable!r}, '-m', 'checks', *session.posargs)\n"
    )
    command = [sys.executable, "-m", "nox", "-f", str(noxfile), "-s", "verify", "--", "terraform-token"]
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)} | given
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        while "Checking" not in process.stdout.readline():
            pass
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to both nox and the command
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Interrupted. 1 of 1 checks have no result." in out
    assert "Traceback" not in out


@pytest.mark.parametrize("option", ["--help", "--version", "--list", "--explain"])
def test_ignores_a_closed_output(start, option):
    with start(option) as process:
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=30)
    assert (process.returncode, err) == (0, "")


def test_continues_if_the_output_is_closed_during_the_run(start, sandbox, tmp_path):
    with start("--json", str(tmp_path / "r.json"), **sandbox().environment()) as process:
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=30)
    assert process.returncode == 0
    assert err == ""
    assert json.loads((tmp_path / "r.json").read_text())["exit_status"] == 0
