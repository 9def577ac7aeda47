from dataclasses import replace
from datetime import UTC, datetime

import pytest
import requests

from checks.sandbox.healthy import healthy


def test_the_server_names_itself_in_its_headers(services):
    answer = services().terraform.get("/ping")
    assert answer.status_code == 204
    assert answer.headers["TFP-AppName"] == "HCP Terraform"
    assert answer.headers["x-ratelimit-limit"] == "30"
    assert "X-TFE-Version" not in answer.headers


def test_terraform_enterprise_tells_its_release(services):
    answer = services("enterprise-on-loopback").terraform.get("/ping")
    assert answer.headers["TFP-AppName"] == "Terraform Enterprise"
    assert answer.headers["X-TFE-Current-Version"] == "2.0.8"


def test_service_discovery_leads_to_the_api(services):
    started = services()
    body = started.anonymous.get(f"{started.environment['TFE_ADDRESS']}/.well-known/terraform.json").json()
    assert body["tfe.v2.2"] == "/api/v2/"


def test_the_addresses_to_allow_are_told_to_anybody_with_a_cookie_that_spoils_later_requests(services):
    started = services()
    address = f"{started.environment['TFE_ADDRESS']}/api/meta/ip-ranges"
    with requests.Session() as session:
        session.headers.update(started.terraform.headers)
        ping = f"{started.terraform.base}/ping"
        assert session.get(ping, timeout=5).status_code == 204
        assert "vcs" in session.get(address, timeout=5).json()
        assert session.get(ping, timeout=5).status_code == 401
        session.cookies.clear()
        assert session.get(ping, timeout=5).status_code == 204


def test_terraform_enterprise_has_no_such_addresses(services):
    started = services("enterprise-on-loopback")
    assert started.anonymous.get(f"{started.environment['TFE_ADDRESS']}/api/meta/ip-ranges").status_code == 404


@pytest.mark.parametrize("allowed", [0, 2])
def test_beyond_the_limit_the_status_stands_in_the_body_as_a_number(services, allowed):
    started = services(replace(healthy(datetime.now(UTC)), terraform_limit=allowed))
    statuses = [started.terraform.get("/ping").status_code for _ in range(3)]
    assert statuses == [204] * allowed + [429] * (3 - allowed)
    error = started.terraform.get("/ping").json()["errors"][0]
    assert error == {
        "detail": "You have exceeded the API's rate limit.",
        "status": 429,
        "title": "Too many requests",
    }
