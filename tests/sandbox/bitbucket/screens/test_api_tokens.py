"""API tokens: created in four steps, shown once, limited to the selected scopes, and revoked."""

import requests

TOKENS = "/manage-profile/security/api-tokens"


def create_token(user, *scopes):
    user.log_in("Acme Terraform")
    user.open(f"{user.bitbucket}{TOKENS}")
    user.click("Create API token with scopes")
    user.enter("Checks of November", "Name")
    user.click("Next")
    user.select("Bitbucket")
    user.click("Next")
    for scope in scopes:
        user.select(scope)
    user.click("Next")


def read(user, path, token):
    email = user.running.environment()["BITBUCKET_EMAIL"]
    return requests.get(f"{user.bitbucket}/2.0{path}", auth=(email, token), timeout=5).status_code


def test_a_new_token_has_the_selected_scopes_only(person):
    user = person()
    create_token(user, "read:user:bitbucket", "read:repository:bitbucket")
    assert "read:user:bitbucket, read:repository:bitbucket" in user.text
    user.click("Create token")
    token = user.copy("API token")
    repository = "/repositories/acme-infra/platform"
    assert [read(user, path, token) for path in ("/user", repository, f"{repository}/hooks")] == [200, 200, 403]


def test_the_token_is_shown_only_once(person):
    user = person()
    create_token(user, "read:user:bitbucket")
    user.click("Create token")
    token = user.copy("API token")
    user.open(f"{user.bitbucket}{TOKENS}")
    assert token not in user.page.get_text()
    assert "Checks of November" in user.text


def test_requires_a_scope(person):
    user = person()
    create_token(user)
    assert "Select at least one scope." in user.text


def test_the_page_of_values_contains_the_new_token_with_its_email(person):
    user = person()
    create_token(user, "read:user:bitbucket")
    user.click("Create token")
    found = user.running.environment()
    assert (found["BITBUCKET_EMAIL"], found["BITBUCKET_API_TOKEN"]) == (
        "terraform@acme.example",
        user.copy("API token"),
    )


def test_a_revoked_token_stops_working(person):
    user = person()
    create_token(user, "read:user:bitbucket")
    user.click("Create token")
    token = user.copy("API token")
    user.click("Revoke Checks of November")
    assert read(user, "/user", token) == 401


def test_another_user_neither_sees_nor_revokes_the_token(person):
    user = person()
    create_token(user, "read:user:bitbucket")
    user.click("Create token")
    token = user.copy("API token")
    address = user.page.find_all("form", action=lambda one: one and one.endswith("/revoke"))[-1]["action"]
    user.log_in("Jordan Lee")
    user.open(f"{user.bitbucket}{TOKENS}")
    assert "Checks of November" not in user.text
    user.session.post(f"{user.bitbucket}{address}", timeout=5)
    assert read(user, "/user", token) == 200
