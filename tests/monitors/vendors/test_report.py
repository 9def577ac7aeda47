"""The report of a scan of the vendors' pages."""

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
    "words elsewhere": (f"Now on: {PAGE}/new", "checks: webhooks"),
    "an operation": (f"{NAME}: changed: access", "checks: webhooks"),
    "news": ("live shorter", PAGE),
    "old": ("2026-01-01", NAME),
}


@pytest.mark.parametrize("what", NIGHTS)
def test_every_report_contains_items_that_need_attention(what):
    scan = NIGHTS[what]
    assert scan.exit_status == 1
    for words in SAYS[what]:
        assert words in report.build(scan, SOURCES, USES).terminal
    issue = report.build(scan, SOURCES, USES).markdown
    assert issue.startswith("<!-- freshness: vendors -->\n# Vendor documentation\n")
    assert len(issue.split("\n## ")) == 2
    assert NAME in issue or PAGE in issue


def test_uses_are_listed_for_facts_that_raise_an_alarm():
    issue = report.build(NIGHTS["words gone"], SOURCES, USES).markdown
    assert [words in issue for words in ("docs/create-workspace.md:3", "webhooks", "new-client")] == [True] * 3


def test_external_text_is_escaped():
    assert "<b>" not in report.build(NIGHTS["news"], SOURCES, USES).markdown


def test_unreadable_pages_are_listed_without_an_alarm():
    unseen = WELL | {NAME: JudgedFact(FactVerdict.UNKNOWN, "The page could not be read: it broke.")}
    scan = NightlyScan(DAY, facts=unseen, unread={PAGE: "the page no longer exists"})
    assert scan.exit_status == 0
    issue = report.build(scan, SOURCES, USES).markdown
    assert "# Vendor documentation: nothing to do" in issue
    assert [part.split("\n")[0] for part in issue.split("\n## ")[1:]] == ["Unknown"]
    assert f"{PAGE}: the page no longer exists" in report.build(scan, SOURCES, USES).terminal


def test_every_report_states_its_limitations():
    quiet = report.build(NightlyScan(DAY, facts=WELL), SOURCES, {})
    assert report.BLIND_SPOT in quiet.markdown
    assert report.BLIND_SPOT in quiet.terminal


def test_blind_scan_reports_only_the_connection_problem():
    blind = NightlyScan(DAY, facts={NAME: JudgedFact(FactVerdict.GONE, "The page no longer contains the words.")})
    assert blind.exit_status == 2
    assert "\n## " not in report.build(blind, SOURCES, USES).markdown
    assert "Check the internet connection." in report.build(blind, SOURCES, USES).terminal
