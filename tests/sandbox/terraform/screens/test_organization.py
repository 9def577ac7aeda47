"""The tokens of a team: a token is shown once, works at once, and stops working when it is deleted."""

import requests


def read_organization(user, token):
    url = f"{user.terraform}/api/v2/organizations/acme"
    return requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=5).status_code


def create_token(user):
    user.begin()
    for name in ("Settings", "API Tokens", "Team Tokens"):
        user.click(name)
    user.enter("Checks of November", "Description")
    user.click("Create token")
    return user.copy("Token")


def test_a_new_token_works_and_is_shown_only_once(person):
    user = person()
    token = create_token(user)
    assert read_organization(user, token) == 200
    user.open(user.address)
    assert token not in user.page.get_text()
    assert "Checks of November" in user.text


def test_the_page_of_values_contains_the_new_token(person):
    user = person()
    token = create_token(user)
    assert user.running.environment()["TFE_TOKEN"] == token


def test_every_token_is_different(person):
    user = person()
    first = create_token(user)
    user.enter("Another", "Description")
    user.click("Create token")
    assert user.copy("Token") != first


def test_a_deleted_token_stops_working(person):
    user = person()
    token = create_token(user)
    user.click("Delete Checks of November")
    assert read_organization(user, token) == 401
