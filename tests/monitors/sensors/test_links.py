"""Changes of links and of the pages that they lead to."""

from datetime import timedelta

import pytest
from monitored_project import BEGIN, Project, Rows, edit, verify
from monitored_web import ANCHOR, BY_SCRIPT, FRAGMENT, GONE, IN_CODE, JQ, LINES, TEXT, answered, published

pytestmark = pytest.mark.browser

CLOUD_DOCS = "https://developer.hashicorp.com/terraform/cloud-docs"
PERMISSIONS_PAGE = f"{CLOUD_DOCS}/users-teams-organizations/permissions"
STATUS = "https://status.hashicorp.com"


def a_link_that_was_never_checked(project: Project) -> None:
    project.records[STATUS] = {"first": "2026-01-01", "worked": "", "strikes": 0, "struck": ""}
    project.publish(STATUS, status=503)


def an_acknowledged_link(project: Project) -> None:
    answered(GONE, status=404)(project)
    name = "docs/monitors/links.toml"
    until = 'until = 2030-01-01\nreason = "Opened in a browser."'
    project.write(name, (project.text(name) + f'\n[acknowledged."{GONE}"]\n{until}\n').encode())


ROWS: Rows = {
    "a link within the guide": (
        edit("docs/create-workspace.md", "prerequisites.md#for-the-commands", "prerequisites.md#for"),
        {"docs": "prerequisites"},
    ),
    "a link in raw HTML within the guide": (
        edit(BEGIN, "## Required permissions", '<a href="gone.html">Gone</a>\n\n## Required permissions'),
        {"docs": "prerequisites.html: The link gone.html leads to no file."},
    ),
    "two headings with the same text": (
        edit(BEGIN, "## Required permissions", "## Required permissions\n\nText.\n\n## Required permissions"),
        {"docs": "prerequisites.html: Two headings have the same text"},
    ),
    "a link to a dead page": (answered(GONE, status=404), {"links": "broken. The page no longer exists (status 404)."}),
    "a link that never worked": (
        answered(GONE, struck=False, status=410),
        {"links": "broken. The page no longer exists (status 410)."},
    ),
    "a link in a code block": (
        answered(IN_CODE, status=404),
        {"links": f"{IN_CODE}: broken. The page no longer exists (status 404)."},
    ),
    "an anchor that no longer exists": (
        answered(ANCHOR, f"<h1 id='top'>Manual</h1>{TEXT}"),
        {"links": "its anchor #filters no longer exists."},
    ),
    "a page that moved": (
        published(PERMISSIONS_PAGE, status=301, headers={"Location": "/developer.hashicorp.com/new"}),
        {"links": "moved. It moved permanently to"},
    ),
    "a page that says that it does not exist": (
        answered(JQ, f"<title>Page not found</title>{TEXT}"),
        {"links": "responds with status 200, but its title or heading is 'Page not found'."},
    ),
    "an empty page": (answered(JQ), {"links": "The page is empty."}),
    "a redirect to a login": (
        answered(
            f"{CLOUD_DOCS}/vcs/private", status=302, headers={"Location": "https://developer.hashicorp.com/sign-in"}
        ),
        {"links": "It redirects to a login page"},
    ),
    "a redirect to the login of another site": (
        answered(JQ, status=302, headers={"Location": "https://accounts.vendor.com/"}),
        {"links": "It redirects to a login page, https://accounts.vendor.com/."},
    ),
    "a redirect to the home page": (
        answered(f"{CLOUD_DOCS}/vcs/private", status=301, headers={"Location": "https://developer.hashicorp.com/"}),
        {"links": "It redirects to the home page"},
    ),
    "a page that redirects with HTML": (
        answered(JQ, f'<meta http-equiv="refresh" content="0; url=/new"><p>The manual of jq has moved.</p>{TEXT}'),
        {"links": "moved. It redirects"},
    ),
    "a page about something else": (
        answered(JQ, f"<h1>Domain for sale</h1>{TEXT}"),
        {"links": "no longer shows 'jq'."},
    ),
    "a link that could not be checked for half a year": (
        a_link_that_was_never_checked,
        {"links": "Never seen working."},
    ),
    "a title with a version that looks like an error": (answered(JQ, f"<title>jq 1.404</title>{TEXT}"), {}),
    "a heading about errors": (answered(JQ, f"<h1>What to do if a file is not found</h1><p>jq</p>{TEXT}"), {}),
    "a text fragment in a link": (answered(FRAGMENT, TEXT), {}),
    "lines of a file on GitHub": (answered(LINES, TEXT), {}),
    "an anchor that a script makes": (answered(BY_SCRIPT, f"<script></script><h1>Basic</h1>{TEXT}"), {}),
    "a page that refuses automated requests": (answered(JQ, status=403), {}),
    "an acknowledged link": (an_acknowledged_link, {}),
    "a server that is down for a night": (answered(JQ, status=503), {}),
    "a page that requires an account": (answered(JQ, status=401), {}),
    "a server that limits the request rate": (answered(JQ, status=429), {}),
    "a temporary redirect": (answered(JQ, status=302, headers={"Location": "/jqlang.org/manual"}), {}),
}


@pytest.mark.parametrize("name", ROWS)
def test_exactly_the_expected_monitors_report_a_change(name: str, project: Project) -> None:
    verify(project, *ROWS[name])


def test_a_quiet_night_after_another_one_changes_no_ledger(project: Project) -> None:
    ledgers = [project.root / f"_build/{name}.json" for name in ("links", "vendors")]
    answered(JQ, f"<p>jq</p>{TEXT}")(project)
    assert project.reports() == {}
    before = [file.read_bytes() for file in ledgers]
    project.day += timedelta(days=1)
    assert {status for status, _ in project.night().values()} == {0}
    assert [file.read_bytes() for file in ledgers] == before
