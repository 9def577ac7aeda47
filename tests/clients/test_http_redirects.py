"""An HTTP session follows redirects and next pages only on its own host."""

import pytest
from http_site import PATH, READ, SECRET, dripping, ok, status

from checks.clients import http
from checks.clients.errors import ReadError


class TestRedirects:
    def test_follows_a_redirect_on_the_same_host(self, start, session):
        site = start(status(302, Location="/elsewhere"), ok("there"))
        assert session(site.base).get(READ).json().at() == "there"
        assert site.paths == [PATH, "/elsewhere"]

    def test_follows_at_most_three_redirects(self, start, session):
        site = start(status(301, Location="/a"), status(307, Location="/b"), status(308, Location="/c"), ok("there"))
        assert session(site.base).get(READ).json().at() == "there"
        loop = start(status(302, Location="/again"))
        with pytest.raises(ReadError, match="loop"):
            session(loop.base).get(READ)
        assert len(loop.requests) == 4

    @pytest.mark.parametrize(
        "location",
        ["{other}/", "//{address}/x", "https://127.0.0.1/", "http://u:p@{own}/", "http://[bad/", "file:///etc/x"],
    )
    def test_does_not_follow_a_redirect_to_another_host(self, start, session, location):
        other = start(ok("caught"))
        site = start()
        address, own = (each.base.partition("://")[2] for each in (other, site))
        site.answers = [status(302, Location=location.format(other=other.base, address=address, own=own))]
        with pytest.raises(ReadError, match="another host"):
            session(site.base).get(READ)
        assert other.requests == []
        assert len(site.requests) == 1

    def test_a_slow_redirect_is_cut_off(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "ANSWER_SECONDS", 0.2)
        site = start(lambda handler: dripping(handler, 302, "/elsewhere"))
        with pytest.raises(ReadError, match="it took too long"):
            session(site.base).get(READ)

    def test_rejects_a_redirect_without_a_location(self, start, session):
        site = start(status(302))
        with pytest.raises(ReadError, match="returned status 302"):
            session(site.base).get(READ)


class TestNextPages:
    def test_reads_a_page_on_the_same_host(self, start, session):
        site = start(ok("next"))
        assert session(site.base).follow(READ, f"{site.base}/x?page=2").json().at() == "next"

    @pytest.mark.parametrize(
        "address",
        [
            "http://localhost:{port}/x",
            "https://127.0.0.1:{port}/x",
            "http://127.0.0.1/x",
            "/x",
            "http://[bad",
            "",
            "x:y",
        ],
    )
    def test_does_not_read_a_page_on_another_host(self, start, session, address):
        site = start(ok("next"))
        with pytest.raises(ReadError, match="another host"):
            session(site.base).follow(READ, address.format(port=site.base.rpartition(":")[2]))
        assert site.requests == []

    def test_redacts_a_secret_in_the_hostname(self, start, session):
        with pytest.raises(ReadError) as caught:
            session(start(ok()).base).follow(READ, f"https://{SECRET}.example/")
        assert SECRET not in str(caught.value)
