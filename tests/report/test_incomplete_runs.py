"""Every report marks a run that was interrupted or lacked time, and says what was not checked."""

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from checks.cli.outputs import FORMATS
from checks.clients.time_budget import TimeBudget
from checks.diagnosis.comparison import Baseline
from checks.diagnosis.last_checks import LastCheck
from checks.engine.model import Verdict, passed, unreadable
from checks.report import github
from checks.report.terminal.footer import summary_lines
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.results import result_lines

NIGHT = datetime(2026, 11, 23, 2, 10, tzinfo=UTC)


def left_out(subject):
    return unreadable(subject, "a webhook", TimeBudget(600).error()).identified(f"ws-{subject}")


@pytest.fixture
def lacking_time(made):
    """A run that checked one of 31 subjects, of which earlier runs checked ten."""
    verdicts = [Verdict.FAILED, *[Verdict.PASSED] * 9]
    checks = tuple(
        LastCheck("webhooks", f"repo-{n}", (f"ws-repo-{n}",), NIGHT + timedelta(hours=n), verdict)
        for n, verdict in enumerate(verdicts)
    )
    findings = [passed("first", "a webhook", "one"), *(left_out(f"repo-{n}") for n in range(30))]
    return made.run(made.result(*findings), within="10m", earlier=Baseline(NIGHT, {}, checks))


@pytest.fixture
def interrupted(made):
    known = made.result(passed("a", "b", "b"))
    return made.run(known, checks=(known.check, made.check("last-fetch", "The last fetch worked")), interrupted=True)


def terminal(run):
    options = RenderOptions(width=1000)
    return "\n".join([*result_lines(run.results, options), *summary_lines(run, options)])


TEXTS = {**FORMATS, "terminal": terminal, "github": lambda run: "\n".join(github.annotations(run))}


@pytest.mark.parametrize("form", [name for name in TEXTS if name not in ("json", "terminal")])
def test_an_interrupted_run_is_marked(form, interrupted):
    shown = TEXTS[form](interrupted)
    assert "This run was interrupted. 1 of 2 checks have no result." in shown, "show report/header.interrupted"


@pytest.mark.parametrize("form", ["html", "markdown", "terminal"])
def test_totals_count_checks_without_a_result(form, interrupted):
    assert "1 passed, 0 failed, 1 without a result" in TEXTS[form](interrupted)


def test_a_check_without_a_result_is_an_error_in_junit(interrupted):
    root = ET.fromstring(FORMATS["junit"](interrupted))  # noqa: S314 - XML from this project
    (error,) = root.iter("error")
    assert error.get("type") == "without_result"
    assert (root.get("tests"), root.get("errors")) == ("2", "1")
    assert [len(list(suite)) for suite in root] == [1, 1]


@pytest.mark.parametrize("form", [name for name in TEXTS if name not in ("json", "github", "html")])
def test_counts_omitted_items_for_each_check(form, lacking_time):
    counted = "30 not checked. Not read: the time budget of 10m isn't sufficient"
    assert counted in TEXTS[form](lacking_time), "show report/header.left_out for each check"


@pytest.mark.parametrize("form", ["html", "markdown", "terminal"])
def test_results_of_earlier_runs_are_shown_as_such(form, lacking_time):
    shown = TEXTS[form](lacking_time).replace("\\", "")
    assert "Not checked in the time budget of 10m (results of earlier runs don" in shown
    earlier = "9 passed and 1 failed; last checked on 2026-11-23 02:10 UTC or later; 20 without an earlier result"
    assert f"Each repository has its webhook: 30 (earlier: {earlier})" in shown


def test_the_terminal_does_not_list_omitted_items(lacking_time):
    assert "repo-7" not in terminal(lacking_time)


def test_a_run_without_a_budget_does_not_mention_it(made):
    last = LastCheck("last-fetch", "a", ("ws-a",), NIGHT, Verdict.PASSED)
    whole = made.run(made.result(passed("a", "b", "b")), earlier=Baseline(NIGHT, {}, (last,)))
    assert not any("Not checked" in text(whole) for text in TEXTS.values())


class TestJson:
    def document(self, run):
        document = json.loads(FORMATS["json"](run))
        schema = json.loads(files("checks.report").joinpath("schema.json").read_text(encoding="utf-8"))
        Draft202012Validator(schema).validate(document)
        return document

    def test_marks_an_interrupted_run(self, interrupted):
        document = self.document(interrupted)
        assert document["interrupted"] is True
        assert document["exit_status"] == 130
        assert document["totals"]["without_result"] == 1

    def test_names_each_subject_with_its_last_result(self, lacking_time):
        document = self.document(lacking_time)
        assert len(document["not_checked"]) == 30
        assert document["not_checked"][0] == {
            "check": "webhooks",
            "subject": "repo-0",
            "ids": ["ws-repo-0"],
            "last_checked": NIGHT.isoformat(),
            "verdict": "failed",
        }
        assert document["not_checked"][29]["last_checked"] is None
        assert (document["within"], document["exit_status"]) == ("10m", 2)
        assert document["checks"][0]["outcome"] == "unknown"

    def test_the_cause_is_the_time_budget(self, lacking_time):
        diagnosis = self.document(lacking_time)["diagnosis"]
        assert diagnosis["cause"] == "The time budget isn't sufficient to check everything"
        assert "--within" in diagnosis["first_step"]
        assert diagnosis["link"] == 'docs/monitor.md, section "Set a time budget"'
