"""The command, from the options to the exit status."""

import json
import os
import shutil
import stat
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.facts import sightings
from checks.facts.index import find
from checks.monitors.real import session as sessions
from checks.monitors.real.__main__ import main, record, report
from checks.monitors.real.replay import Looked
from checks.monitors.robot.manual_steps import ADMINISTRATOR
from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving

OWN = ("--terraform-url", "http://127.0.0.1:1", "--bitbucket-url", "http://127.0.0.1:2")
XVFB = shutil.which("Xvfb")
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


def test_records_the_wording_that_the_screen_shows(tmp_path) -> None:
    name, file, today = "terraform-screens.add-ssh-key", tmp_path / "on_screen.json", datetime.now(UTC).date()
    record(Looked(seen={name}, reworded={name: "Add SSH key"}), file, today)
    (seen,) = sightings.read(file).values()
    assert seen == sightings.Sighting("Add SSH key", today)
    # The screen doesn't confirm the text that the fact has now.
    assert sightings.day_of(seen, find(name).fact) is None


def test_lists_other_wordings() -> None:
    looked = Looked(seen={"terraform-screens.new-run"}, reworded={"terraform-screens.new-run": "+ New run"})
    (line, _) = report(looked, [])
    assert line.startswith("terraform-screens.new-run: the screen shows '+ New run'")


@pytest.mark.browser
def test_a_person_signs_in_and_the_session_is_stored(browser, standin, tmp_path, monkeypatch, capsys) -> None:
    file, state = tmp_path / "session.json", standin.state
    urls = ("--terraform-url", state.terraform_url, "--bitbucket-url", state.bitbucket_url)

    class Person:
        """Sign in in both tabs, and then press Enter."""

        def readline(self) -> str:
            terraform, bitbucket = browser.contexts[-1].pages
            terraform.get_by_role("button", name=f"Log in as {state.scenario.organization.email}").click()
            bitbucket.goto(f"{state.bitbucket_url}/account/signin/")
            bitbucket.get_by_role("button", name=f"Log in as {ADMINISTRATOR}").click()
            bitbucket.get_by_role("button", name="Your profile").wait_for()
            return "\n"

    monkeypatch.setattr(sessions, "own_browser", lambda **_: nullcontext(browser))
    monkeypatch.setattr(sys, "stdin", Person())
    assert main(["--sign-in", *urls, "--session", str(file)], {}) == 0
    browser.contexts[-1].close()
    assert "Delete the file when you no longer need it." in capsys.readouterr().out
    with sessions.signed_in(browser, sessions.read(file)) as (context, _):
        page = context.new_page()
        for url in (f"{state.terraform_url}/app/{state.scenario.organization.name}", state.bitbucket_url):
            page.goto(url)
            assert page.get_by_role("button", name="Log in as").count() == 0
            assert "sign" not in page.url


@pytest.mark.browser
@pytest.mark.skipif(not XVFB, reason="A visible window needs a display. On Debian: apt-get install xvfb")
def test_the_window_to_sign_in_is_visible(standin, tmp_path) -> None:
    state, file = standin.state, tmp_path / "session.json"
    words = [
        *("--sign-in", "--session", str(file)),
        *("--terraform-url", state.terraform_url, "--bitbucket-url", state.bitbucket_url),
    ]
    read, write = os.pipe()
    with subprocess.Popen([XVFB, "-displayfd", str(write), "-screen", "0", "1600x1200x24"], pass_fds=[write]) as screen:
        os.close(write)
        with os.fdopen(read) as number:
            environment = {name: value for name, value in os.environ.items() if name != "CI"}
            done = subprocess.run(
                [sys.executable, "-m", "checks.monitors.real", *words],
                env=environment | {"DISPLAY": f":{number.readline().strip()}"},
                input="\n",
                text=True,
                capture_output=True,
                check=False,
                timeout=300,
            )
        screen.terminate()
    assert (done.returncode, done.stderr) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.browser
@pytest.mark.parametrize(("screens", "picture"), [("clients", "new-client"), ("consumers", "new-consumer")])
def test_the_command_on_the_sandbox(screens, picture, session, tmp_path, request) -> None:
    # Terraform Enterprise and the earlier form of Bitbucket don't affect each other, so one run tries both.
    edition = "enterprise" if screens == "consumers" else "hcp"
    scenario = replace(healthy(datetime.now(UTC)), screens=screens)
    if edition == "enterprise":
        scenario = replace(scenario, app_name="Terraform Enterprise", release="2.0.8")
    root = request.config.rootpath
    shutil.copytree(root / "docs", tmp_path / "docs")
    shutil.copy(root / "conf.py", tmp_path)
    file, seen = tmp_path / "session.json", tmp_path / "on_screen.json"
    sessions.store(session, file)
    with serving(scenario) as sandbox:
        state = sandbox.state
        words = [
            *("--organization", state.scenario.organization.name, "--workspace", state.scenario.credentials.workspace),
            *("--terraform-url", state.terraform_url, "--bitbucket-url", state.bitbucket_url, "--headless"),
            *("--session", str(file), "--record", str(seen), "--docs", str(tmp_path / "docs"), "--take", picture),
            *("--edition", edition, "--screens", screens),
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
    assert f"Stored the screenshot {picture!r}. It replaces an illustration" in done.stdout
    assert len(json.loads(seen.read_text())) >= 30
    assert state.scenario == before
    manifest = json.loads((tmp_path / "docs/pictures/manifest.json").read_text())["pictures"]
    assert manifest[picture]["kind"] == "real"
