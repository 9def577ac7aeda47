import json
from datetime import date

import pytest

from checks.monitors.links import report
from checks.monitors.links.ledger import Record
from checks.monitors.links.linkcheck import Link
from checks.monitors.links.report import Night
from checks.monitors.links.verdict import Judged, Verdict

DAY = date(2026, 11, 24)
SOURCE = "https://developer.hashicorp.com/terraform/cloud-docs/europe"


def judged(name, verdict, now_at=""):
    return Judged(
        Link(f"https://vendor.example/{name}", ("docs/create-workspace.md:7", "docs/index.md:3")),
        verdict,
        "A reason.",
        now_at,
    )


WELL = judged("well", Verdict.WORKS)


def night(*links, **records):
    return Night(DAY, [WELL, *links], {f"https://vendor.example/{name}": record for name, record in records.items()})


@pytest.mark.parametrize(
    ("verdict", "strikes", "status"),
    [
        (Verdict.WORKS, 0, 0),
        (Verdict.MOVED, 0, 1),
        (Verdict.BLOCKED, 2, 0),
        (Verdict.UNKNOWN, 2, 0),
        (Verdict.BROKEN, 2, 0),
        (Verdict.BROKEN, 3, 1),
        (Verdict.UNKNOWN, 3, 1),
    ],
)
def test_the_exit_status_is_one_where_a_link_moved_or_was_broken_for_the_third_time(verdict, strikes, status):
    assert night(judged("page", verdict), page=Record("", strikes, "")).exit_status == status


@pytest.mark.parametrize("links", [[], [judged("page", Verdict.BROKEN)], [judged("page", Verdict.UNKNOWN)]])
def test_where_nothing_works_nobody_could_look(links):
    blind = Night(DAY, links, {})
    assert blind.exit_status == 2
    assert "\n## " not in report.markdown(blind)
    assert report.terminal(blind) == (
        "On 2026-11-24, no link answered, so nothing is known. Is there a way to the internet?"
    )


def test_a_quiet_night_is_told_in_one_sentence():
    assert report.terminal(night()) == "On 2026-11-24, 1 link: 1 works."
    assert "nothing to do" in report.markdown(night())


def test_the_issue_tells_each_link_under_what_is_to_be_done():
    links = [
        judged("out", Verdict.BROKEN),
        judged("once", Verdict.BROKEN),
        judged("new", Verdict.MOVED, "https://vendor.example/now"),
        judged("walled", Verdict.BLOCKED),
    ]
    text = report.markdown(night(*links, out=Record("2026-10-01", 3, "2026-11-24"), once=Record("", 1, "2026-11-24")))
    parts = dict(part.split("\n\n", 1) for part in text.split("\n## ")[1:])
    assert list(parts) == ["Broken", "Moved", "Broken, but not yet often", "Blocked by bot protection"]
    assert "`https://vendor.example/out`: broken. A reason." in parts["Broken"]
    assert "It stands in docs/create-workspace.md:7, docs/index.md:3." in parts["Broken"]
    assert "Last seen working: 2026-10-01. Broken on 3 of 3 nights." in parts["Broken"]
    assert "Nobody has seen it work yet. Broken on 1 of 3 nights." in parts["Broken, but not yet often"]


def test_the_issue_is_the_same_for_the_same_night():
    assert report.markdown(night()) == report.markdown(night())
    assert report.markdown(night()).startswith("<!-- freshness: links -->\n")


def test_programs_read_everything():
    told = json.loads(report.document(night(judged("once", Verdict.BROKEN), once=Record("", 1, "2026-11-24"))))
    assert told["totals"]["broken"] == 1
    assert told["exit_status"] == 0
    assert told["links"][1] == {
        "address": "https://vendor.example/once",
        "places": ["docs/create-workspace.md:7", "docs/index.md:3"],
        "verdict": "broken",
        "reason": "A reason.",
        "now_at": None,
        "last_seen_working": None,
        "strikes": 1,
        "facts": [],
    }


def test_a_link_that_is_the_source_of_facts_says_so():
    assert "terraform.host-europe" in report.facts_from(SOURCE)
    source = Judged(Link(SOURCE, ("docs/reference/facts.md",)), Verdict.BROKEN, "A reason.")
    assert "Source of terraform.host-europe." in report.terminal(night(source))
