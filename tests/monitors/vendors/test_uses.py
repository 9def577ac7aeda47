import json

import pytest

from checks.facts.index import UnknownFactError
from checks.monitors.vendors.uses import uses


@pytest.fixture
def docs(tmp_path):
    docs = tmp_path / "docs"
    (docs / "reference").mkdir(parents=True)
    (docs / "create-workspace.md").write_text("# Finish\n\nClick {label}`bitbucket-screens.grant-access`.\n")
    (docs / "way.md").write_text("{menu}`bitbucket-screens.settings > bitbucket-screens.apps-and-features`\n")
    (docs / "broken.md").write_text("```{message} messages.host-key\n```\n")
    (docs / "hosts.md").write_text(
        "[Europe](https://app.eu.terraform.io)\n\n`git@ssh.bitbucket.org:acme/network.git`\n\n"
        "Not app.eu.terraform.io.example.\n"
    )
    (docs / "reference" / "rules.md").write_text(
        "```{fact-table} key-formats\n```\n\n```{fact-table} all-permissions\n```\n"
    )
    return docs


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("bitbucket-screens.grant-access", ["docs/create-workspace.md:3"]),
        ("bitbucket-screens.apps-and-features", ["docs/way.md:1"]),
        ("bitbucket-screens.settings", ["docs/way.md:1"]),
        ("messages.host-key", ["docs/broken.md:1"]),
        ("ssh.openssh", ["docs/reference/rules.md:1"]),
        ("bitbucket.account-write", ["docs/reference/rules.md:4"]),
        ("terraform.host-europe", ["docs/hosts.md:1"]),
        ("ssh.host", ["docs/hosts.md:3"]),
        ("ssh.former-host", []),
        ("bitbucket-screens.add-key", []),
    ],
)
def test_finds_pages_that_show_a_fact(name, pages, docs):
    assert list(uses(name, docs).pages) == pages


@pytest.mark.parametrize(
    ("name", "own", "others"),
    [
        ("terraform.oauth-clients", "provider-selected", "ssh-key-format"),
        ("bitbucket.hooks", "webhooks", "ssh-key-format"),
        ("bitbucket.account-write", "consumer-permissions", "webhooks"),
        ("ssh.openssh", "ssh-key-format", "webhooks"),
        ("bitbucket-screens.grant-access", "authorizing-user", "webhooks"),
    ],
)
def test_finds_checks_that_use_a_fact(name, own, others, docs):
    found = uses(name, docs).checks
    assert own in found
    assert others not in found


def test_finds_checks_that_use_a_fact_indirectly(docs):
    assert "consumer-permissions" in uses("bitbucket.webhooks-read-and-write", docs).checks


def test_finds_other_files_that_mention_a_fact(docs):
    assert "src/checks/clients/bitbucket.py" in uses("bitbucket.hooks", docs).code


PICTURES = {
    "consent": {"service": "bitbucket", "labels": ["Grant access", "Cancel"], "facts": {}},
    "menu": {"service": "bitbucket", "labels": ["Apps and Features", "Read and write"], "facts": {}},
    "form": {
        "service": "bitbucket",
        "labels": ["Callback URL"],
        "facts": {"bitbucket.account-write": "Account: Write"},
    },
    "provider": {"service": "terraform", "labels": ["Callback URL"], "facts": {"terraform-screens.callback-url": "x"}},
    "empty": {"service": "terraform", "labels": [], "facts": {}},
}


@pytest.mark.parametrize(
    ("name", "pictures"),
    [
        ("bitbucket-screens.grant-access", ("consent",)),
        ("bitbucket-screens.apps-and-features", ("menu",)),
        ("bitbucket-screens.client-callback-url", ("form",)),
        ("terraform-screens.callback-url", ("provider",)),
        ("bitbucket.account-write", ("form",)),
        ("bitbucket-screens.private-consumer", ()),
    ],
    ids=["a label", "one of its wordings", "a word of Bitbucket", "a word of Terraform", "a permission", "elsewhere"],
)
def test_finds_pictures_that_show_a_fact(name, pictures, docs):
    (docs / "pictures").mkdir()
    (docs / "pictures" / "manifest.json").write_text(json.dumps({"pictures": PICTURES}))
    assert uses(name, docs).pictures == pictures


def test_unused_fact_has_no_lines(tmp_path):
    assert uses("bitbucket-screens.expires-on", tmp_path).lines == []


def test_rejects_a_misspelled_fact(docs):
    with pytest.raises(UnknownFactError, match=r"similar names: bitbucket-screens\.grant-access"):
        uses("bitbucket-screens.grant-acces", docs)
