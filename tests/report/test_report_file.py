"""A report file is written completely or not at all."""

import os

import pytest

from checks.report.report_file import ReportFile


def test_writes_only_the_report_file(tmp_path):
    file = ReportFile(tmp_path / "new" / "report.json")
    file.write("whole\n")
    file.close()
    assert [(path.name, path.read_text()) for path in (tmp_path / "new").iterdir()] == [("report.json", "whole\n")]


def test_keeps_the_old_file_until_the_report_is_complete(tmp_path):
    path = tmp_path / "report.json"
    path.write_text("before")
    file = ReportFile(path)
    assert path.read_text() == "before"
    file.close()
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("report.json", "before")]


def test_replaces_a_symbolic_link_and_keeps_its_target(tmp_path):
    target = tmp_path / "target"
    target.write_text("untouched")
    link = tmp_path / "report.json"
    link.symlink_to(target)
    ReportFile(link).write("whole")
    assert not link.is_symlink()
    assert target.read_text() == "untouched"


def test_rejects_a_folder(tmp_path):
    with pytest.raises(IsADirectoryError):
        ReportFile(tmp_path)


def test_rejects_a_path_below_a_file(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        ReportFile(tmp_path / "file" / "report.json")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_has_the_permissions_of_any_new_file(tmp_path):
    (tmp_path / "plain").touch()
    ReportFile(tmp_path / "report.json").write("whole")
    assert (tmp_path / "report.json").stat().st_mode == (tmp_path / "plain").stat().st_mode
