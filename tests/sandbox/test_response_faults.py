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


def test_affects_only_matching_requests(terraform):
    client = terraform(answer(500))
    assert client.get(PROVIDERS).status_code == 500
    assert client.get("/account/details").status_code == 200


def test_ends_after_the_given_number_of_requests(terraform):
    client = terraform(answer(503), times=2)
    assert [client.get(PROVIDERS).status_code for _ in range(3)] == [503, 503, 200]


def test_sends_any_status_body_and_header(terraform):
    got = terraform(answer(429, {"errors": []}, "application/vnd.api+json", Retry_After="3")).get(PROVIDERS)
    assert (got.status_code, got.json(), got.headers["Retry-After"]) == (429, {"errors": []}, "3")


def test_sends_text_unchanged(bitbucket):
    got = bitbucket(answer(403, "Access denied.", "text/plain")).get(HOOKS)
    assert (got.status_code, got.text) == (403, "Access denied.")


def test_proxy_error_is_an_html_page(terraform):
    got = terraform(proxy_page()).get(PROVIDERS)
    assert (got.status_code, got.headers["Content-Type"]) == (502, "text/html")


def test_sends_an_empty_successful_response(terraform):
    got = terraform(empty).get(PROVIDERS)
    assert (got.status_code, got.content) == (200, b"")


def test_sends_truncated_json(terraform):
    with pytest.raises(requests.exceptions.JSONDecodeError):
        terraform(truncated).get(PROVIDERS).json()


def test_removes_fields_and_changes_their_types(terraform, bitbucket):
    body = terraform(retyped("data.*.attributes.key", 7)).body(PROVIDERS)
    assert [one["attributes"]["key"] for one in body["data"]] == [7, 7]
    assert "values" not in bitbucket(without("values")).body(HOOKS)
    assert bitbucket(retyped("values", None)).body(HOOKS)["values"] is None


def test_next_page_can_link_to_itself(terraform, bitbucket):
    client = bitbucket(next_page())
    assert client.body(HOOKS)["next"] == f"{client.base}{HOOKS}"
    body = terraform(next_page()).body(PROVIDERS)
    assert body["links"]["next"].endswith(PROVIDERS)
    assert body["meta"]["pagination"]["next-page"] == 1


def test_next_page_can_be_on_another_host(bitbucket):
    assert bitbucket(next_page("https://elsewhere.example/")).body(HOOKS)["next"] == "https://elsewhere.example/"


def test_redirects_to_another_host(terraform):
    got = terraform(redirected("https://elsewhere.example/")).get(PROVIDERS, allow_redirects=False)
    assert (got.status_code, got.headers["Location"]) == (302, "https://elsewhere.example/")


def test_sends_a_body_one_byte_at_a_time(services):
    slow = ResponseFault("terraform", "*/ip-ranges", dripping(0.001))
    started = services(slow)
    before = time.monotonic()
    got = started.anonymous.get(f"{started.environment['TFE_ADDRESS']}/api/meta/ip-ranges")
    assert "vcs" in got.json()
    assert time.monotonic() - before >= 0.001 * len(got.content)


def test_a_slow_body_causes_a_client_timeout(terraform):
    with pytest.raises(requests.ConnectionError):
        terraform(dripping(2)).get(PROVIDERS, timeout=0.2)


@pytest.mark.parametrize("bytes_before", [0, 20])
def test_closes_the_connection(terraform, bytes_before):
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        terraform(hung_up(bytes_before)).get(PROVIDERS)


def test_the_request_log_contains_the_faulty_status(services):
    started = services(ResponseFault("terraform", "*", answer(418)))
    started.terraform.get("/ping")
    assert [one.status for one in started.state.requests_log] == [418]
