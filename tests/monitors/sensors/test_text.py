"""Changes of labels, steps, prose, and dates."""

import pytest
from monitored_project import BEGIN, CREATE, FACTS, TEMPLATES, Project, Rows, edit, verify

pytestmark = pytest.mark.browser

ROWS: Rows = {
    "a label in a fact, whose page still says the same": (
        edit(
            f"{FACTS}/bitbucket_screens.py",
            'CLIENT_CALLBACK_URL = _seen(_CHE, "Callback URL")',
            'CLIENT_CALLBACK_URL = _seen(_CHE, "Callback address", words="Callback URL")',
        ),
        {
            "walk": "There is no textbox or combobox called 'Callback address'.",
            "pictures": "client-callback-url is 'Callback address'; it was 'Callback URL' when",
        },
    ),
    "a label in a fact, with its words": (
        edit(f"{FACTS}/terraform_screens.py", '"Connect and continue")', '"Connect and go on")'),
        {
            "walk": "called 'Connect and go on'.",
            "vendors": "terraform-screens.connect-and-continue: no longer found.",
        },
    ),
    "a label in a page": (
        edit(CREATE, "In {label}`bitbucket-screens.client-callback-url`,", "In {label}`bitbucket-screens.add-key`,"),
        {
            "walk": "There is no textbox or combobox called 'Add key'.",
            "pictures": "The picture marks 'Callback URL' with 7; step 7 on the page",
        },
    ),
    "a misspelled fact in a page": (
        edit(
            CREATE,
            "In {label}`bitbucket-screens.client-callback-url`,",
            "In {label}`bitbucket-screens.client-calback-url`,",
        ),
        {
            "docs": "'bitbucket-screens.client-calback-url'; similar names: bitbucket-screens.client-callback-url",
            "walk": "The robot does not understand: In bitbucket-screens.client-calback-url, paste",
            "pictures": "The picture marks 'Callback URL' with 7",
        },
    ),
    "a sentence in a page": (
        edit(CREATE, "-screens.client-callback-url`, paste the", "-screens.client-callback-url`, put the"),
        {"walk": "The robot does not understand: In Callback URL, put the callback URL."},
    ),
    "a permission that a page leaves out": (
        edit(CREATE, "1. Select {permission}`bitbucket.webhooks-read-and-write`.\n\n", "\n"),
        {
            "walk": "depicts step 5, which does not exist.",
            "pictures": "depicts step 5, which does not exist.",
        },
    ),
    "another permission than a connection needs": (
        edit(CREATE, "{permission}`bitbucket.pull-requests-write`", "{permission}`bitbucket.pull-requests-read`"),
        {
            "walk": "A connection needs Pull requests: Write, but no step of this section selects it.",
            "pictures": "The picture marks 'Pull requests: Write' with 4",
        },
    ),
    "a misspelled :sync:": (
        edit(CREATE, ":sync: clients", ":sync: client"),
        {"walk": "The tab around this line has `:sync: client`. The tabs for screens are: clients, consumers."},
    ),
    "a label in a template": (
        edit(f"{TEMPLATES}/terraform/providers.html", '"Add a VCS provider"', '"Add a provider"'),
        {"walk": "Label: 'Add a VCS provider'"},
    ),
    "a menu path in a paragraph": (
        edit(
            "docs/scope-and-ssh-key.md",
            "bitbucket-screens.personal-settings > bitbucket-screens.ssh-keys",
            "bitbucket-screens.personal-settings > bitbucket-screens.webhooks",
        ),
        {"walk": "No page has the menu path Settings > Personal Bitbucket settings > Webhooks."},
    ),
    "the title of a tab on one page": (
        edit("docs/add-vcs-provider.md", "{tab-item} API (curl)", "{tab-item} curl"),
        {"docs": "the tab 'curl' of 'way' has the title"},
    ),
    "a number that differs from the table below it": (
        edit(BEGIN, "needs only these four permissions:", "needs only these five permissions:"),
        {"docs": "the text says 'five', but the list or table below it has 4 items"},
    ),
    "a day in a fact": (
        edit(f"{FACTS}/bitbucket_screens.py", "_SEEN = date(2026, ", "_SEEN = date(2025, "),
        {"vendors": ": not seen since 2025-"},
    ),
    "a day of a review": (
        edit(BEGIN, "reviewed: 2026-", "reviewed: 2025-"),
        {"vendors": "docs/prerequisites.md: not reviewed since 2025-"},
    ),
    "a day of a review in the future": (
        edit(BEGIN, "reviewed: 2026-", "reviewed: 2027-"),
        {"vendors": "docs/prerequisites.md: its review on 2027-"},
    ),
    "a page without a day of a review": (
        edit(BEGIN, "reviewed: 2026-", "review: 2026-"),
        {"vendors": "docs/prerequisites.md: its front matter has no date of a review"},
    ),
    "nothing": (lambda _: None, {}),
}


@pytest.mark.parametrize("name", ROWS)
def test_exactly_the_expected_monitors_report_a_change(name: str, project: Project) -> None:
    verify(project, *ROWS[name])
