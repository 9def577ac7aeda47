import pytest

from checks.monitors.bot_protection import BOT_PROTECTIONS, detect_bot_protection
from checks.monitors.web import PageResponse

PAGE = "https://vendor.example/page"


def response(status, headers=None, body=""):
    return PageResponse(PAGE, PAGE, status, headers or {}, body)


@pytest.mark.parametrize("wall", [wall for wall in BOT_PROTECTIONS if wall.header], ids=lambda wall: wall.name)
def test_detects_bot_protection_by_header(wall):
    name, value = wall.header
    assert detect_bot_protection(response(403, {name: value or "challenge"})) == wall.name


@pytest.mark.parametrize(
    ("wall", "words"),
    [(wall, words) for wall in BOT_PROTECTIONS for words in wall.body],
    ids=lambda one: getattr(one, "name", one),
)
def test_detects_bot_protection_by_page(wall, words):
    assert detect_bot_protection(response(403, body=f"<script src='https://x/{words}'>")) == wall.name


def test_detects_a_challenge_with_a_successful_status():
    assert detect_bot_protection(response(202, {"x-amzn-waf-action": "challenge"})) == "AWS WAF"


@pytest.mark.parametrize("status", [403, 404, 429, 503])
def test_ordinary_refusal_is_not_bot_protection(status):
    assert detect_bot_protection(response(status, {"server": "cloudflare", "cf-ray": "1"}, "<h1>Forbidden</h1>")) == ""


def test_allowed_page_is_not_bot_protection():
    everything = "".join(words for wall in BOT_PROTECTIONS for words in wall.body)
    assert detect_bot_protection(response(200, {"x-datadome": "protected"}, everything)) == ""


def test_other_cloudflare_actions_are_not_challenges():
    assert detect_bot_protection(response(403, {"cf-mitigated": "log"})) == ""
