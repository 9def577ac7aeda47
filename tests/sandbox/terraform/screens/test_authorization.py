"""The exchange of the authorization code for an OAuth token."""

from urllib.parse import urlsplit


def test_exchanges_the_code_from_server_to_server(person):
    walker = person()
    walker.reach()
    requested = [(one.service, one.method, one.path) for one in walker.running.state.requests_log]
    exchange = requested.index(("bitbucket", "POST", "/site/oauth2/access_token"))
    assert ("bitbucket", "GET", "/2.0/user") in requested[exchange:]
    oauth_token = walker.running.state.scenario.providers[-1].oauth_tokens[0]
    assert (oauth_token.account, oauth_token.user, oauth_token.works) == ("acme-terraform", "acme-terraform", True)
    assert [one.account for one in walker.running.state.refresh_tokens.values()] == ["acme-terraform"]


def test_shows_bitbuckets_message_for_a_wrong_secret(person):
    walker = person()
    key, _ = walker.create(walker.begin())
    walker.log_in("Acme Terraform")
    walker.connect(key, "mistyped")
    walker.click("Grant access")
    assert walker.heading == "VCS Providers"
    assert "Bitbucket responded: Invalid OAuth client credentials" in walker.text
    assert not walker.running.state.scenario.providers[-1].oauth_tokens


def test_rejects_a_callback_with_an_unknown_state(person):
    walker = person()
    pair = walker.create(walker.begin())
    walker.log_in("Acme Terraform")
    walker.connect(*pair)
    path = urlsplit(walker.begun).path.rpartition("/")[2]
    walker.open(f"{walker.terraform}/auth/{path}/callback?code=invented&state=invented")
    assert "does not match a request from this browser" in walker.text
    assert not walker.running.state.scenario.providers[-1].oauth_tokens
