"""The site with the URL where it is published."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from checks.engine.registry import all_checks
from checks.facts.credentials import Credential
from checks.report import links

ROOT = Path(__file__).parents[2]
URL = "https://guide.example/connect"
NOT_LISTED = {"404.html", "search.html"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published")
    environment = {name: value for name, value in os.environ.items() if name != "READTHEDOCS_CANONICAL_URL"}
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-nW", "-E", "-q", "-c", ".", "docs", str(out)],
        cwd=ROOT,
        env=environment | {"GUIDE_URL": f"{URL}/"},
        check=True,
        capture_output=True,
    )
    return out


def pages(site: Path) -> list[str]:
    found = {str(page.relative_to(site)) for page in site.rglob("*.html")}
    return sorted(page for page in found - NOT_LISTED if not page.startswith("_"))


def head(site: Path, page: str) -> BeautifulSoup:
    return BeautifulSoup((site / page).read_text(encoding="utf-8"), "html.parser").head


def test_sitemap_lists_every_indexable_page(site: Path) -> None:
    listed = re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    assert sorted(listed) == [f"{URL}/{page}" for page in pages(site)]


def test_every_page_has_a_canonical_url(site: Path) -> None:
    named = {page: head(site, page).find("link", rel="canonical")["href"] for page in pages(site)}
    assert named == {page: f"{URL}/{page}" for page in pages(site)}


def test_every_page_has_link_preview_metadata(site: Path) -> None:
    for page in pages(site):
        tags = {tag["property"]: tag["content"] for tag in head(site, page).find_all("meta", property=True)}
        assert tags["og:url"] == f"{URL}/{page}"
        assert tags["og:title"]
        assert tags["og:description"] == head(site, page).find("meta", attrs={"name": "description"})["content"]
        assert tags["og:image"] == f"{URL}/_static/share.png"
        assert tags["og:image:alt"]
    assert (site / "_static/share.png").is_file()


def test_links_in_reports_exist(site: Path) -> None:
    wanted = [links.to_check(check, URL) for check in all_checks()]
    wanted += [links.to_credential(one, URL) for one in Credential] + [links.to_revoking(URL)]
    for link in wanted:
        page, anchor = link.removeprefix(f"{URL}/").split("#")
        assert f'id="{anchor}"' in (site / page).read_text(encoding="utf-8"), link


def test_not_found_page_links_to_the_guide(site: Path) -> None:
    article = BeautifulSoup((site / "404.html").read_text(encoding="utf-8"), "html.parser").article
    assert {link["href"].startswith("/connect/") for link in article.find_all("a", class_="reference")} == {True}
