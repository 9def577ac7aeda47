"""The simulated login."""

import pytest


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
