"""Whatever the command line asks for is done, and only what that needs is loaded."""

import subprocess
import sys

import pytest

from checks.cli.arguments import UsageError, parse
from checks.cli.command import execute
from checks.settings.environment import SettingsError


@pytest.fixture(autouse=True)
def _nobody_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def followed(*arguments: str, **environ: str) -> int:
    return execute(parse(arguments, "1.0"), environ, "1.0")


def test_nothing_given_is_nothing_checked(capsys):
    assert followed() == 2
    assert "TFE_TOKEN" in capsys.readouterr().out


def test_what_exists_is_shown(capsys):
    assert followed("--list", "webhooks") == 0
    assert "webhooks" in capsys.readouterr().out


def test_a_named_check_brings_what_it_builds_on(capsys):
    followed("--list", "consumer_callback")
    shown = capsys.readouterr().out
    assert "consumer-credentials" in shown
    assert "webhooks" not in shown


def test_a_check_that_does_not_exist_cannot_be_followed():
    with pytest.raises(UsageError, match="Did you mean webhooks"):
        followed("webhoks")


def test_a_setting_that_cannot_be_used_is_raised():
    with pytest.raises(SettingsError, match="TFE_ORGANIZATION"):
        followed(TFE_TOKEN="x")


def test_the_help_loads_neither_what_asks_nor_what_reads_keys():
    program = (
        "import sys; from checks.__main__ import main\n"
        "try: main(['--help'], {})\n"
        "except SystemExit: print(*{'requests', 'cryptography'} & {*sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""
    assert "--sample" in done.stdout
