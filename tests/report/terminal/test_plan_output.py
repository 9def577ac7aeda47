"""The output of --explain lists requests, and a long run shows its expected duration and how to shorten it."""

import re
from dataclasses import replace

import pytest

from checks.__main__ import main
from checks.engine.plan import Call, Plan
from checks.engine.registry import all_checks
from checks.facts import bitbucket, terraform
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.plan_output import explained_lines, format_duration, least, plan_lines, sample_note
from checks.settings.settings import Settings


def plan_text(requests, workspaces=5000, seconds=72000.0, allowed_requests=99999) -> str:
    return " ".join(
        plan_lines(Plan(requests, workspaces, 50, seconds, allowed_requests), RenderOptions(width=100))
    ).strip()


def test_shows_the_plan_for_a_large_organization():
    requests = {terraform.CONFIGURATION_VERSIONS: 5000, bitbucket.HOOKS: 5000, bitbucket.SOURCE_FILE: 5060}
    assert plan_text(requests) == (
        "Remaining requests: 10,060 to Bitbucket and 5,000 to HCP Terraform, about 20 h at 50% of Bitbucket's "
        "hourly rate limit (BITBUCKET_HOURLY_SHARE). To check only 50 of the 5,000 Terraform workspaces, "
        "use --sample 50."
    )


def test_shows_how_many_requests_fit_into_the_time_budget():
    shown = plan_text({bitbucket.HOOKS: 5000}, workspaces=1, allowed_requests=500)
    assert "5,000 to Bitbucket, about 20 h at 50%" in shown
    assert "Within the time budget, the rate limits allow 500 of them." in shown
    assert "the report lists the rest" in shown


def test_mentions_requests_for_submodules_only_if_they_are_possible():
    assert "Submodules need more requests" in plan_text({bitbucket.SOURCE_LISTING: 2})
    assert "Submodules" not in plan_text({bitbucket.SOURCE_LISTING: 0})


def test_omits_the_sample_and_the_rate_limit_if_they_do_not_apply():
    assert (
        plan_text({terraform.CONFIGURATION_VERSIONS: 40}, 40, 150)
        == "Remaining requests: 40 to HCP Terraform, about 2 min."
    )


@pytest.mark.parametrize(
    ("seconds", "expected"), [(150, "2 min"), (5400, "90 min"), (7200, "2 h"), (36000, "10 h"), (0, "0 min")]
)
def test_formats_durations(seconds, expected):
    assert format_duration(seconds) == expected


def test_the_sample_note_counts_the_unchecked_workspaces():
    assert "50 of 5,000" in sample_note(50, 5000)
    assert "other 4,950 were not checked" in sample_note(50, 5000)


@pytest.fixture
def command(sandbox, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str, **environ: str) -> tuple[int, str]:
        status = main(arguments, sandbox().environment() | environ)
        return status, re.sub(r"\s+", " ", capsys.readouterr().out)

    return run


def test_every_report_states_that_it_covers_a_sample(command, tmp_path):
    reports = {kind: tmp_path / f"report.{kind}" for kind in ("json", "html", "markdown")}
    status, out = command(
        "--sample", "2", *(word for kind, path in reports.items() for word in (f"--{kind}", str(path)))
    )
    assert status == 0
    for text in (out, *(path.read_text() for path in reports.values())):
        assert "2 of 3 Terraform workspaces" in text
        assert "The other 1 were not checked" in text


def test_a_short_run_shows_no_plan(command):
    _, out = command()
    assert "still to be made" not in out
    assert "sample" not in out


@pytest.mark.parametrize("given", ["0", "-1", "many", "1.5", "9" * 30])
def test_an_invalid_sample_size_is_a_usage_error(command, given):
    assert command(f"--sample={given}")[0] == 2


def test_lists_every_check_with_its_credentials_and_requests():
    shown = "\n".join(explained_lines(all_checks(), Settings(), RenderOptions()))
    assert all(f"\n{check.id}: {check.title[:20]}" in shown for check in all_checks())
    assert "  GET  https://app.terraform.io/api/v2/account/details\n           permission: any valid token" in shown
    assert "  POST https://bitbucket.org/site/oauth2/access_token\n" in shown
    assert "  needs BITBUCKET_SSH_KEY\n" in shown
    assert "up to 4 for each of their repositories, of which a run reads at most 50" in " ".join(shown.split())


def test_an_optional_request_states_its_condition():
    read = replace(bitbucket.USER, permission="read", beta=True)
    call = Call(read, "/x", optional=True)
    assert least(call) == "read; sent only with the service user's email address and API token; beta API"
