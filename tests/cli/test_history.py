"""``history`` files reports and shows the history, and its exit status says whether there is something new."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks.cli.arguments import UsageError
from checks.cli.history import main
from checks.diagnosis.baseline import SCHEMA_VERSION

NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def filed(folder):
    """Return a function that files the report of a night with a verdict, so many days ago."""

    def file_one(verdict, ago=0, organization="acme"):
        check = {"id": "webhooks", "outcome": verdict, "reason": None, "findings": []}
        check["findings"].append({"verdict": verdict, "subject": "acme/network", "ids": ["ws-1"], "scope": []})
        report = {
            "schema_version": SCHEMA_VERSION,
            "started": (NOW - timedelta(days=ago)).isoformat(),
            "interrupted": False,
            "settings": {"terraform_url": "https://app.terraform.io", "organization": organization, "provider": None}
            | {"workspaces": [], "repositories": [], "sample": None},
            "diagnosis": None,
            "checks": [check],
            "not_checked": [],
            "exit_status": {"passed": 0, "failed": 1, "unknown": 2}[verdict],
        }
        path = folder / f"{organization}-{ago}.json"
        path.write_text(json.dumps(report))
        return history("add", str(path))

    return file_one


def history(*arguments):
    return main(arguments, {}, "bitbucket-terraform history")


def test_files_reports_in_a_new_ledger_of_the_current_folder(folder, filed, capsys):
    assert filed("passed") == 0
    assert capsys.readouterr().out == "1 filed, 0 already filed, 0 refused\n"
    assert (folder / "history.sqlite").exists()
    assert filed("passed") == 0
    assert capsys.readouterr().out == "0 filed, 1 already filed, 0 refused\n"


def test_files_the_other_reports_if_one_is_refused(folder, filed, capsys):
    filed("passed", 1)
    folder.joinpath("empty.json").write_text("")
    folder.joinpath("acme-2.json").write_bytes(folder.joinpath("acme-1.json").read_bytes().replace(b"acme", b"beta"))
    with pytest.raises(UsageError, match=r"empty\.json: the report isn't valid JSON"):
        history("add", "empty.json", "acme-2.json")
    assert "1 filed, 0 already filed, 1 refused" in capsys.readouterr().out


def test_shows_the_history(filed, capsys):
    filed("passed", 1)
    filed("failed")
    assert history("show") == 0
    shown = capsys.readouterr().out
    assert "New in the last run\n  acme: webhooks: acme/network\n" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("verdicts", "status"), [(["passed"], 0), (["passed", "failed"], 1), (["unknown"], 2), (["failed", "passed"], 0)]
)
def test_check_has_the_status_of_the_last_runs(filed, verdicts, status):
    for ago, verdict in enumerate(reversed(verdicts)):
        filed(verdict, ago)
    assert history("check") == status


def test_check_is_unknown_if_an_organization_was_not_checked(filed):
    filed("passed")
    filed("passed", 3, "globex")
    assert history("check") == 2
    assert history("check", "--new") == 0


class TestRetire:
    """A retired organization is hidden until a report of a later run is filed."""

    @pytest.fixture(autouse=True)
    def renamed(self, filed, capsys):
        filed("passed")
        filed("failed", 3, "acme-old")
        assert history("check") == 1
        capsys.readouterr()

    def test_hides_an_organization_that_was_renamed(self, capsys):
        assert history("retire", "acme-old") == 0
        assert capsys.readouterr().out == "acme-old is hidden until you file a report of a later run.\n"
        assert history("check") == 0
        assert history("show") == 0
        shown = capsys.readouterr().out
        assert "1 organization, 0 new, 0 still open, 0 fixed, 1 retired" in shown
        assert "acme-old" not in shown

    @pytest.mark.parametrize("form", ["html", "json", "markdown", "metrics"])
    def test_hides_the_organization_in_each_output(self, form, capsys):
        history("retire", "acme-old")
        capsys.readouterr()
        assert history(form) == 0
        assert "acme-old" not in capsys.readouterr().out

    def test_ends_with_a_report_of_a_later_run(self, filed):
        history("retire", "acme-old")
        filed("failed", 4, "acme-old")
        assert history("check") == 0
        filed("failed", 1, "acme-old")
        assert history("check") == 1

    def test_can_be_repeated_after_a_later_run(self, filed):
        history("retire", "acme-old")
        filed("failed", 1, "acme-old")
        history("retire", "acme-old")
        assert history("check") == 0

    def test_selects_one_of_several_organizations_with_the_same_name(self, folder, filed, capsys):
        filed("failed", 4)
        report = folder / "acme-4.json"
        report.write_text(report.read_text().replace("app.terraform.io", "tfe.example.com"))
        history("add", str(report))
        with pytest.raises(UsageError, match=r"no organization acme; it has: acme \(app\.terraform\.io\), acme \(tfe"):
            history("retire", "acme")
        assert history("retire", "acme (tfe.example.com)") == 0
        capsys.readouterr()
        history("show")
        assert "tfe.example.com" not in capsys.readouterr().out

    def test_leaves_nothing_to_check(self, capsys):
        history("retire", "acme")
        history("retire", "acme-old")
        capsys.readouterr()
        assert history("check") == 2
        assert capsys.readouterr().out == "All organizations are retired.\n"

    def test_rejects_an_organization_that_the_history_does_not_have(self):
        with pytest.raises(UsageError, match="the history has no organization globex; it has: acme, acme-old"):
            history("retire", "globex")


@pytest.mark.parametrize("arguments", [(), ("--new",)])
def test_check_is_unknown_if_the_ledger_contains_no_run(folder, capsys, arguments):
    (folder / "history.sqlite").touch()
    assert history("check", *arguments) == 2
    assert capsys.readouterr().out == "The ledger contains no run.\n"


def test_check_new_has_a_status_for_news_only(filed, capsys):
    filed("passed", 3)
    filed("failed", 2)
    assert history("check", "--new") == 3
    shown = capsys.readouterr().out
    assert "acme: webhooks: acme/network" in shown
    assert "All times are in UTC." in shown
    filed("failed", 1)
    assert history("check", "--new") == 0
    assert capsys.readouterr().out.endswith("Nothing new.\n")
    assert history("check") == 1


def test_check_with_a_maximum_age_has_a_status_for_an_organization_that_is_checked_in_parts(filed, capsys):
    filed("passed", 3)
    for ago in (2, 1, 0):
        filed("unknown", ago)
    capsys.readouterr()
    assert (history("check"), history("check", "--new")) == (2, 0)
    assert (history("check", "--max-age=2"), history("check", "--new", "--max-age=2")) == (2, 2)
    assert (history("check", "--max-age", "3"), history("check", "--new", "--max-age=3")) == (0, 0)
    shown = capsys.readouterr().out.splitlines()
    assert [line.partition(" last checked ")[0] for line in shown if line.startswith("acme")] == [
        "acme: some items were"
    ] * 3
    filed("failed", -0.5)
    assert history("check", "--new", "--max-age=3") == 3


def test_check_names_an_organization_that_was_not_checked(filed, capsys):
    filed("passed", 3)
    assert (history("check", "--new", "--max-age=7"), history("check")) == (2, 2)
    assert capsys.readouterr().out.count("acme: not checked since") == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("action", ["show", "check", "html", "json", "markdown", "metrics"])
def test_a_full_disk_behind_standard_output_is_an_error(filed, monkeypatch, action):
    filed("failed")
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr("sys.stdout", full)
        with pytest.raises(UsageError, match="standard output could not be written"):
            history(action)
        monkeypatch.undo()


@pytest.mark.parametrize("action", ["html", "json", "markdown", "metrics"])
def test_writes_a_file_or_to_standard_output(folder, filed, capsys, action):
    filed("failed")
    capsys.readouterr()
    assert history(action) == 0
    printed = capsys.readouterr().out
    assert history(action, "out") == 0
    assert "acme" in printed
    assert folder.joinpath("out").read_text()[:20] == printed[:20]
    assert [path.name for path in folder.iterdir() if path.name.startswith(".out")] == []


def test_a_file_is_replaced_completely_or_not_at_all(folder, filed):
    filed("failed")
    folder.joinpath("folder").mkdir()
    with pytest.raises(UsageError, match=r"could not write the file \(folder is a directory\)"):
        history("metrics", "folder")


@pytest.mark.parametrize("action", ["html", "json", "markdown", "metrics"])
@pytest.mark.parametrize("name", ["history.sqlite", "../ledgers/history.sqlite", "link"])
def test_never_replaces_the_ledger(folder, filed, monkeypatch, action, name):
    folder.joinpath("ledgers").mkdir()
    monkeypatch.chdir(folder / "ledgers")
    filed("failed")
    Path("link").symlink_to("history.sqlite")
    with pytest.raises(UsageError, match="FILE: the file is the ledger"):
        history(action, name)
    assert history("check") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing",),
        ("add",),
        ("show", "--secret-option"),
        ("check", "--new=hunter2"),
        ("show", "--ledger"),
        ("check", "--max-age=0"),
    ],
)
def test_an_invalid_command_line_is_one_sentence_without_values(folder, arguments):
    with pytest.raises(UsageError) as refused:
        history(*arguments)
    assert "hunter2" not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("action", ["show", "check", "html", "metrics"])
def test_a_missing_ledger_is_one_sentence(folder, action):
    with pytest.raises(UsageError, match=r"^--ledger: the ledger doesn't exist"):
        history(action)
    assert list(folder.iterdir()) == []


def test_starts_without_the_libraries_and_modules_that_only_other_commands_need():
    unused = {"requests", "cryptography", "msgspec", "wcwidth", "markupsafe", "checks.engine.model"}
    program = f"import sys, checks.cli.history; print({unused} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
