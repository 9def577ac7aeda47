import re
from datetime import date

import pytest

from checks.facts import bitbucket
from checks.facts.credentials import Endpoint
from checks.facts.index import entries
from checks.monitors.links import settings
from checks.monitors.links.settings import IGNORED, LinkSettings, why_ignored

DAY = date(2026, 12, 1)
ACKNOWLEDGED = '[acknowledged."https://vendor.example"]\nuntil = 2026-12-31\nreason = "Opened in a browser."\n'


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "links.toml"
        path.write_text(text)
        return path

    return write


def test_acknowledgment_expires_after_its_last_day(written):
    known = settings.read(written(ACKNOWLEDGED))
    url = "https://vendor.example"
    assert known.acknowledgment(url, DAY) == "acknowledged until 2026-12-31: Opened in a browser."
    assert known.acknowledgment(url, date(2026, 12, 31))
    assert known.acknowledgment(url, date(2027, 1, 1)) == ""
    assert known.acknowledgment("https://other.example", DAY) == ""


def test_settings_are_empty_without_a_file(tmp_path):
    assert settings.read(tmp_path / "links.toml") == LinkSettings()


@pytest.mark.parametrize("text", ["[", "[acknowledged]\nx = 1", ACKNOWLEDGED.replace("2026-12-31", '"soon"')])
def test_rejects_an_invalid_file(text, written):
    with pytest.raises(ValueError, match=r"links\.toml cannot be read"):
        settings.read(written(text))


def test_every_link_has_expected_words(request):
    """For the source of a fact, the fact contains the words; for all other links, the settings do."""
    root = request.config.rootpath
    expected = settings.read(root / "docs/monitors/links.toml").expected
    quoted = {entry.fact.source.page for entry in entries().values() if entry.fact.source.words}
    text = "".join(page.read_text() for page in sorted((root / "docs").rglob("*.md")))
    assert [url for url in expected if url not in text or url in quoted or why_ignored(url)] == []
    linked = set(re.findall(r"\]\((https://[^)\s]+)\)", text))
    bare = [url for url in linked if not re.search(r"[<>{}]|example", url) and not why_ignored(url)]
    assert [url for url in bare if url not in expected and url not in quoted] == []


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
    assert "login" in why_ignored(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://bitbucket.org/site/master/issues/17440",
        "https://app.terraform.io.example/",
        "https://support.atlassian.com/bitbucket-cloud/docs/create-an-api-token/",
    ],
)
def test_checks_public_pages(address):
    assert why_ignored(address) == ""


def test_every_pattern_matches_a_link_in_the_guide(request):
    root = request.config.rootpath
    text = "".join(page.read_text() for page in (root / "docs").rglob("*.md"))
    text += "".join(page.read_text() for page in (root / "src/checks/facts").glob("*.py"))
    text += "".join(
        f"{bitbucket.SITE.text}{entry.fact.path} " for entry in entries().values() if isinstance(entry.fact, Endpoint)
    )
    unused = [one.pattern for one in IGNORED if not re.search(one.pattern.replace("(/|$)", ""), text)]
    assert unused == []
