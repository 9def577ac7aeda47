"""An unexpected error ends with status 2 and a one-line message, never with 1, which means a failed connection."""

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.__main__ import main
from checks.cli.outputs import FORMATS
from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, retyped

PYTHON = f"{sys.executable} -m checks"


@pytest.fixture
def shell(sandbox, tmp_path):
    """Return a function that runs a shell command with the sandbox settings and replaces CHECKS with the program."""
    environment = sandbox().environment()

    def run(line, **more):
        given = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NO_PROXY": "127.0.0.1", **environment, **more}
        given = {name: value for name, value in given.items() if value is not None}
        command = ["sh", "-c", line.replace("CHECKS", PYTHON)]
        return subprocess.run(command, env=given, capture_output=True, text=True, timeout=60, check=False)

    return run


def error_line(done):
    """Return the one-line error message of a run with status 2."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("python -m checks: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_healthy_connection_ends_with_0(shell):
    assert shell("CHECKS").returncode == 0


@pytest.mark.parametrize("line", ["CHECKS >&-", "CHECKS 2>&-", "CHECKS >&- 2>&-", "CHECKS <&- >&- 2>&-"])
def test_ignores_a_closed_stream(shell, line):
    done = shell(line)
    assert (done.returncode, done.stderr) == (0, "")


def test_rejects_a_report_on_a_closed_standard_output(shell):
    assert "--json" in error_line(shell("CHECKS --json - >&-"))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")  # noqa: PTH110 - a path of the system
class TestFullDisk:
    @pytest.mark.parametrize("options", ["", "--list", "--help", "--version", "--explain", "--check-settings"])
    def test_for_standard_output(self, shell, options):
        assert "No space left" in error_line(shell(f"CHECKS {options} >/dev/full"))

    def test_for_standard_error(self, shell):
        assert shell("CHECKS 2>/dev/full").returncode == 0
        assert shell("CHECKS nonsense 2>/dev/full").returncode == 2

    def test_for_standard_output_does_not_prevent_a_report(self, shell, tmp_path):
        error_line(shell(f"CHECKS --json {tmp_path}/r.json >/dev/full"))
        assert '"exit_status": 0' in (tmp_path / "r.json").read_text()

    @pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can create a device")
    def test_for_a_report(self, shell, tmp_path):
        os.mknod(tmp_path / "full", stat.S_IFCHR | 0o666, os.makedev(1, 7))
        for form in FORMATS:
            assert f"--{form}" in error_line(shell(f"CHECKS terraform-token --{form} {tmp_path}/full"))
            assert (tmp_path / "full").is_char_device()


class TestHomeDirectory:
    @pytest.mark.parametrize("path", ["~nosuchuser/.ssh/id_rsa", "~nosuchuser"])
    def test_of_a_user_who_does_not_exist(self, shell, path):
        assert "BITBUCKET_SSH_KEY" in error_line(shell("CHECKS", BITBUCKET_SSH_KEY=path))

    def test_of_a_user_without_a_name(self, sandbox, monkeypatch, capsys):
        monkeypatch.setattr(Path, "home", _unknown_home)
        assert main(["terraform-token"], sandbox().environment()) == 0
        assert capsys.readouterr().err == ""


def _unknown_home():
    raise RuntimeError("Could not determine home directory.")


@pytest.mark.parametrize("name", ["TFE_ADDRESS", "GUIDE_URL", "BITBUCKET_URL"])
@pytest.mark.parametrize("value", ["https://[1]", "https://[1]/x", "https://[::1", "https://[v1.x]", "https://[]"])
def test_rejects_an_invalid_host_in_brackets(shell, name, value):
    assert name in error_line(shell("CHECKS", **{name: value}))


def test_rejects_brackets_in_a_hostname(shell):
    assert "TFE_HOSTNAME" in error_line(shell("CHECKS", TFE_ADDRESS=None, TFE_HOSTNAME="[1]"))


def test_a_deleted_working_directory(shell, tmp_path):
    away = f"mkdir {tmp_path}/gone && cd {tmp_path}/gone && rmdir ../gone &&"
    assert shell(f"{away} CHECKS terraform-token").returncode == 0
    error_line(shell(f"{away} CHECKS terraform-token --json r.json"))
    error_line(shell(f"{away} CHECKS terraform-token --compare r.json"))


class TestDeeplyNestedFiles:
    DEEP = "[" * 200_000

    def test_with_terraform_credentials(self, shell, tmp_path):
        (tmp_path / ".terraform.d").mkdir()
        (tmp_path / ".terraform.d" / "credentials.tfrc.json").write_text(self.DEEP)
        assert shell("CHECKS terraform-token").returncode == 0
        done = shell("CHECKS terraform-token", TFE_TOKEN=None)
        assert "TFE_ORGANIZATION is set, but not TFE_TOKEN" in error_line(done)

    def test_with_an_earlier_report(self, shell, tmp_path):
        (tmp_path / "r.json").write_text(self.DEEP)
        error_line(shell(f"CHECKS --compare {tmp_path}/r.json"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
class TestFifo:
    def test_is_rejected_as_an_earlier_report(self, shell, tmp_path):
        os.mkfifo(tmp_path / "fifo")
        assert "--compare" in error_line(shell(f"CHECKS --compare {tmp_path}/fifo"))

    @pytest.mark.parametrize("name", ["TF_CLI_CONFIG_FILE", "REQUESTS_CA_BUNDLE"])
    def test_is_rejected_as_a_settings_file(self, shell, tmp_path, name):
        os.mkfifo(tmp_path / "fifo")
        error_line(shell("CHECKS terraform-token", TFE_TOKEN=None, **{name: str(tmp_path / "fifo")}))


def test_rejects_an_invalid_ca_bundle(shell, tmp_path):
    (tmp_path / "bundle.pem").write_text("garbage\n")
    assert "REQUESTS_CA_BUNDLE" in error_line(shell("CHECKS", REQUESTS_CA_BUNDLE=str(tmp_path / "bundle.pem")))


def test_python_without_docstrings(shell):
    assert "PYTHONOPTIMIZE" in error_line(shell("CHECKS --list", PYTHONOPTIMIZE="2"))
    assert shell("CHECKS --list", PYTHONOPTIMIZE="1").returncode == 0


class TestUnexpectedException:
    """The tests replace a function of the program with one that raises an exception."""

    @pytest.fixture
    def broken(self, tmp_path):
        def run(place, *arguments, secret="planted-secret-of-the-reader"):  # noqa: S107 - planted
            program = (
                "import os, sys, importlib\n"
                "module, name = sys.argv[1].split(':')\n"
                "def broken(*_, **__): raise LookupError('no ' + os.environ['TFE_TOKEN'])\n"
                "setattr(importlib.import_module(module), name, broken)\n"
                "sys.argv = ['checks', *sys.argv[2:]]\n"
                "from checks import __main__ as command\n"
                "command.start()\n"
            )
            given = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TFE_TOKEN": secret, "TFE_ORGANIZATION": "acme"}
            given["TFE_ADDRESS"] = "http://127.0.0.1:9"
            command = [sys.executable, "-c", program, place, *arguments]
            return subprocess.run(command, env=given, capture_output=True, text=True, timeout=60, check=False)

        return run

    PLACES = (
        "checks.cli.arguments:parse",
        "checks.cli.command:execute",
        "checks.cli.command:read_settings",
        "checks.cli.command:all_checks",
        "checks.cli.command:summary_lines",
        "checks.cli.session:run",
        "checks.cli.session:opening_line",
        "checks.cli.outputs:wanted",
    )

    @pytest.mark.parametrize("place", PLACES)
    def test_ends_with_a_one_line_message_and_status_2(self, broken, place):
        words = error_line(broken(place, "terraform-token"))
        assert "LookupError" in words
        assert "planted" not in words

    @pytest.mark.parametrize("place", PLACES)
    def test_prints_a_traceback_without_secrets_if_verbose(self, broken, place):
        done = broken(place, "-v", "terraform-token")
        assert done.returncode == 2
        assert "Traceback" in done.stderr
        assert "planted-secret" not in done.stderr

    def test_keeps_existing_reports(self, broken, tmp_path):
        (tmp_path / "r.json").write_text("before")
        error_line(broken("checks.cli.command:summary_lines", "terraform-token", "--json", str(tmp_path / "r.json")))
        assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
        assert (tmp_path / "r.json").read_text() == "before"


def test_a_date_in_year_1(run_command):
    for path, field in (
        ("*/oauth-tokens", "data.*.attributes.created-at"),
        ("*/configuration-versions", "data.*.attributes.status-timestamps.fetching-at"),
        ("*/configuration-versions", "data.*.attributes.created-at"),
        ("*/ssh-keys", "values.*.expires_on"),
    ):
        service = "bitbucket" if path.endswith("ssh-keys") else "terraform"
        fault = ResponseFault(service, path, retyped(field, "0001-01-01T00:00:00+14:00"))
        done = run_command(healthy(datetime.now(UTC)), faults=(fault,))
        assert done.checks, (field, done.text)
        assert not [one for one in done.checks.values() if "itself failed" in (one["reason"] or "")], field
