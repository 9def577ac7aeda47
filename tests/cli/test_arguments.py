"""The command line explains itself, and answers a slip with one line."""

import re
from pathlib import Path

import pytest

from checks.cli.arguments import UsageError, parse, unknown_check
from checks.engine.registry import all_checks
from checks.settings.variables import VARIABLES


def test_checks_and_options_may_be_mixed():
    options = parse(["webhooks", "--json", "a.json", "last-fetch", "-v"], "1")
    assert options.checks == ["webhooks", "last-fetch"]
    assert options.json == Path("a.json")
    assert options.verbose


class TestAnUnknownOption:
    @pytest.mark.parametrize(
        ("given", "nearest"), [("--junt", "--junit"), ("--require_all", "--require-all"), ("--lists", "--list")]
    )
    def test_gets_the_nearest_name(self, given, nearest):
        with pytest.raises(UsageError) as refused:
            parse([given], "1")
        assert str(refused.value) == f"unrecognized option: {given}. Did you mean {nearest}?"

    def test_is_not_shortened_to_another(self):
        with pytest.raises(UsageError):
            parse(["--check"], "1")

    @pytest.mark.parametrize(
        "given", [["--tfe-token=planted-secret1"], ["--tfe-token", "planted-secret1"], ["-pplanted-secret1"]]
    )
    def test_does_not_make_a_secret_show(self, given):
        with pytest.raises(UsageError) as refused:
            parse(given, "1")
        assert "planted" not in str(refused.value)


def test_an_option_without_its_value_is_told_in_one_line():
    with pytest.raises(UsageError) as refused:
        parse(["--json"], "1")
    assert str(refused.value) == "--json: expected one argument"


class TestWaiting:
    def test_is_not_done_unless_somebody_asks(self):
        assert parse([], "1").wait == 0

    def test_lasts_five_minutes_or_as_long_as_was_asked(self):
        assert parse(["webhooks", "--wait"], "1").wait == 300
        assert parse(["--wait=90", "webhooks"], "1").wait == 90


@pytest.mark.parametrize("given", ["-hUejKfidE7Aw6azK=9m73I", "-vUejKfidE7Aw6azK", "--list=UejKfidE7Aw6azK"])
def test_a_value_where_none_is_taken_is_not_repeated(given, capsys):
    # Python 3.13 shows the help for -h, whatever is written behind it.
    with pytest.raises((UsageError, SystemExit)) as refused:
        parse([given], "1")
    said = capsys.readouterr()
    assert "UejKfi" not in f"{refused.value}{said.out}{said.err}"


class TestAnUnknownCheck:
    def test_gets_the_nearest_name(self):
        assert str(unknown_check("web_hook", ["webhooks"])) == "unknown check: web_hook. Did you mean webhooks?"

    @pytest.mark.parametrize("stray", ["GifqGBKTGClNpUiDinJoKxyp", "abcdefghijklmnopqrstuvwx", "ATATTxyz", "a1b2c3"])
    def test_is_not_repeated_where_it_may_be_a_secret(self, stray):
        assert str(unknown_check(stray, ["webhooks"])) == "unknown check. Try --list."

    def test_without_any_like_it_gets_the_way_to_all(self):
        assert str(unknown_check("xyz", ["webhooks"])) == "unknown check: xyz. Try --list."

    def test_that_may_be_a_secret_is_not_repeated(self):
        assert "ATATT3x" not in str(unknown_check("ATATT3xFfGF0", ["webhooks"]))


class TestTheHelp:
    @pytest.fixture
    def words(self, capsys, monkeypatch):
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as ended:
            parse(["--help"], "1")
        assert ended.value.code == 0
        return capsys.readouterr().out

    def test_explains_every_variable(self, words):
        assert all(f"  {variable.name} " in words for variable in VARIABLES)

    def test_has_examples_and_the_exit_status(self, words):
        assert "python -m checks webhooks last-fetch" in words
        assert "exit status:" in words

    def test_fits_a_terminal_of_eighty_columns(self, words):
        assert max(map(len, words.splitlines())) <= 80


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit):
        parse(["--version"], "1.2.3")
    assert capsys.readouterr().out == "1.2.3\n"


def test_every_check_that_the_help_names_exists(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"], "1.0")
    words = capsys.readouterr().out
    lines = re.findall(r"python -m checks ((?:[a-z][a-z-]+ ?)+)$", words, re.MULTILINE)
    named = {name for line in lines for name in line.split()}
    assert len(named) >= 3
    assert named <= {check.id for check in all_checks()}
