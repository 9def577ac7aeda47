import re

import pytest

from checks.facts import bitbucket
from checks.facts.credentials import Endpoint
from checks.facts.index import entries
from checks.monitors.links.ignored import IGNORED, reason


@pytest.mark.parametrize(
    "address",
    [
        "https://bitbucket.org/account/settings/ssh-keys/",
        "https://app.terraform.io",
        "https://app.eu.terraform.io/app/acme",
        "https://id.atlassian.com/manage-profile/security/api-tokens",
    ],
)
def test_ignores_pages_behind_a_login(address):
    assert "login" in reason(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://bitbucket.org/site/master/issues/17440",
        "https://app.terraform.io.example/",
        "https://support.atlassian.com/bitbucket-cloud/docs/create-an-api-token/",
    ],
)
def test_checks_public_pages(address):
    assert reason(address) == ""


def test_every_pattern_matches_a_link_in_the_guide(request):
    root = request.config.rootpath
    text = "".join(page.read_text() for page in (root / "docs").rglob("*.md"))
    text += "".join(page.read_text() for page in (root / "src/checks/facts").glob("*.py"))
    text += "".join(
        f"{bitbucket.SITE.text}{entry.fact.path} " for entry in entries().values() if isinstance(entry.fact, Endpoint)
    )
    unused = [one.pattern for one in IGNORED if not re.search(one.pattern.replace("(/|$)", ""), text)]
    assert unused == []
