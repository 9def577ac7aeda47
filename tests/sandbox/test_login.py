"""The simulated login."""

import pytest


def test_redirects_to_the_requested_page_after_login(person):
    walker = person()
    walker.open(f"{walker.bitbucket}/acme-infra/platform/admin/webhooks?page=2")
    assert walker.heading == "Log in as"
    walker.click("Log in as Acme Terraform")
    assert walker.address == f"{walker.bitbucket}/acme-infra/platform/admin/webhooks?page=2"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"])
def test_never_redirects_to_another_site(person, elsewhere):
    walker = person()
    walker.session.max_redirects = 3
    walker.open(f"{walker.bitbucket}/account/signin/?next={elsewhere}")
    walker.click("Log in as Jordan Lee")
    assert walker.address == f"{walker.bitbucket}/"


def test_logins_to_both_services_are_independent(person):
    walker = person()
    walker.log_in("Jordan Lee")
    walker.open(walker.terraform)
    walker.click("Log in as jordan.lee@acme.example")
    walker.open(f"{walker.bitbucket}/account/settings/")
    assert "jordan-lee" in walker.text


def test_rejects_an_unknown_account(person):
    walker = person()
    assert walker.session.post(f"{walker.bitbucket}/account/signin/", data={"person": "mallory"}).status_code == 400
    walker.session.cookies.set("sandbox_bitbucket", "mallory")
    walker.open(walker.bitbucket)
    assert walker.heading == "Log in as"


def test_the_api_ignores_the_session_cookie(person):
    walker = person()
    walker.log_in("Jordan Lee")
    response = walker.session.get(f"{walker.bitbucket}/2.0/user", headers={"Accept": "application/json"})
    assert response.status_code == 401
