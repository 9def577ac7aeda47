"""The parts that all sandbox pages have in common, and the simulated login."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from checks import sandbox as package
from checks.sandbox.bitbucket.screens.permissions import AREAS


@pytest.mark.parametrize("service", ["terraform", "bitbucket"])
def test_pages_state_that_they_are_a_sandbox(person, service):
    user = person()
    user.open(getattr(user, service))
    note = " ".join(user.page.aside.get_text(" ").split())
    assert "A sandbox for practice." in note
    assert "This isn't the real site of" in note
    assert "sandbox" in user.page.title.get_text()


@pytest.mark.parametrize("service", ["terraform", "bitbucket"])
def test_stylesheet_and_script_are_served_by_the_sandbox(person, service):
    user = person()
    user.open(getattr(user, service))
    addresses = [tag["href"] for tag in user.page.find_all("link", rel="stylesheet")]
    addresses += [tag["src"] for tag in user.page.find_all("script")]
    assert addresses == ["/sandbox/screens.css", "/sandbox/screens.js"]
    for address in addresses:
        assert user.session.get(getattr(user, service) + address).status_code == 200


@pytest.mark.parametrize("service", ["terraform", "bitbucket"])
def test_fonts_are_served_by_the_sandbox(person, service):
    """Pictures are identical on every machine, because no local font has priority over these fonts."""
    user = person()
    style = user.session.get(f"{getattr(user, service)}/sandbox/screens.css").text
    fonts = re.findall(r'url\("([^"]+)"\)', style)
    assert len(fonts) == 3
    for font in fonts:
        assert user.session.get(f"{getattr(user, service)}/sandbox/{font}").content[:4] == b"wOF2"
    families = re.findall(r"font: ([^;]*),[^;]*;", style)
    assert families
    assert all('"Source ' in first for first in families)


def test_unknown_urls_return_a_page_to_browsers_and_json_to_api_clients(person):
    user = person()
    assert user.open(f"{user.terraform}/nowhere/at/all").status_code == 404
    assert user.heading == "The sandbox doesn't have this page"
    assert user.open(f"{user.bitbucket}/2.0/nowhere").headers["Content-Type"].startswith("application/json")
    response = requests.get(f"{user.terraform}/nowhere/at/all", timeout=5)
    assert response.json()["errors"][0]["title"] == "not found"


def test_values_page_shows_only_existing_values(person):
    user = person()
    user.open(f"{user.terraform}/sandbox/values")
    assert "BITBUCKET_CLIENT_ID" not in user.text
    key, secret = user.create(user.begin())
    user.open(f"{user.bitbucket}/sandbox/values")
    assert f"export BITBUCKET_CLIENT_ID={key}" in user.text
    assert f"export BITBUCKET_CLIENT_SECRET={secret}" in user.text


def test_every_permission_checkbox_has_a_unique_scope():
    scopes = [box.scope for area in AREAS for box in area.boxes]
    assert len(scopes) == len(set(scopes))
    assert {scope for area in AREAS for box in area.boxes for scope in box.grays} <= set(scopes)


def test_screens_are_independent_of_the_facts():
    paths = sorted(Path(package.__file__).parent.glob("*/screens/*.py"))
    assert {path.stem for path in paths} >= {"consumers", "permissions", "providers", "workspaces"}
    for path in paths:
        assert not re.search(r"^(from|import) checks\.facts", path.read_text(encoding="utf-8"), re.MULTILINE), path


def test_terraform_enterprise_pages_show_its_name(person):
    user = person()
    user.running.state.change(lambda now: replace(now, app_name="Terraform Enterprise"))
    user.reach()
    assert user.page.find(class_="brand").get_text() == "Terraform Enterprise"
    assert "Terraform Enterprise uses this key only" in user.text


def test_redirects_to_the_requested_page_after_login(person):
    user = person()
    user.open(f"{user.bitbucket}/acme-infra/platform/admin/webhooks?page=2")
    assert user.heading == "Log in as"
    user.click("Log in as Acme Terraform")
    assert user.address == f"{user.bitbucket}/acme-infra/platform/admin/webhooks?page=2"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"])
def test_never_redirects_to_another_site(person, elsewhere):
    user = person()
    user.session.max_redirects = 3
    user.open(f"{user.bitbucket}/account/signin/?next={elsewhere}")
    user.click("Log in as Jordan Lee")
    assert user.address == f"{user.bitbucket}/"


def test_logins_to_both_services_are_independent(person):
    user = person()
    user.log_in("Jordan Lee")
    user.open(user.terraform)
    user.click("Log in as jordan.lee@acme.example")
    user.open(f"{user.bitbucket}/account/settings/")
    assert "jordan-lee" in user.text


def test_rejects_an_unknown_account(person):
    user = person()
    assert user.session.post(f"{user.bitbucket}/account/signin/", data={"person": "mallory"}).status_code == 400
    user.session.cookies.set("sandbox_bitbucket", "mallory")
    user.open(user.bitbucket)
    assert user.heading == "Log in as"


def test_the_api_ignores_the_session_cookie(person):
    user = person()
    user.log_in("Jordan Lee")
    response = user.session.get(f"{user.bitbucket}/2.0/user", headers={"Accept": "application/json"})
    assert response.status_code == 401
