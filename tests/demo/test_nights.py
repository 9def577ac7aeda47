"""The demo plays nights in the sandbox, files each report, and shows the history."""

import re
from pathlib import Path

import pytest

from checks.cli.arguments import UsageError
from checks.demo.command import main
from checks.demo.nights import NOT_CHECKED, ORGANIZATIONS, PERIODS
from checks.sandbox.faults import FAULTS


def test_plays_the_nights_and_shows_them(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main(["--nights", "2"], {}, "demo") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("3 organizations, ")
    assert "New in the last run\n  acme: disconnected-workspaces: platform-staging\n" in shown
    assert "Fixed in the last run\n  globex: authorization-works: network-production\n" in shown
    page = Path(re.search(r"^Page: file://(.*)$", shown, re.MULTILINE)[1])
    assert "Connection history" in page.read_text(encoding="utf-8")
    assert len(list(page.parent.glob("*.json"))) == 2 * len(ORGANIZATIONS)


@pytest.mark.parametrize(
    "arguments", [["--nights"], ["--nights", "0"], ["--nights=many"], ["--nights", "3", "--fault"]]
)
def test_refuses_another_number_of_nights(arguments):
    with pytest.raises(UsageError, match="a number of nights from 1 to 90"):
        main(arguments, {}, "demo")


def test_the_plan_names_existing_faults_and_nights():
    assert {period.fault for period in PERIODS} <= FAULTS.keys()
    assert {period.organization for period in PERIODS} == {*ORGANIZATIONS} >= NOT_CHECKED.keys()
    assert all(period.first >= period.last >= 0 for period in PERIODS)
