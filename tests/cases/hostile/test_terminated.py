"""SIGTERM, which CI systems send to cancel a job, ends a run as Ctrl+C does."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from checks.sandbox.healthy import generated
from checks.sandbox.server import serving

SIGNALS = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes without a signal")
@pytest.mark.parametrize("name", SIGNALS)
def test_leaves_no_temporary_files_and_reports_the_interruption(tmp_path, name):
    with serving(generated(60, datetime.now(UTC)), delay=0.15) as box:
        process = subprocess.Popen(
            [sys.executable, "-m", "checks", "--json", "r.json", "--html", "r.html"],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NO_PROXY": "127.0.0.1", **box.environment()},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A background process can ignore some signals, and its child processes would inherit that.
            preexec_fn=lambda: signal.signal(getattr(signal, name), signal.SIG_DFL),  # noqa: PLW1509 - one thread
        )
        with process:
            out = process.stdout.readline()
            time.sleep(0.5)
            process.send_signal(getattr(signal, name))
            out += process.communicate(timeout=60)[0]
    assert process.returncode == 130
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".r.")] == []
    assert "Interrupted." in out
    assert "Traceback" not in out


STUCK = """
import time
from checks import __main__ as command

def stuck(*_):
    while True:
        try:
            print("stuck", flush=True)
            time.sleep(60)
        except KeyboardInterrupt:
            print("lost", flush=True)

command.main = stuck
command.start()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes without a signal")
def test_a_second_signal_always_ends_the_process(tmp_path):
    program = [sys.executable, "-c", STUCK]
    with subprocess.Popen(program, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "stuck\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "lost\n"
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)
    assert process.returncode == 130
