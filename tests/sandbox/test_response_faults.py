import time

import pytest
import requests

from checks.sandbox.response_faults import (
    ResponseFault,
    answer,
    dripping,
    empty,
    hung_up,
    next_page,
    proxy_page,
    redirected,
    retyped,
    truncated,
    without,
)

PROVIDERS = "/organizations/acme/oauth-clients"
HOOKS = "/repositories/acme-infra/network/hooks"


@pytest.fixture
def terraform(services):
    return lambda how, times=None: services(ResponseFault("terraform", "*/oauth-clients", how, times)).terraform


@pytest.fixture
def bitbucket(services):
    return lambda how: services(ResponseFault("bitbucket", "*/hooks", how)).bitbucket


def test_only_what_it_is_about_is_interrupted(terraform):
    client = terraform(answer(500))
    assert client.get(PROVIDERS).status_code == 500
    assert client.get("/account/details").status_code == 200


def test_it_can_be_over_after_some_requests(terraform):
    client = terraform(answer(503), times=2)
    assert [client.get(PROVIDERS).status_code for _ in range(3)] == [503, 503, 200]


def test_an_answer_can_be_any(terraform):
    got = terraform(answer(429, {"errors": []}, "application/vnd.api+json", Retry_After="3")).get(PROVIDERS)
    assert (got.status_code, got.json(), got.headers["Retry-After"]) == (429, {"errors": []}, "3")


def test_a_text_is_sent_as_it_is(bitbucket):
    got = bitbucket(answer(403, "Access denied.", "text/plain")).get(HOOKS)
    assert (got.status_code, got.text) == (403, "Access denied.")


def test_a_proxy_answers_with_a_page(terraform):
    got = terraform(proxy_page()).get(PROVIDERS)
    assert (got.status_code, got.headers["Content-Type"]) == (502, "text/html")


def test_nothing_can_be_sent_with_success(terraform):
    got = terraform(empty).get(PROVIDERS)
    assert (got.status_code, got.content) == (200, b"")


def test_half_of_a_body_is_no_json(terraform):
    with pytest.raises(requests.exceptions.JSONDecodeError):
        terraform(truncated).get(PROVIDERS).json()


def test_fields_can_be_missing_or_of_another_type(terraform, bitbucket):
    body = terraform(retyped("data.*.attributes.key", 7)).body(PROVIDERS)
    assert [one["attributes"]["key"] for one in body["data"]] == [7, 7]
    assert "values" not in bitbucket(without("values")).body(HOOKS)
    assert bitbucket(retyped("values", None)).body(HOOKS)["values"] is None


def test_a_page_can_follow_itself(terraform, bitbucket):
    client = bitbucket(next_page())
    assert client.body(HOOKS)["next"] == f"{client.base}{HOOKS}"
    body = terraform(next_page()).body(PROVIDERS)
    assert body["links"]["next"].endswith(PROVIDERS)
    assert body["meta"]["pagination"]["next-page"] == 1


def test_the_next_page_can_be_on_another_host(bitbucket):
    assert bitbucket(next_page("https://elsewhere.example/")).body(HOOKS)["next"] == "https://elsewhere.example/"


def test_a_client_can_be_sent_to_another_host(terraform):
    got = terraform(redirected("https://elsewhere.example/")).get(PROVIDERS, allow_redirects=False)
    assert (got.status_code, got.headers["Location"]) == (302, "https://elsewhere.example/")


def test_a_body_can_come_drop_by_drop(services):
    slow = ResponseFault("terraform", "*/ip-ranges", dripping(0.001))
    started = services(slow)
    before = time.monotonic()
    got = started.anonymous.get(f"{started.environment['TFE_ADDRESS']}/api/meta/ip-ranges")
    assert "vcs" in got.json()
    assert time.monotonic() - before >= 0.001 * len(got.content)


def test_a_slow_body_runs_into_the_timeout_of_a_client(terraform):
    with pytest.raises(requests.ConnectionError):
        terraform(dripping(2)).get(PROVIDERS, timeout=0.2)


@pytest.mark.parametrize("bytes_before", [0, 20])
def test_a_connection_can_be_closed(terraform, bytes_before):
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        terraform(hung_up(bytes_before)).get(PROVIDERS)


def test_the_journal_holds_what_the_client_got(services):
    started = services(ResponseFault("terraform", "*", answer(418)))
    started.terraform.get("/ping")
    assert [one.status for one in started.state.requests_log] == [418]
