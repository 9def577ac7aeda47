from datetime import date

import pytest

from checks.monitors.links import report
from checks.monitors.links.ledger import LinkRecord
from checks.monitors.links.report import LinkScan
from checks.monitors.links.site import Link
from checks.monitors.links.verdict import JudgedLink, LinkVerdict

DAY = date(2026, 11, 24)
SOURCE = "https://developer.hashicorp.com/terraform/cloud-docs/europe"


def judged(name, verdict, new_address=""):
    return JudgedLink(
        Link(f"https://vendor.example/{name}", ("docs/create-workspace.md:7", "docs/index.md:3")),
        verdict,
        "A reason.",
        new_address,
    )


WELL = judged("well", LinkVerdict.WORKS)


def scan(*links, **records):
    return LinkScan(DAY, [WELL, *links], {f"https://vendor.example/{name}": record for name, record in records.items()})


@pytest.mark.parametrize(
    ("verdict", "strikes", "status"),
    [
        (LinkVerdict.WORKS, 0, 0),
        (LinkVerdict.MOVED, 0, 1),
        (LinkVerdict.BLOCKED, 2, 0),
        (LinkVerdict.UNKNOWN, 2, 0),
        (LinkVerdict.BROKEN, 2, 0),
        (LinkVerdict.BROKEN, 3, 1),
        (LinkVerdict.UNKNOWN, 3, 1),
    ],
)
def test_exit_status_is_1_for_a_moved_or_repeatedly_broken_link(verdict, strikes, status):
    assert scan(judged("page", verdict), page=LinkRecord("2026-11-01", "2026-11-20", strikes, "")).exit_status == status


@pytest.mark.parametrize("links", [[], [judged("page", LinkVerdict.BROKEN)], [judged("page", LinkVerdict.UNKNOWN)]])
def test_exit_status_is_2_if_no_link_responds(links):
    blind = LinkScan(DAY, links, {})
    assert blind.exit_status == 2
    assert "\n## " not in report.build(blind).markdown
    assert report.build(blind).terminal.startswith(
        "On 2026-11-24, no link responded, so all results are unknown. Check the internet connection."
    )


def test_quiet_night_is_summarized_in_one_sentence():
    assert report.build(scan()).terminal.startswith("On 2026-11-24, 1 link: 1 works.")
    assert "nothing to do" in report.build(scan()).markdown


def test_issue_groups_links_by_required_action():
    links = [
        judged("out", LinkVerdict.BROKEN),
        judged("once", LinkVerdict.BROKEN),
        judged("new", LinkVerdict.MOVED, "https://vendor.example/now"),
        judged("walled", LinkVerdict.BLOCKED),
    ]
    text = report.build(
        scan(
            *links,
            out=LinkRecord("2026-09-01", "2026-10-01", 3, "2026-11-24"),
            once=LinkRecord("2026-09-01", "2026-10-02", 1, "2026-11-24"),
            walled=LinkRecord("2026-01-01"),
        )
    ).markdown
    parts = dict(part.split("\n\n", 1) for part in text.split("\n## ")[1:])
    assert list(parts) == ["Broken", "Moved", "Failed fewer than three times", "Not checked for more than 180 days"]
    assert "`https://vendor.example/out`: broken. A reason." in parts["Broken"]
    assert "Linked from docs/create-workspace.md:7, docs/index.md:3." in parts["Broken"]
    assert "Last seen working: 2026-10-01. Failed on 3 of 3 days." in parts["Broken"]
    assert "Last seen working: 2026-10-02. Failed on 1 of 3 days." in parts["Failed fewer than three times"]


def test_issue_is_reproducible():
    assert report.build(scan()).markdown == report.build(scan()).markdown
    assert report.build(scan()).markdown.startswith("<!-- freshness: links -->\n")


def test_link_lists_the_facts_that_it_is_a_source_of():
    assert "terraform.host-europe" in report.facts_from(SOURCE)
    source = JudgedLink(Link(SOURCE, ("docs/reference/facts.md",)), LinkVerdict.BROKEN, "A reason.")
    assert "Source of terraform.host-europe." in report.build(scan(source)).terminal
