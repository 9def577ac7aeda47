"""The parts that all sandbox pages have in common."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from checks.sandbox import screens
from checks.sandbox.bitbucket.screens.permissions import AREAS


@pytest.mark.parametrize("service", ["terraform", "bitbucket"])
def test_pages_state_that_they_are_a_sandbox(person, service):
    walker = person()
    walker.open(getattr(walker, service))
    note = " ".join(walker.page.aside.get_text(" ").split())
    assert "A sandbox for practice." in note
    assert "This is not the site of" in note
    assert "sandbox" in walker.page.title.get_text()


@pytest.mark.parametrize("service", ["terraform", "bitbucket"])
def test_stylesheet_and_script_are_served_by_the_sandbox(person, service):
    walker = person()
    walker.open(getattr(walker, service))
    addresses = [tag["href"] for tag in walker.page.find_all("link", rel="stylesheet")]
    addresses += [tag["src"] for tag in walker.page.find_all("script")]
    assert addresses == ["/sandbox/screens.css", "/sandbox/screens.js"]
    for address in addresses:
        assert walker.session.get(getattr(walker, service) + address).status_code == 200


@pytest.mark.parametrize("service", ["terraform", "bitbucket"])
def test_fonts_are_served_by_the_sandbox(person, service):
    """Pictures are identical on every machine, because no local font has priority over these fonts."""
    walker = person()
    style = walker.session.get(f"{getattr(walker, service)}/sandbox/screens.css").text
    fonts = re.findall(r'url\("([^"]+)"\)', style)
    assert len(fonts) == 3
    for font in fonts:
        assert walker.session.get(f"{getattr(walker, service)}/sandbox/{font}").content[:4] == b"wOF2"
    families = re.findall(r"font: ([^;]*),[^;]*;", style)
    assert families
    assert all('"Source ' in first for first in families)


def test_unknown_urls_return_a_page_to_browsers_and_json_to_api_clients(person):
    walker = person()
    assert walker.open(f"{walker.terraform}/nowhere/at/all").status_code == 404
    assert walker.heading == "This page is not in the sandbox"
    assert walker.open(f"{walker.bitbucket}/2.0/nowhere").headers["Content-Type"].startswith("application/json")
    response = requests.get(f"{walker.terraform}/nowhere/at/all", timeout=5)
    assert response.json()["errors"][0]["title"] == "not found"


def test_values_page_shows_only_existing_values(person):
    walker = person()
    walker.open(f"{walker.terraform}/sandbox/values")
    assert "BITBUCKET_CLIENT_ID" not in walker.text
    key, secret = walker.create(walker.begin())
    walker.open(f"{walker.bitbucket}/sandbox/values")
    assert f"export BITBUCKET_CLIENT_ID={key}" in walker.text
    assert f"export BITBUCKET_CLIENT_SECRET={secret}" in walker.text


def test_every_permission_checkbox_has_a_unique_scope():
    scopes = [box.scope for area in AREAS for box in area.boxes]
    assert len(scopes) == len(set(scopes))
    assert {scope for area in AREAS for box in area.boxes for scope in box.grays} <= set(scopes)


def test_screens_are_independent_of_the_facts():
    for path in Path(screens.__file__).parent.rglob("*.py"):
        assert not re.search(r"^(from|import) checks\.facts", path.read_text(encoding="utf-8"), re.MULTILINE), path


def test_terraform_enterprise_pages_show_its_name(person):
    walker = person()
    walker.running.state.change(lambda now: replace(now, app_name="Terraform Enterprise"))
    walker.reach()
    assert walker.page.find(class_="brand").get_text() == "Terraform Enterprise"
    assert "Terraform Enterprise keeps the key" in walker.text
