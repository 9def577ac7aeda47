import pytest

from checks.monitors.bot_protection import BOT_PROTECTIONS, detect_bot_protection
from checks.monitors.web import PageResponse

PAGE = "https://vendor.example/page"


def answer(status, headers=None, body=""):
    return PageResponse(PAGE, PAGE, status, headers or {}, body)


@pytest.mark.parametrize("wall", [wall for wall in BOT_PROTECTIONS if wall.header], ids=lambda wall: wall.name)
def test_a_wall_is_known_by_its_header(wall):
    name, value = wall.header
    assert detect_bot_protection(answer(403, {name: value or "challenge"})) == wall.name


@pytest.mark.parametrize(
    ("wall", "words"),
    [(wall, words) for wall in BOT_PROTECTIONS for words in wall.body],
    ids=lambda one: getattr(one, "name", one),
)
def test_a_wall_is_known_by_its_page(wall, words):
    assert detect_bot_protection(answer(403, body=f"<script src='https://x/{words}'>")) == wall.name


def test_a_challenge_that_pretends_to_be_well():
    assert detect_bot_protection(answer(202, {"x-amzn-waf-action": "challenge"})) == "AWS WAF"


@pytest.mark.parametrize("status", [403, 404, 429, 503])
def test_a_plain_refusal_is_no_wall(status):
    assert detect_bot_protection(answer(status, {"server": "cloudflare", "cf-ray": "1"}, "<h1>Forbidden</h1>")) == ""


def test_a_page_that_was_let_through_is_no_wall():
    everything = "".join(words for wall in BOT_PROTECTIONS for words in wall.body)
    assert detect_bot_protection(answer(200, {"x-datadome": "protected"}, everything)) == ""


def test_another_action_of_cloudflare_is_no_challenge():
    assert detect_bot_protection(answer(403, {"cf-mitigated": "log"})) == ""
