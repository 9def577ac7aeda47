"""A run with a time budget ends in time, and checks first what earlier runs did not check for longest."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from checks.cli.outputs import FORMATS
from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer, dripping
from checks.sandbox.server import serving


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a run, which writes every report."""

    def starting(environment, *arguments):
        reports = [word for form in FORMATS for word in (f"--{form}", f"report.{form}")]
        return subprocess.Popen(
            [sys.executable, "-m", "checks", *arguments, *reports],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NO_PROXY": "127.0.0.1"} | environment,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return starting


def report(folder):
    return json.loads((folder / "report.json").read_text())


def outcomes(document):
    return {check["id"]: check["outcome"] for check in document["checks"]}


def left_out(document):
    return {(one["check"], one["subject"]) for one in document["not_checked"]}


class TestTheBudgetHolds:
    def run(self, start, environment, *arguments, seconds=20):
        began = time.monotonic()
        with start(environment, "--within", f"{seconds}s", *arguments) as process:
            out, _ = process.communicate(timeout=60)
        assert time.monotonic() - began < seconds
        return process.returncode, out

    def test_with_500_repositories_and_slow_responses(self, start, tmp_path):
        with serving(generated(500, datetime.now(UTC)), delay=0.5) as running:
            status, out = self.run(start, running.environment())
        document = report(tmp_path)
        assert status == document["exit_status"] == 2
        assert "Not checked in the time budget of 20s" in out
        for name in ("webhooks", "last-fetch", "branch-exists"):
            assert outcomes(document)[name] == "unknown"
            named = {subject for check, subject in left_out(document) if check == name}
            assert 0 < len(named) < 500
            (check,) = [one for one in document["checks"] if one["id"] == name]
            verdicts = {one["subject"]: one["verdict"] for one in check["findings"] if one["verdict"] != "advice"}
            assert len(verdicts) == 500
            assert {subject for subject, verdict in verdicts.items() if verdict == "unknown"} == named

    @pytest.mark.parametrize(
        "how",
        [dripping(5), answer(429, Retry_After="3000"), answer(503)],
        ids=["slow bytes", "long wait", "unavailable"],
    )
    def test_with_faulty_responses(self, start, sandbox, tmp_path, how):
        running = sandbox(ResponseFault("bitbucket", "*/hooks", how))
        status, _ = self.run(start, running.environment(), "webhooks")
        assert status == 2
        assert outcomes(report(tmp_path))["webhooks"] == "unknown"

    def test_if_the_list_of_workspaces_does_not_arrive(self, start, sandbox, tmp_path):
        running = sandbox(ResponseFault("terraform", "*/workspaces", dripping(1)))
        status, _ = self.run(start, running.environment())
        assert status == 2
        assert "passed" not in {outcomes(report(tmp_path))[name] for name in ("webhooks", "last-fetch")}


def test_three_nights_check_everything_that_one_night_cannot(run_command, tmp_path):
    scenario, limited = generated(24, datetime.now(UTC)), {"BITBUCKET_HOURLY_SHARE": "1"}  # 10 requests an hour
    last = tmp_path / "last.json"
    seen: dict[str, set[str]] = {"webhooks": set(), "branch-exists": set()}
    for night in range(3):
        run = run_command(scenario, "--within", "20s", "--compare", str(last), env=limited)
        assert run.status == 2
        document = json.loads(run.report)
        last.write_text(run.report)
        for name, checked in seen.items():
            today = {one["subject"] for one in run.findings(name, verdicts=("passed",))}
            assert len(today) >= 8
            assert len(today - checked) >= min(8, 24 - len(checked))  # what was never checked comes first
            checked.update(today)
            never = {one["subject"] for one in document["not_checked"] if one["check"] == name and not one["verdict"]}
            assert never == {one["subject"] for one in run.findings(name, verdicts=("unknown",))} - checked
            assert run.outcome(name) == "unknown"
        assert night == 0 or document["comparison"]["new"] == []
    assert {len(checked) for checked in seen.values()} == {24}


def test_a_budget_that_is_sufficient_changes_nothing(run_command):
    scenario = generated(20, datetime.now(UTC))
    with_budget, without = (run_command(scenario, *arguments) for arguments in (("--within", "10m"), ()))
    assert with_budget.status == without.status
    assert {name: check["findings"] for name, check in with_budget.checks.items()} == {
        name: check["findings"] for name, check in without.checks.items()
    }
    assert json.loads(with_budget.report)["not_checked"] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_an_interrupted_run_writes_every_report(start, sandbox, tmp_path, number):
    running = sandbox("public-consumer", ResponseFault("bitbucket", "*/hooks", dripping(5)))
    with start(running.environment()) as process:
        for line in process.stdout:
            if "Create a Terraform workspace" in line:
                break
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, "")
    document = report(tmp_path)
    missing = document["totals"]["without_result"]
    assert document["interrupted"]
    assert missing > 0
    assert outcomes(document)["private-consumer"] == "failed"
    assert "webhooks" not in outcomes(document)
    assert f"{missing} without a result" in out
    words = f"This run was interrupted. {missing} of {missing + len(document['checks'])} checks have no result."
    for form in FORMATS.keys() - {"json"}:
        assert words in (tmp_path / f"report.{form}").read_text()


def test_a_run_after_an_interruption_still_has_the_earlier_results(start, run_command, sandbox, tmp_path):
    whole = run_command(generated(5, datetime.now(UTC)))
    last = tmp_path / "last.json"
    last.write_text(whole.report)
    running = sandbox(generated(5, datetime.now(UTC)), ResponseFault("terraform", "*/account/details", dripping(5)))
    with start(running.environment(), "--within", "1h", "--compare", str(last)) as process:
        while not re.search("Checking", process.stdout.readline()):
            pass
        process.terminate()
        process.communicate(timeout=20)
    kept = {(one["check"], one["verdict"]) for one in report(tmp_path)["not_checked"]}
    assert {("webhooks", "passed"), ("last-fetch", "passed")} <= kept
