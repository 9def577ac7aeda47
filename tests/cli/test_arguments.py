"""The command line describes itself, and rejects a mistake in one line."""

import re
from pathlib import Path

import pytest

from checks.cli.arguments import UsageError, parse, unknown_check
from checks.engine.registry import all_checks
from checks.settings.variables import VARIABLES


def test_checks_and_options_can_be_mixed():
    options = parse(["webhooks", "--json", "a.json", "last-fetch", "-v"], lambda: "1")
    assert options.checks == ["webhooks", "last-fetch"]
    assert options.json == Path("a.json")
    assert options.verbose


class TestUnknownOption:
    @pytest.mark.parametrize(
        ("given", "nearest"), [("--junt", "--junit"), ("--require_all", "--require-all"), ("--lists", "--list")]
    )
    def test_suggests_the_nearest_name(self, given, nearest):
        with pytest.raises(UsageError) as refused:
            parse([given], lambda: "1")
        assert str(refused.value) == f"unrecognized option: {given}. Did you mean {nearest}?"

    def test_is_not_read_as_an_abbreviation(self):
        with pytest.raises(UsageError):
            parse(["--check"], lambda: "1")

    @pytest.mark.parametrize(
        "given", [["--tfe-token=planted-secret1"], ["--tfe-token", "planted-secret1"], ["-pplanted-secret1"]]
    )
    def test_does_not_reveal_a_secret(self, given):
        with pytest.raises(UsageError) as refused:
            parse(given, lambda: "1")
        assert "planted" not in str(refused.value)


def test_reports_a_missing_value_in_one_line():
    with pytest.raises(UsageError) as refused:
        parse(["--json"], lambda: "1")
    assert str(refused.value) == "--json: expected one argument"


class TestWait:
    def test_is_off_by_default(self):
        assert parse([], lambda: "1").wait == 0

    def test_defaults_to_five_minutes(self):
        assert parse(["webhooks", "--wait"], lambda: "1").wait == 300
        assert parse(["--wait=90", "webhooks"], lambda: "1").wait == 90


@pytest.mark.parametrize("given", ["-hUejKfidE7Aw6azK=9m73I", "-vUejKfidE7Aw6azK", "--list=UejKfidE7Aw6azK"])
def test_does_not_repeat_the_value_of_a_flag(given, capsys):
    # Python 3.13 shows the help for -h, even if a value follows it.
    with pytest.raises((UsageError, SystemExit)) as refused:
        parse([given], lambda: "1")
    said = capsys.readouterr()
    assert "UejKfi" not in f"{refused.value}{said.out}{said.err}"


class TestUnknownCheck:
    def test_suggests_the_nearest_name(self):
        assert str(unknown_check("web_hook", ["webhooks"])) == "unknown check: web_hook. Did you mean webhooks?"

    @pytest.mark.parametrize("stray", ["GifqGBKTGClNpUiDinJoKxyp", "abcdefghijklmnopqrstuvwx", "ATATTxyz", "a1b2c3"])
    def test_is_not_repeated_if_it_might_be_a_secret(self, stray):
        assert str(unknown_check(stray, ["webhooks"])) == "unknown check. Try --list."

    def test_suggests_the_list_if_no_name_is_similar(self):
        assert str(unknown_check("xyz", ["webhooks"])) == "unknown check: xyz. Try --list."

    def test_does_not_reveal_a_token(self):
        assert "ATATT3x" not in str(unknown_check("ATATT3xFfGF0", ["webhooks"]))


class TestHelp:
    @pytest.fixture
    def words(self, capsys, monkeypatch):
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as ended:
            parse(["--help"], lambda: "1")
        assert ended.value.code == 0
        return capsys.readouterr().out

    def test_describes_every_variable(self, words):
        assert all(f"  {variable.name} " in words for variable in VARIABLES)

    def test_shows_examples_and_exit_statuses(self, words):
        assert "python -m checks webhooks last-fetch" in words
        assert "exit status:" in words

    def test_fits_on_a_terminal_with_80_columns(self, words):
        assert max(map(len, words.splitlines())) <= 80


def test_shows_the_version(capsys):
    with pytest.raises(SystemExit):
        parse(["--version"], lambda: "1.2.3")
    assert capsys.readouterr().out == "1.2.3\n"


def test_the_help_names_only_existing_checks(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"], lambda: "1.0")
    words = capsys.readouterr().out
    lines = re.findall(r"python -m checks ((?:[a-z][a-z-]+ ?)+)$", words, re.MULTILINE)
    named = {name for line in lines for name in line.split()}
    assert len(named) >= 3
    assert named <= {check.id for check in all_checks()}


class TestTimeBudget:
    @pytest.mark.parametrize(
        ("given", "seconds"), [("10m", 600), ("600s", 600), ("1h30m", 5400), ("2h", 7200), ("1m5s", 65), ("20s", 20)]
    )
    def test_accepts_hours_minutes_and_seconds(self, given, seconds):
        assert parse(["--within", given], "1").within == seconds

    @pytest.mark.parametrize(
        "given", ["", "0m", "19s", "600", "10 m", "m", "10M", "1.5h", "-5m", "5m1h", "999999999s", "webhooks"]
    )
    def test_rejects_any_other_value(self, given):
        with pytest.raises(UsageError, match="--within: expected at least 20 seconds, as hours, minutes, and seconds"):
            parse([f"--within={given}"], "1")

    def test_excludes_waiting(self):
        with pytest.raises(UsageError, match="--within and --wait can't be combined"):
            parse(["--within", "10m", "--wait"], "1")
