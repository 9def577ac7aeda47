"""The exchange of the authorization code for an OAuth token."""

from urllib.parse import urlsplit


def test_exchanges_the_code_from_server_to_server(person):
    user = person()
    user.reach()
    requested = [(one.service, one.method, one.path) for one in user.running.state.requests_log]
    exchange = requested.index(("bitbucket", "POST", "/site/oauth2/access_token"))
    assert ("bitbucket", "GET", "/2.0/user") in requested[exchange:]
    oauth_token = user.running.state.scenario.providers[-1].oauth_tokens[0]
    assert (oauth_token.account, oauth_token.user, oauth_token.works) == ("acme-terraform", "acme-terraform", True)
    assert [one.account for one in user.running.state.refresh_tokens.values()] == ["acme-terraform"]


def test_shows_bitbuckets_message_for_a_wrong_secret(person):
    user = person()
    key, _ = user.create(user.begin())
    user.log_in("Acme Terraform")
    user.connect(key, "mistyped")
    user.click("Grant access")
    assert user.heading == "VCS Providers"
    assert "Bitbucket responded: Invalid OAuth client credentials" in user.text
    assert not user.running.state.scenario.providers[-1].oauth_tokens


def test_rejects_a_callback_with_an_unknown_state(person):
    user = person()
    pair = user.create(user.begin())
    user.log_in("Acme Terraform")
    user.connect(*pair)
    path = urlsplit(user.begun).path.rpartition("/")[2]
    user.open(f"{user.terraform}/auth/{path}/callback?code=invented&state=invented")
    assert "does not match a request from this browser" in user.text
    assert not user.running.state.scenario.providers[-1].oauth_tokens
