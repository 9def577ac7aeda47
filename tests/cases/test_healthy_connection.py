"""A healthy connection passes every applicable check, as the baseline for the other tests in this folder."""

from datetime import UTC, datetime

from checks.sandbox.healthy import healthy


def test_a_healthy_connection_passes(run_command):
    run = run_command(healthy(datetime.now(UTC)))
    assert (run.status, run.findings(verdicts=("failed", "unknown"))) == (0, [])
    assert run.outcome("webhooks") == "passed"
