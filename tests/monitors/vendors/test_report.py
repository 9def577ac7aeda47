"""The report of a scan of the vendors' pages."""

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
def test_every_report_contains_items_that_need_attention(what):
    scan = NIGHTS[what]
    assert scan.exit_status == 1
    for words in SAYS[what]:
        assert words in report.terminal(scan, SOURCES, USES)
    issue = report.markdown(scan, SOURCES, USES)
    assert issue.startswith("<!-- freshness: vendors -->\n# Vendor documentation\n")
    assert len(issue.split("\n## ")) == 2
    assert NAME in issue or PAGE in issue
    document = json.loads(report.document(scan, SOURCES, USES))
    assert document["exit_status"] == 1


def test_uses_are_listed_for_facts_that_raise_an_alarm():
    issue = report.markdown(NIGHTS["words gone"], SOURCES, USES)
    assert [words in issue for words in ("docs/create-workspace.md:3", "webhooks", "new-client")] == [True] * 3
    facts = json.loads(report.document(NIGHTS["words gone"], SOURCES, USES))["facts"]
    assert facts[NAME]["uses"]["pictures"] == ["new-client"]
    assert facts["screens.well"]["uses"] is None


def test_external_text_is_escaped():
    assert "<b>" not in report.markdown(NIGHTS["news"], SOURCES, USES)


def test_unreadable_pages_are_listed_without_an_alarm():
    unseen = WELL | {NAME: JudgedFact(FactVerdict.UNKNOWN, "The page could not be read: it broke.")}
    scan = NightlyScan(DAY, facts=unseen, unread={PAGE: "the page no longer exists"})
    assert scan.exit_status == 0
    issue = report.markdown(scan, SOURCES, USES)
    assert "# Vendor documentation: nothing to do" in issue
    assert [part.split("\n")[0] for part in issue.split("\n## ")[1:]] == ["Unknown"]
    assert "unknown: the page no longer exists" in report.terminal(scan, SOURCES, USES)


def test_every_report_states_its_limitations():
    quiet = NightlyScan(DAY, facts=WELL)
    assert report.BLIND_SPOT in report.markdown(quiet, SOURCES, {})
    assert report.BLIND_SPOT in report.terminal(quiet, SOURCES, {})
    assert json.loads(report.document(quiet, SOURCES, {}))["blind_spot"] == report.BLIND_SPOT


def test_blind_scan_reports_only_the_connection_problem():
    blind = NightlyScan(DAY, facts={NAME: JudgedFact(FactVerdict.GONE, "The page no longer contains the words.")})
    assert blind.exit_status == 2
    assert "\n## " not in report.markdown(blind, SOURCES, USES)
    assert "Check the internet connection." in report.terminal(blind, SOURCES, USES)
