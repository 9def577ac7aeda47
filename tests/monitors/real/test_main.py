"""The command, from the options to the exit status."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from checks.facts import sightings
from checks.monitors.real import session as sessions
from checks.monitors.real.__main__ import main, record
from checks.monitors.real.replay import Looked

OWN = ("--terraform-url", "http://127.0.0.1:1", "--bitbucket-url", "http://127.0.0.1:2")
ACCOUNT = ("--organization", "acme", "--workspace", "acme-infra")


def test_refuses_ci(tmp_path, capsys) -> None:
    words = [*ACCOUNT, "--session", str(tmp_path / "session.json")]
    assert main(words, {"CI": "1"}) == 2
    assert "The variable CI is set." in capsys.readouterr().err


def test_names_the_command_that_stores_a_session(tmp_path, capsys) -> None:
    assert main([*ACCOUNT, "--session", str(tmp_path / "session.json")], {}) == 2
    assert "Sign in with: nox -s real -- --sign-in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ((), "--organization and --workspace are required"),
        ((*ACCOUNT, *OWN), "nothing from there can be recorded in the guide"),
        (
            (*ACCOUNT, *OWN, "--record", "x.json", "--take", "new-client"),
            "Choose other files with --record and --docs.",
        ),
    ],
)
def test_rejects_options_that_do_not_fit_together(words, problem, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words, {})
    assert ended.value.code == 2
    assert problem in capsys.readouterr().err


def test_records_seen_labels_and_removes_missing_ones(tmp_path, capsys) -> None:
    file, today = tmp_path / "on_screen.json", datetime.now(UTC).date()
    record(Looked(seen={"bitbucket-screens.client-url", "bitbucket.account-write"}), file, today)
    record(Looked(missing={"bitbucket-screens.client-url": "renamed"}), file, today)
    assert sightings.read(file) == {"bitbucket.account-write": sightings.Sighting("Account: Write", today)}
    assert "Recorded 2 labels" in capsys.readouterr().out


@pytest.mark.browser
def test_the_command_on_the_sandbox(standin, session, tmp_path, request) -> None:
    root = request.config.rootpath
    shutil.copytree(root / "docs", tmp_path / "docs")
    shutil.copy(root / "conf.py", tmp_path)
    file, seen = tmp_path / "session.json", tmp_path / "on_screen.json"
    sessions.store(session, file)
    state = standin.state
    words = [
        *("--organization", state.scenario.organization.name, "--workspace", state.scenario.credentials.workspace),
        *("--terraform-url", state.terraform_url, "--bitbucket-url", state.bitbucket_url, "--headless"),
        *("--session", str(file), "--record", str(seen), "--docs", str(tmp_path / "docs"), "--take", "new-client"),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    before = state.scenario
    done = subprocess.run(
        [sys.executable, "-m", "checks.monitors.real", *words],
        env=environment,
        text=True,
        capture_output=True,
        check=False,
        timeout=500,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "0 missing" in done.stdout
    assert "Stored the screenshot 'new-client'. It replaces an illustration" in done.stdout
    assert len(json.loads(seen.read_text())) > 30
    assert state.scenario == before
    manifest = json.loads((tmp_path / "docs/pictures/manifest.json").read_text())["pictures"]
    assert manifest["new-client"]["kind"] == "real"
