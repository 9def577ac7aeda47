import pytest

from checks.monitors.web import BOT_PROTECTIONS, FetchFailure, PageResponse, Web

PAGE = "https://vendor.example/page"


@pytest.fixture
def web(at):
    return Web(at, timeout=2, patience=2, pause=0)


def test_returns_an_existing_page(web, server, make):
    server.replies["/vendor.example/page"] = make("<p>Grüße</p>")
    response = web.get(PAGE)
    assert (response.ok, response.body, response.moved, response.failure) == (True, "<p>Grüße</p>", False, None)


def test_requests_a_page_once_regardless_of_the_fragment(web, server, make):
    server.replies["/vendor.example/page"] = make("text")
    assert web.get(PAGE) is web.get(f"{PAGE}#place")
    assert len(server.requests) == 1


def test_sends_no_credentials_or_cookies(web, server, make, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password planted-secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.replies["/vendor.example/page"] = make("text", headers={"Set-Cookie": "who=somebody"})
    server.replies["/vendor.example/other"] = make("text")
    web.get(PAGE)
    web.get("https://vendor.example/other")
    for _, _, headers in server.requests:
        assert not {"authorization", "cookie"} & set(headers)


@pytest.mark.parametrize(("status", "permanent"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
def test_follows_redirects_and_reports_permanent_ones(status, permanent, web, server, make):
    server.replies["/vendor.example/page"] = make(status=status, headers={"Location": "/new"})
    server.replies["/vendor.example/new"] = make("new")
    response = web.get(PAGE)
    assert (response.address, response.body, response.moved) == ("https://vendor.example/new", "new", True)
    assert response.permanent is permanent


def test_trailing_slash_does_not_count_as_a_move(web, server, make):
    server.replies["/vendor.example/page"] = make(status=301, headers={"Location": "https://www.vendor.example/page/"})
    server.replies["/www.vendor.example/page/"] = make("text")
    assert not web.get(PAGE).moved


def test_reports_redirect_loops(web, server, make):
    server.replies["/vendor.example/page"] = make(status=302, headers={"Location": PAGE})
    assert web.get(PAGE).failure is FetchFailure.LOOP


@pytest.mark.parametrize("how", ["silent", "drips"])
def test_abandons_a_slow_page(how, web, server, make):
    server.replies["/vendor.example/page"] = make("text", **{how: True})
    assert web.get(PAGE).failure is FetchFailure.SLOW


def test_abandons_a_page_that_is_too_large(web, server, make, monkeypatch):
    monkeypatch.setattr("checks.monitors.web.LARGEST", 10)
    server.replies["/vendor.example/page"] = make("x" * 11)
    assert web.get(PAGE).failure is FetchFailure.TOO_LARGE


def test_reports_an_untrusted_certificate(distrusted):
    assert Web(timeout=5).get(distrusted.url("/")).failure is FetchFailure.CERTIFICATE


def test_reports_an_unknown_host(unreachable):
    assert Web(timeout=5).get(unreachable["no host"]).failure is FetchFailure.NO_HOST


def test_reports_a_refused_connection(unreachable):
    assert Web(timeout=5).get(unreachable["refused"]).failure is FetchFailure.REFUSED


def test_waits_between_requests_to_the_same_host(server, at, make):
    server.replies["/vendor.example/page"] = server.replies["/vendor.example/other"] = make("text")
    slept = []
    web = Web(at, pause=30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("checks.monitors.web.time.sleep", slept.append)
        for page in (PAGE, "https://vendor.example/other", "https://another.example/page"):
            web.get(page)
    assert len(slept) == 1
    assert 25 < slept[0] <= 30


def response(status, headers=None, body=""):
    return PageResponse(PAGE, PAGE, status, headers or {}, body)


@pytest.mark.parametrize("wall", [wall for wall in BOT_PROTECTIONS if wall.header], ids=lambda wall: wall.name)
def test_detects_bot_protection_by_header(wall):
    name, value = wall.header
    assert response(403, {name: value or "challenge"}).bot_protection == wall.name


@pytest.mark.parametrize(
    ("wall", "words"),
    [(wall, words) for wall in BOT_PROTECTIONS for words in wall.body],
    ids=lambda one: getattr(one, "name", one),
)
def test_detects_bot_protection_by_page(wall, words):
    assert response(403, body=f"<script src='https://x/{words}'>").bot_protection == wall.name


def test_detects_a_challenge_with_a_successful_status():
    assert response(202, {"x-amzn-waf-action": "challenge"}).bot_protection == "AWS WAF"


@pytest.mark.parametrize("status", [403, 404, 429, 503])
def test_ordinary_refusal_is_not_bot_protection(status):
    assert response(status, {"server": "cloudflare", "cf-ray": "1"}, "<h1>Forbidden</h1>").bot_protection == ""


def test_allowed_page_is_not_bot_protection():
    everything = "".join(words for wall in BOT_PROTECTIONS for words in wall.body)
    assert response(200, {"x-datadome": "protected"}, everything).bot_protection == ""


def test_other_cloudflare_actions_are_not_challenges():
    assert response(403, {"cf-mitigated": "log"}).bot_protection == ""
