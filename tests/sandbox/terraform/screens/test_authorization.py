"""How the code becomes a grant."""

from urllib.parse import urlsplit


def test_the_code_is_exchanged_from_server_to_server(person):
    walker = person()
    walker.reach()
    asked = [(one.service, one.method, one.path) for one in walker.running.state.requests_log]
    exchange = asked.index(("bitbucket", "POST", "/site/oauth2/access_token"))
    assert ("bitbucket", "GET", "/2.0/user") in asked[exchange:]
    oauth_token = walker.running.state.scenario.providers[-1].oauth_tokens[0]
    assert (oauth_token.account, oauth_token.user, oauth_token.works) == ("acme-terraform", "acme-terraform", True)
    assert [one.account for one in walker.running.state.refresh_tokens.values()] == ["acme-terraform"]


def test_a_wrong_secret_is_told_in_bitbuckets_words(person):
    walker = person()
    key, _ = walker.create(walker.begin())
    walker.log_in("Acme Terraform")
    walker.connect(key, "mistyped")
    walker.click("Grant access")
    assert walker.heading == "VCS Providers"
    assert "Bitbucket responded: Invalid OAuth client credentials" in walker.text
    assert not walker.running.state.scenario.providers[-1].oauth_tokens


def test_an_answer_that_nobody_asked_for_grants_nothing(person):
    walker = person()
    pair = walker.create(walker.begin())
    walker.log_in("Acme Terraform")
    walker.connect(*pair)
    path = urlsplit(walker.begun).path.rpartition("/")[2]
    walker.open(f"{walker.terraform}/auth/{path}/callback?code=invented&state=invented")
    assert "does not match a request from this browser" in walker.text
    assert not walker.running.state.scenario.providers[-1].oauth_tokens
