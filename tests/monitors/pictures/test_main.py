"""The command `nox -s pictures`."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from checks.monitors.pictures import __main__ as command
from checks.monitors.pictures.manifest import read_manifest
from checks.monitors.pictures.verdicts import JudgedPicture, PictureVerdict

ROOT = Path(__file__).parents[3]
TAKEN = min(record.taken for record in read_manifest(ROOT / "docs").values())


@pytest.fixture
def judge_placements(monkeypatch):
    """Return a function that sets the verdicts."""

    def judge_placements(*verdicts):
        monkeypatch.setattr(command, "judge_pictures", lambda _docs, _today: list(verdicts))

    return judge_placements


@pytest.mark.parametrize("verdict", PictureVerdict)
def test_exit_status_is_0_only_if_all_pictures_are_fresh(verdict, judge_placements, capsys) -> None:
    judge_placements(JudgedPicture("one", PictureVerdict.FRESH, "well"), JudgedPicture("two", verdict, "why"))
    assert command.main([]) == (0 if verdict is PictureVerdict.FRESH else 1)
    assert f"two: {'why'}" in capsys.readouterr().out


def test_exit_status_is_1_without_pictures(judge_placements, capsys) -> None:
    judge_placements()
    assert command.main([]) == 1
    assert "no picture" in capsys.readouterr().out


def test_writes_the_complete_issue_or_nothing(judge_placements, tmp_path, monkeypatch) -> None:
    file = tmp_path / "out/report.md"
    judge_placements(JudgedPicture("one", PictureVerdict.STALE, "why"))
    assert command.main(["--markdown", str(file)]) == 1
    assert "`one`: why" in file.read_text()

    def broken(*_: object) -> None:
        raise OSError("planted")

    monkeypatch.setattr(command, "judge_pictures", broken)
    assert command.main(["--markdown", str(file)]) == 2
    assert [one.name for one in file.parent.iterdir()] == ["report.md"]


def test_checks_the_report_file_first(tmp_path, capsys) -> None:
    assert command.main(["--markdown", str(tmp_path)]) == 2
    assert "is a directory" in capsys.readouterr().err


def test_accept_requires_retake(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--accept"])
    assert ended.value.code == 2
    assert "it requires --retake" in capsys.readouterr().err


def test_takes_less_than_five_seconds_without_a_browser(tmp_path) -> None:
    """Measure the processor time after Python compiled its modules, which is independent of other processes."""
    program = (
        "import sys, time; from checks.monitors.pictures.__main__ import main; "
        f"status = main(['--today', {TAKEN!r}]); "
        "print(time.process_time(), 'playwright' in sys.modules); sys.exit(status)"
    )
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=environment, text=True, capture_output=True, check=True
        )
    seconds, browser = done.stdout.split()[-2:]
    assert float(seconds) < 5
    assert browser == "False"


def test_uses_the_selected_day(monkeypatch) -> None:
    days = []
    monkeypatch.setattr(command, "judge_pictures", lambda _docs, today: days.append(today) or [])
    command.main(["--today", "2027-06-01"])
    assert days == [date(2027, 6, 1)]


DAY = date(2026, 11, 24)
WELL = JudgedPicture("well", PictureVerdict.FRESH, "taken today")


@pytest.mark.parametrize("verdict", [verdict for verdict in PictureVerdict if verdict is not PictureVerdict.FRESH])
def test_issue_contains_the_fix_for_each_verdict(verdict) -> None:
    verdicts = [WELL, JudgedPicture("a-picture", verdict, "A <reason>.")]
    text = command.report(verdicts, DAY).markdown
    assert text.startswith("<!-- freshness: pictures -->\n# Pictures\n")
    assert f"On 2026-11-24: {command.summarize(verdicts)}." in text
    [part] = text.split("\n## ")[1:]
    assert part.startswith(f"{verdict.capitalize()}\n\n")
    assert "nox -s pictures" in part or "Correct" in part
    assert r"- `a-picture`: A \<reason\>." in part
    assert "well" not in text
    assert not command.all_fresh(verdicts)


def test_nothing_to_do_if_all_are_fresh() -> None:
    assert "# Pictures: nothing to do\n\nOn 2026-11-24: 1 fresh." in command.report([WELL], DAY).markdown
    assert command.all_fresh([WELL])


def test_no_picture_at_all_is_not_fresh() -> None:
    assert not command.all_fresh([])
    assert "On 2026-11-24: no picture." in command.report([], DAY).markdown
