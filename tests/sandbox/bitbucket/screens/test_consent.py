"""The consent page."""

from urllib.parse import parse_qs, urlsplit

import pytest

from checks.sandbox.bitbucket.screens.consent import is_allowed


@pytest.mark.parametrize(
    ("wanted", "configured", "fits"),
    [
        ("https://a.example/auth/1/callback", "https://a.example/auth/1/callback", True),
        ("https://a.example/add-on/function", "https://a.example/add-on", True),
        ("https://a.example/add-on/function", "https://a.example/add-on/", True),
        ("https://a.example/auth/1/callback", "https://a.example/auth/1/callback/", False),
        ("https://a.example/auth/1/callback", "https://a.example/auth/1/call", False),
        ("https://a.example.evil/auth", "https://a.example", False),
        ("http://a.example/auth", "https://a.example/auth", False),
        ("https://a.example/auth", " https://a.example/auth", False),
        ("https://a.example/auth", "", False),
    ],
)
def test_accepts_the_exact_callback_url_or_a_path_below_it(wanted, configured, fits):
    assert is_allowed(wanted, configured) is fits


@pytest.mark.parametrize(
    "change", [lambda url: f"{url}/", lambda url: url.replace("127.0.0.1", "localhost"), lambda url: f" {url}"]
)
def test_shows_bitbuckets_message_for_a_wrong_callback_url(person, change):
    user = person()
    pair = user.create(change(user.begin()))
    user.log_in("Acme Terraform")
    user.connect(*pair)
    assert user.address.startswith(user.bitbucket)
    assert user.heading == "Confirm access to your account"
    assert "Invalid redirect_uri" in user.text
    assert "This integration is misconfigured. Contact the vendor for assistance." in user.text
    assert not user.running.state.scenario.providers[-1].oauth_tokens


def test_shows_bitbuckets_message_for_an_unknown_key(person):
    user = person()
    _, secret = user.create(user.begin())
    user.connect("mistyped", secret)
    assert "Invalid client_id" in user.text


def test_requires_a_login_before_it_reports_a_wrong_callback_url(person):
    user = person()
    key, _ = user.create(f"{user.begin()}/")
    user.session.cookies.clear()
    user.open(f"{user.bitbucket}/site/oauth2/authorize?client_id={key}&redirect_uri=http://127.0.0.1/")
    assert user.heading == "Log in as"
    user.click("Log in as Acme Terraform")
    assert "Invalid redirect_uri" in user.text


def test_lists_the_four_permissions_in_four_sentences(person):
    user = person()
    pair = user.create(user.begin())
    user.log_in("Acme Terraform")
    user.connect(*pair)
    assert [" ".join(item.get_text().split()) for item in user.page.main.find_all("li")] == [
        "Read and modify your account information",
        "Administer your repositories",
        "Read and modify your repositories and their pull requests",
        "Read and modify your repositories' webhooks",
    ]


def test_cancel_grants_no_access(person):
    user = person()
    pair = user.create(user.begin())
    user.log_in("Acme Terraform")
    user.connect(*pair)
    user.click("Cancel")
    assert user.heading == "VCS Providers"
    assert "Bitbucket responded: access_denied" in user.text
    assert not user.running.state.scenario.providers[-1].oauth_tokens


def test_redirects_to_the_callback_url_with_a_code_and_the_state(person):
    user = person()
    callback = user.begin()
    key, _ = user.create(callback)
    response = user.session.post(
        f"{user.bitbucket}/site/oauth2/authorize?client_id={key}&state=abc",
        data={"answer": "grant"},
        allow_redirects=False,
    )
    assert response.headers["Location"].startswith(f"{callback}?")
    query = parse_qs(urlsplit(response.headers["Location"]).query)
    assert query["state"] == ["abc"]
    assert query["code"][0] in user.running.state.codes
