"""The report about a night at the vendors'."""

import json
from datetime import date

import pytest

from checks.facts.fact import Source
from checks.monitors.vendors import report
from checks.monitors.vendors.nightly import NightlyScan
from checks.monitors.vendors.uses import Uses
from checks.monitors.vendors.verdict import Told, Verdict

DAY = date(2026, 11, 24)
NAME, PAGE = "screens.save", "https://vendor.example/page"
SOURCES = {NAME: Source(PAGE, "Save", DAY), "screens.well": Source(PAGE, "Well", DAY)}
USES = {NAME: Uses(("docs/create-workspace.md:3",), ("webhooks",), (), ("new-client",))}
WELL = {"screens.well": Told(Verdict.STILL, "The words stand there.")}
NIGHTS = {
    "words gone": NightlyScan(DAY, told=WELL | {NAME: Told(Verdict.GONE, "The words no longer stand on the page.")}),
    "words elsewhere": NightlyScan(
        DAY, told=WELL | {NAME: Told(Verdict.ELSEWHERE, "The page is gone.", (f"{PAGE}/new",))}
    ),
    "an operation": NightlyScan(DAY, told=WELL, changes={NAME: "changed: access"}),
    "news": NightlyScan(DAY, told=WELL, news={PAGE: ["OAuth <b>tokens</b> live shorter."]}),
    "old": NightlyScan(DAY, told=WELL, old={NAME: date(2026, 1, 1)}),
}
SAYS = {
    "words gone": (f"{NAME}: no longer says so.", "pictures: new-client"),
    "words elsewhere": (f"now at {PAGE}/new", "checks: webhooks"),
    "an operation": (f"{NAME}, an operation that we call: changed: access.", NAME),
    "news": ("live shorter", PAGE),
    "old": ("2026-01-01", NAME),
}


@pytest.mark.parametrize("what", NIGHTS)
def test_whatever_asks_for_attention_stands_in_every_report(what):
    night = NIGHTS[what]
    assert night.exit_status == 1
    for words in SAYS[what]:
        assert words in report.terminal(night, SOURCES, USES)
    issue = report.markdown(night, SOURCES, USES)
    assert issue.startswith("<!-- freshness: vendors -->\n# What the vendors say\n")
    assert len(issue.split("\n## ")) == 2
    assert NAME in issue or PAGE in issue
    told = json.loads(report.document(night, SOURCES, USES))
    assert told["exit_status"] == 1


def test_what_rests_on_a_fact_is_named_where_it_alarms():
    issue = report.markdown(NIGHTS["words gone"], SOURCES, USES)
    assert [words in issue for words in ("docs/create-workspace.md:3", "webhooks", "new-client")] == [True] * 3
    facts = json.loads(report.document(NIGHTS["words gone"], SOURCES, USES))["facts"]
    assert facts[NAME]["uses"]["pictures"] == ["new-client"]
    assert facts["screens.well"]["uses"] is None


def test_words_of_others_are_no_markup():
    assert "<b>" not in report.markdown(NIGHTS["news"], SOURCES, USES)


def test_what_nobody_could_read_is_told_and_alarms_nobody():
    unseen = WELL | {NAME: Told(Verdict.UNSEEN, "Nobody could read the page: it broke.")}
    night = NightlyScan(DAY, told=unseen, unread={PAGE: "it is not where it was"})
    assert night.exit_status == 0
    issue = report.markdown(night, SOURCES, USES)
    assert "# What the vendors say: nothing to do" in issue
    assert [part.split("\n")[0] for part in issue.split("\n## ")[1:]] == ["Could not look"]
    assert "could not look: it is not where it was" in report.terminal(night, SOURCES, USES)


def test_every_report_says_what_it_does_not_see():
    quiet = NightlyScan(DAY, told=WELL)
    assert report.BLIND_SPOT in report.markdown(quiet, SOURCES, {})
    assert report.BLIND_SPOT in report.terminal(quiet, SOURCES, {})
    assert json.loads(report.document(quiet, SOURCES, {}))["blind_spot"] == report.BLIND_SPOT


def test_where_nobody_could_look_that_is_all_that_is_said():
    blind = NightlyScan(DAY, told={NAME: Told(Verdict.GONE, "The words no longer stand on the page.")})
    assert blind.exit_status == 2
    assert "\n## " not in report.markdown(blind, SOURCES, USES)
    assert "Is there a way to the internet?" in report.terminal(blind, SOURCES, USES)
