"""Reports go to files that were found to be writable, or one of them to standard output."""

from argparse import Namespace
from pathlib import Path

import pytest

from checks.cli.arguments import UsageError
from checks.cli.outputs import FORMATS, Outputs, wanted


def options(**paths):
    return Namespace(**{**dict.fromkeys(FORMATS), **paths})


def test_those_that_were_asked_for_are_written(made, tmp_path):
    outputs = Outputs(options(json=tmp_path / "a" / "r.json", html=tmp_path / "r.html"))
    outputs.write(made.run(*made.one_of_each()))
    outputs.close()
    assert (tmp_path / "a" / "r.json").read_text().startswith("{")
    assert (tmp_path / "r.html").read_text().startswith("<!doctype html>")
    assert wanted(options()) == {}


def test_a_hyphen_is_standard_output(made, capsys):
    Outputs(options(markdown=Path("-"))).write(made.run(*made.one_of_each()))
    assert capsys.readouterr().out.startswith("# Bitbucket Cloud")
    assert not Path("-").exists()


def test_two_in_one_place_are_refused_before_anything_is_made(tmp_path):
    for place in (tmp_path / "r", Path("-")):
        with pytest.raises(UsageError, match="--json and --html name the same file"):
            Outputs(options(json=place, html=place))
    assert list(tmp_path.iterdir()) == []


def test_one_that_cannot_be_written_is_refused_and_leaves_no_other_behind(tmp_path):
    with pytest.raises(UsageError, match="--html: could not write to this path"):
        Outputs(options(json=tmp_path / "r.json", html=tmp_path))
    assert list(tmp_path.iterdir()) == []
