"""Who is logged in."""

import pytest


def test_whoever_is_not_logged_in_chooses_who_to_be_and_comes_back(person):
    walker = person()
    walker.open(f"{walker.bitbucket}/acme-infra/platform/admin/webhooks?page=2")
    assert walker.heading == "Log in as"
    walker.click("Log in as Acme Terraform")
    assert walker.address == f"{walker.bitbucket}/acme-infra/platform/admin/webhooks?page=2"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"])
def test_one_never_comes_back_to_another_site(person, elsewhere):
    walker = person()
    walker.session.max_redirects = 3
    walker.open(f"{walker.bitbucket}/account/signin/?next={elsewhere}")
    walker.click("Log in as Jordan Lee")
    assert walker.address == f"{walker.bitbucket}/"


def test_both_services_remember_somebody_at_once(person):
    walker = person()
    walker.log_in("Jordan Lee")
    walker.open(walker.terraform)
    walker.click("Log in as jordan.lee@acme.example")
    walker.open(f"{walker.bitbucket}/account/settings/")
    assert "jordan-lee" in walker.text


def test_an_invented_person_cannot_log_in(person):
    walker = person()
    assert walker.session.post(f"{walker.bitbucket}/account/signin/", data={"person": "mallory"}).status_code == 400
    walker.session.cookies.set("sandbox_bitbucket", "mallory")
    walker.open(walker.bitbucket)
    assert walker.heading == "Log in as"


def test_the_session_of_a_browser_is_no_credential_of_the_api(person):
    walker = person()
    walker.log_in("Jordan Lee")
    assert walker.session.get(f"{walker.bitbucket}/2.0/user").status_code == 401
