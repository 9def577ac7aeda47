from dataclasses import replace
from datetime import UTC, datetime

import pytest
import requests

from checks.sandbox.healthy import healthy


def test_headers_contain_the_product_name(services):
    response = services().terraform.get("/ping")
    assert response.status_code == 204
    assert response.headers["TFP-AppName"] == "HCP Terraform"
    assert response.headers["x-ratelimit-limit"] == "30"
    assert "X-TFE-Version" not in response.headers


def test_terraform_enterprise_reports_its_release(services):
    response = services("enterprise-on-loopback").terraform.get("/ping")
    assert response.headers["TFP-AppName"] == "Terraform Enterprise"
    assert response.headers["X-TFE-Current-Version"] == "2.0.8"


def test_service_discovery_returns_the_api_path(services):
    started = services()
    body = started.anonymous.get(f"{started.environment['TFE_ADDRESS']}/.well-known/terraform.json").json()
    assert body["tfe.v2.2"] == "/api/v2/"


def test_ip_ranges_require_no_token_and_set_a_cookie_that_breaks_later_requests(services):
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


def test_terraform_enterprise_has_no_ip_ranges(services):
    started = services("enterprise-on-loopback")
    assert started.anonymous.get(f"{started.environment['TFE_ADDRESS']}/api/meta/ip-ranges").status_code == 404


@pytest.mark.parametrize("allowed", [0, 2])
def test_rate_limit_error_contains_the_status_as_a_number(services, allowed):
    started = services(replace(healthy(datetime.now(UTC)), terraform_limit=allowed))
    statuses = [started.terraform.get("/ping").status_code for _ in range(3)]
    assert statuses == [204] * allowed + [429] * (3 - allowed)
    error = started.terraform.get("/ping").json()["errors"][0]
    assert error == {
        "detail": "You have exceeded the API's rate limit.",
        "status": 429,
        "title": "Too many requests",
    }
