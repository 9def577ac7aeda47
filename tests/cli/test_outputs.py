"""Reports are written to files that are known to be writable, or to standard output."""

from argparse import Namespace
from pathlib import Path

import pytest

from checks.cli.arguments import REPORTS, UsageError
from checks.cli.outputs import FORMATS, Outputs, wanted

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "exit-status-and-reports.md"


def options(**paths):
    return Namespace(**{**dict.fromkeys(FORMATS), **paths})


def test_every_option_has_a_report_and_every_report_an_option():
    assert FORMATS.keys() == REPORTS.keys(), "REPORTS in src/checks/cli/arguments.py has the help of each option"


@pytest.mark.parametrize("name", FORMATS)
def test_every_report_is_documented(name):
    assert f"--{name}" in PAGE.read_text(encoding="utf-8"), f"list the option in {PAGE.name}"


def test_writes_the_requested_reports(made, tmp_path):
    outputs = Outputs(options(json=tmp_path / "a" / "r.json", html=tmp_path / "r.html"))
    outputs.write(made.run(*made.one_of_each()))
    outputs.close()
    assert (tmp_path / "a" / "r.json").read_text().startswith("{")
    assert (tmp_path / "r.html").read_text().startswith("<!doctype html>")
    assert wanted(options()) == {}


def test_a_hyphen_means_standard_output(made, capsys):
    Outputs(options(markdown=Path("-"))).write(made.run(*made.one_of_each()))
    assert capsys.readouterr().out.startswith("# Bitbucket Cloud")
    assert not Path("-").exists()


def test_rejects_two_reports_in_the_same_file_before_creating_it(tmp_path):
    for place in (tmp_path / "r", Path("-")):
        with pytest.raises(UsageError, match="--json and --html name the same file"):
            Outputs(options(json=place, html=place))
    assert list(tmp_path.iterdir()) == []


def test_rejects_an_unwritable_path_and_leaves_no_other_file(tmp_path):
    with pytest.raises(UsageError, match="--html: could not write to this path"):
        Outputs(options(json=tmp_path / "r.json", html=tmp_path))
    assert list(tmp_path.iterdir()) == []
