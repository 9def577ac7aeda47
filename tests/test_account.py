"""The live checks in pytest are opt-in, run in a single process, and show no secrets."""

import os
import subprocess
import sys
from pathlib import Path

from checks.engine.registry import all_checks

ROOT = Path(__file__).parent.parent


def run(sandbox, *arguments, **environment):
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rs", "tests/account", *arguments]
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TF", "BITBUCKET_"))}
    given = {**known, "NO_PROXY": "127.0.0.1", **sandbox.environment(), **environment}
    return subprocess.run(command, cwd=ROOT, env=given, check=False, capture_output=True, text=True, timeout=60)


def test_sends_no_requests_without_the_option(sandbox, requests_log):
    done = run(sandbox())
    assert done.returncode == 0
    assert "pytest tests/account --live" in done.stdout
    assert not requests_log


def test_a_healthy_connection_passes(sandbox):
    done = run(sandbox(), "--live")
    assert done.returncode == 0, done.stdout
    assert f"{len(all_checks()) - 2} passed, 2 skipped" in done.stdout


def test_reports_a_failure_as_verify_does_without_secrets(sandbox):
    running = sandbox("missing-webhook-permission")
    done = run(running, "--live")
    assert done.returncode == 1
    assert "Edit the consumer, select Webhooks: Read and write" in done.stdout
    given = running.environment()
    for name in ("TFE_TOKEN", "BITBUCKET_CLIENT_SECRET", "BITBUCKET_API_TOKEN"):
        assert given[name] not in done.stdout + done.stderr


def test_rejects_several_processes(sandbox):
    done = run(sandbox(), "--live", "-n", "2")
    assert done.returncode == 2
    assert "omit -n" in done.stdout + done.stderr


def test_invalid_settings_end_with_a_message_and_status_2(sandbox):
    done = run(sandbox(), "--live", BITBUCKET_API_TOKEN="")
    assert done.returncode == 2
    assert "BITBUCKET_API_TOKEN" in done.stdout + done.stderr
