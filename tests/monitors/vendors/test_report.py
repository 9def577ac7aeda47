"""The report about a night at the vendors'."""

import json
from datetime import date

import pytest

from checks.facts.fact import Source
from checks.monitors.vendors import report
from checks.monitors.vendors.nightly import NightlyScan
from checks.monitors.vendors.uses import Uses
from checks.monitors.vendors.verdict import FactVerdict, JudgedFact

DAY = date(2026, 11, 24)
NAME, PAGE = "screens.save", "https://vendor.example/page"
SOURCES = {NAME: Source(PAGE, "Save", DAY), "screens.well": Source(PAGE, "Well", DAY)}
USES = {NAME: Uses(("docs/create-workspace.md:3",), ("webhooks",), (), ("new-client",))}
WELL = {"screens.well": JudgedFact(FactVerdict.FOUND, "The page contains the words.")}
NIGHTS = {
    "words gone": NightlyScan(
        DAY, facts=WELL | {NAME: JudgedFact(FactVerdict.GONE, "The page no longer contains the words.")}
    ),
    "words elsewhere": NightlyScan(
        DAY, facts=WELL | {NAME: JudgedFact(FactVerdict.ELSEWHERE, "The page no longer exists.", (f"{PAGE}/new",))}
    ),
    "an operation": NightlyScan(DAY, facts=WELL, changes={NAME: "changed: access"}),
    "news": NightlyScan(DAY, facts=WELL, news={PAGE: ["OAuth <b>tokens</b> live shorter."]}),
    "old": NightlyScan(DAY, facts=WELL, old={NAME: date(2026, 1, 1)}),
}
SAYS = {
    "words gone": (f"{NAME}: no longer found.", "pictures: new-client"),
    "words elsewhere": (f"now on {PAGE}/new", "checks: webhooks"),
    "an operation": (f"{NAME}, an API operation: changed: access.", NAME),
    "news": ("live shorter", PAGE),
    "old": ("2026-01-01", NAME),
}


@pytest.mark.parametrize("what", NIGHTS)
def test_whatever_asks_for_attention_stands_in_every_report(what):
    scan = NIGHTS[what]
    assert scan.exit_status == 1
    for words in SAYS[what]:
        assert words in report.terminal(scan, SOURCES, USES)
    issue = report.markdown(scan, SOURCES, USES)
    assert issue.startswith("<!-- freshness: vendors -->\n# Vendor documentation\n")
    assert len(issue.split("\n## ")) == 2
    assert NAME in issue or PAGE in issue
    told = json.loads(report.document(scan, SOURCES, USES))
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
    unseen = WELL | {NAME: JudgedFact(FactVerdict.UNKNOWN, "The page could not be read: it broke.")}
    scan = NightlyScan(DAY, facts=unseen, unread={PAGE: "the page no longer exists"})
    assert scan.exit_status == 0
    issue = report.markdown(scan, SOURCES, USES)
    assert "# Vendor documentation: nothing to do" in issue
    assert [part.split("\n")[0] for part in issue.split("\n## ")[1:]] == ["Unknown"]
    assert "unknown: the page no longer exists" in report.terminal(scan, SOURCES, USES)


def test_every_report_says_what_it_does_not_see():
    quiet = NightlyScan(DAY, facts=WELL)
    assert report.BLIND_SPOT in report.markdown(quiet, SOURCES, {})
    assert report.BLIND_SPOT in report.terminal(quiet, SOURCES, {})
    assert json.loads(report.document(quiet, SOURCES, {}))["blind_spot"] == report.BLIND_SPOT


def test_where_nobody_could_look_that_is_all_that_is_said():
    blind = NightlyScan(DAY, facts={NAME: JudgedFact(FactVerdict.GONE, "The page no longer contains the words.")})
    assert blind.exit_status == 2
    assert "\n## " not in report.markdown(blind, SOURCES, USES)
    assert "Check the internet connection." in report.terminal(blind, SOURCES, USES)
