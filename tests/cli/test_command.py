"""Executes the command line, and loads only the modules that the requested action needs."""

import subprocess
import sys

import pytest

from checks.cli.arguments import UsageError, parse
from checks.cli.command import _look, execute
from checks.settings.settings import Settings
from checks.settings.variables import SettingsError


@pytest.fixture(autouse=True)
def _empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def executed(*arguments: str, **environ: str) -> int:
    return execute(parse(arguments, lambda: "1.0"), environ, "1.0")


def test_without_settings_no_check_runs(capsys):
    assert executed() == 2
    assert "TFE_TOKEN" in capsys.readouterr().out


def test_lists_the_checks(capsys):
    assert executed("--list", "webhooks") == 0
    assert "webhooks" in capsys.readouterr().out


def test_includes_the_prerequisites_of_a_named_check(capsys):
    executed("--list", "consumer_callback")
    shown = capsys.readouterr().out
    assert "consumer-credentials" in shown
    assert "webhooks" not in shown


def test_rejects_an_unknown_check():
    with pytest.raises(UsageError, match="Did you mean webhooks"):
        executed("webhoks")


def test_raises_an_error_for_an_invalid_setting():
    with pytest.raises(SettingsError, match="TFE_ORGANIZATION"):
        executed(TFE_TOKEN="typed-token")


def test_the_help_loads_neither_http_nor_cryptography_libraries():
    program = (
        "import sys; from checks.__main__ import main\n"
        "try: main(['--help'], {})\n"
        "except SystemExit: print(*{'requests', 'cryptography'} & {*sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""
    assert "--sample" in done.stdout


@pytest.mark.parametrize(
    ("environ", "url", "asks"),
    [
        ({}, "https://app.terraform.io", True),
        ({"CI": "true"}, "https://app.terraform.io", False),
        ({}, "http://127.0.0.1:8000", False),
    ],
)
def test_asks_to_revoke_tokens_only_outside_ci_and_the_sandbox(environ, url, asks):
    look = _look(parse([], "1.0"), Settings(terraform_url=url), environ, tty=False)
    assert look.can_revoke is asks
