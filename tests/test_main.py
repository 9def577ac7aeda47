"""Complete runs of the command, with their output, report files, and exit status."""

import json
import re
import socket
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from checks.__main__ import main
from checks.cli.outputs import FORMATS
from checks.engine.registry import all_checks

SECRETS = ("TFE_TOKEN", "BITBUCKET_CLIENT_SECRET", "BITBUCKET_API_TOKEN")


@pytest.fixture(autouse=True)
def _empty_home(tmp_path, monkeypatch):
    """Use an empty home directory, because Terraform's files on this computer can contain a token."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def command(capsys):
    def run(*arguments, environ=()):
        status = main(arguments, dict(environ))
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


class TestHealthyConnection:
    def test_passes_every_check(self, command, sandbox):
        status, out, err = command(environ=sandbox().environment())
        assert status == 0
        assert err == ""
        assert re.search(r"^\d+ passed, 0 failed", out, re.MULTILINE)

    def test_output_fits_in_eighty_columns(self, command, sandbox):
        _, out, _ = command(environ=sandbox().environment())
        assert max(map(len, out.splitlines())) <= 80

    def test_writes_every_report_format_in_one_run(self, command, sandbox, tmp_path):
        paths = {name: tmp_path / "out" / name for name in FORMATS}
        options = [word for name, path in paths.items() for word in (f"--{name}", str(path))]
        status, _, _ = command(*options, environ=sandbox().environment())
        document = json.loads(paths["json"].read_text())
        assert document["exit_status"] == status == 0
        assert [check["id"] for check in document["checks"]] == [check.id for check in all_checks()]
        assert len(list(ET.parse(paths["junit"]).iter("testcase"))) == len(all_checks())  # noqa: S314 - XML from this project
        assert paths["html"].read_text().startswith("<!doctype html>")
        assert paths["markdown"].read_text().startswith("# ")
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(paths)

    def test_shows_no_secret_in_any_output(self, command, sandbox, tmp_path):
        environ = sandbox().environment()
        options = [word for name in FORMATS for word in (f"--{name}", str(tmp_path / f"report.{name}"))]
        shown = [*command("-v", *options, environ=environ), *command("--check-settings", environ=environ)]
        shown += [(tmp_path / f"report.{name}").read_text() for name in FORMATS]
        assert not [name for name in SECRETS for words in shown if environ[name] in str(words)]


class TestBrokenConnection:
    def test_ends_with_1_and_a_link_to_the_solution(self, command, sandbox, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)  # a folder without a built guide
        environ = sandbox().environment() | {"TFE_OAUTH_CLIENT_ID": "oc-unknown"}
        status, out, _ = command("provider-selected", environ=environ)
        assert status == 1
        assert "  FAILED   " in out
        section = 'docs/troubleshoot.md, section "HCP Terraform has no VCS provider for Bitbucket Cloud, or several"'
        assert section in " ".join(out.split())

    def test_links_to_the_published_guide(self, command, sandbox):
        more = {"TFE_OAUTH_CLIENT_ID": "oc-unknown", "GUIDE_URL": "https://example.com/guide/"}
        _, out, _ = command("provider-selected", environ=sandbox().environment() | more)
        assert (
            "See: https://example.com/guide/troubleshoot.html#hcp-terraform-has-no-vcs-provider-for-bitbucket-cloud-or-several"
            in " ".join(out.split())
        )

    def test_does_not_show_a_rejected_token(self, command, sandbox):
        environ = sandbox().environment() | {"TFE_TOKEN": "planted-token-that-is-refused"}
        status, out, err = command("-v", "terraform-token", environ=environ)
        assert status == 2
        assert "  ERROR    " in out
        assert "planted" not in out + err


class TestNamedChecks:
    def test_run_with_their_prerequisites(self, command, sandbox, tmp_path):
        status, _, _ = command("consumer_permissions", "--json", str(tmp_path / "r"), environ=sandbox().environment())
        assert status == 0
        ran = [check["id"] for check in json.loads((tmp_path / "r").read_text())["checks"]]
        assert ran == ["consumer-credentials", "private-consumer", "consumer-permissions"]

    def test_that_do_not_exist_are_reported_in_one_line(self, command):
        assert command("web_hook") == (
            2,
            "",
            "python -m checks: unknown check: web_hook. Did you mean webhooks?\n",
        )


class TestStandardOutput:
    def test_contains_only_the_report_if_the_path_is_a_hyphen(self, command, sandbox):
        status, out, err = command("--json", "-", environ=sandbox("hook-deleted").environment())
        assert status == 1
        assert json.loads(out)["exit_status"] == 1
        assert "Most likely cause: HCP Terraform isn't notified of pushes" in err
        assert not Path("-").exists()


class TestComparison:
    def test_shows_new_and_fixed_findings(self, command, sandbox, tmp_path):
        path = str(tmp_path / "night.json")
        command("--json", path, environ=sandbox("hook-deleted").environment())
        _, out, _ = command("--compare", path, "--json", path, environ=sandbox("last-fetch-failed").environment())
        assert re.search(r"Compared with .*: 2 new, 1 fixed", out)
        assert re.search(r"  new: The last fetch of each repository worked: \S+", out)
        assert re.search(r"  fixed: Every connected workspace and policy set has an active push webhook", out)
        assert json.loads(Path(path).read_text())["comparison"]["fixed"]

    @pytest.mark.parametrize(
        ("report", "reason"),
        [
            ('{"schema_version": 3}', "the earlier report isn't a report of this tool"),
            ('{"schema_version": 1}', "the earlier report has schema version 1, and only version 3 can be compared"),
            ("{", "the earlier report isn't valid JSON"),
        ],
        ids=["no report", "another schema version", "damaged"],
    )
    def test_rejects_an_invalid_report_before_any_request(self, command, tmp_path, silent_server, report, reason):
        environ = {"TFE_TOKEN": "planted", "TFE_ORGANIZATION": "acme", "TFE_ADDRESS": silent_server}
        (tmp_path / "r.json").write_text(report)
        status, out, err = command("--compare", str(tmp_path / "r.json"), environ=environ)
        assert (status, out) == (2, "")
        assert err.startswith(f"python -m checks: --compare: {reason}")
        assert err.count("\n") == 1

    def test_rejects_a_missing_report(self, command, tmp_path):
        status, out, err = command(
            "--compare", str(tmp_path / "r.json"), environ={"TFE_TOKEN": "planted", "TFE_ORGANIZATION": "acme"}
        )
        assert (status, out) == (2, "")
        assert "--compare: could not read the earlier report" in err

    @pytest.mark.parametrize("within", [(), ("--within", "1m")], ids=["the same file for both", "a time budget"])
    @pytest.mark.parametrize(
        ("report", "note"),
        [
            (None, "There is no earlier report yet, so nothing was compared"),
            ('{"schema_version": 1}', "the earlier report has schema version 1, and only version 3 can be compared"),
        ],
        ids=["first run", "another schema version"],
    )
    def test_notes_that_nothing_was_compared_in_a_first_run(  # noqa: PLR0913, PLR0917 - fixtures and two tables
        self, command, sandbox, tmp_path, within, report, note
    ):
        path = tmp_path / "night.json"
        new = tmp_path / "new.json" if within else path
        if report:
            path.write_text(report)
        arguments = ("terraform-token", "--compare", str(path), "--json", str(new), *within)
        status, out, err = command(*arguments, environ=sandbox().environment())
        assert (status, err) == (0, "")
        assert note in " ".join(out.split())
        assert json.loads(new.read_text())["comparison"] is None


class TestWaiting:
    @pytest.mark.parametrize("given", ["0", "-5", "1.5", "webhooks"])
    def test_rejects_an_invalid_number_of_seconds(self, command, given):
        status, _, err = command(f"--wait={given}")
        assert status == 2
        assert "expected a whole number of seconds, such as --wait=600" in err


class TestWithoutSettings:
    def test_lists_the_settings_and_ends_with_2(self, command):
        status, out, _ = command()
        assert status == 2
        for name in ("TFE_TOKEN", "BITBUCKET_CLIENT_ID", "BITBUCKET_API_TOKEN", "BITBUCKET_SSH_KEY"):
            assert name in out

    def test_sends_no_requests(self, command, monkeypatch):
        monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a connection was opened"))
        command()
        command("--list")
        command("--explain", environ={"TFE_TOKEN": "planted", "TFE_ORGANIZATION": "acme"})
        command("--check-settings", environ={"TFE_TOKEN": "planted", "TFE_ORGANIZATION": "acme"})


class TestOnlyTheSshKey:
    def test_is_checked(self, command, sandbox):
        environ = {"BITBUCKET_SSH_KEY": sandbox().environment()["BITBUCKET_SSH_KEY"]}
        status, out, _ = command(environ=environ)
        assert status == 0
        assert "  passed   The SSH key has no passphrase" in out

    def test_is_not_enough_if_all_checks_are_required(self, command, sandbox):
        environ = {"BITBUCKET_SSH_KEY": sandbox().environment()["BITBUCKET_SSH_KEY"]}
        assert command("--require-all", environ=environ)[0] == 2


class TestUsageErrors:
    def test_incomplete_settings_are_reported_in_one_line(self, command):
        status, out, err = command(environ={"TFE_TOKEN": "planted"})
        assert (status, out) == (2, "")
        assert err == "python -m checks: TFE_TOKEN is set, but not TFE_ORGANIZATION. Set both, or neither.\n"

    def test_an_unwritable_report_is_reported_before_any_request(self, command, tmp_path, silent_server):
        environ = {"TFE_TOKEN": "planted", "TFE_ORGANIZATION": "acme", "TFE_ADDRESS": silent_server}
        (tmp_path / "file").touch()
        status, out, err = command("--json", str(tmp_path / "file" / "r"), environ=environ)
        assert (status, out) == (2, "")
        assert err.startswith("python -m checks: --json: could not write to this path (")

    def test_rejects_the_same_file_for_two_reports(self, command, tmp_path, silent_server):
        environ = {"TFE_TOKEN": "planted", "TFE_ORGANIZATION": "acme", "TFE_ADDRESS": silent_server}
        status, _, err = command("--json", str(tmp_path / "r"), "--html", str(tmp_path / "r"), environ=environ)
        assert status == 2
        assert "--json and --html name the same file" in err
        assert list(tmp_path.iterdir()) == []


def test_the_list_names_every_check(command):
    status, out, _ = command("--list")
    assert status == 0
    assert all(f"  {check.id} " in out for check in all_checks())
