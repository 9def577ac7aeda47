import http.client
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from checks.sandbox.healthy import healthy, unconnected
from checks.sandbox.keys import pem, service_key
from checks.sandbox.server import serving

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_environment_contains_all_client_variables(services):
    environment = services().environment
    assert set(environment) == {
        "TFE_HOSTNAME",
        "TFE_ADDRESS",
        "TFE_TOKEN",
        "TFE_ORGANIZATION",
        "BITBUCKET_URL",
        "BITBUCKET_API_URL",
        "BITBUCKET_CLIENT_ID",
        "BITBUCKET_CLIENT_SECRET",
        "BITBUCKET_EMAIL",
        "BITBUCKET_API_TOKEN",
        "BITBUCKET_SSH_KEY",
        "BITBUCKET_CALLBACK_URL",
    }
    assert environment["TFE_ADDRESS"] == f"http://{environment['TFE_HOSTNAME']}"


def test_environment_omits_values_that_do_not_exist_yet(sandbox):
    environment = sandbox(unconnected(CLOCK)).environment()
    assert not {"BITBUCKET_CLIENT_ID", "BITBUCKET_CLIENT_SECRET", "BITBUCKET_CALLBACK_URL"} & set(environment)


def test_each_service_has_a_separate_loopback_port(services):
    environment = services().environment
    urls = [urlsplit(environment[name]) for name in ("TFE_ADDRESS", "BITBUCKET_URL")]
    assert [url.hostname for url in urls] == ["127.0.0.1"] * 2
    assert urls[0].port != urls[1].port


def test_keeps_connections_open_for_several_requests(services):
    host = services().environment["TFE_HOSTNAME"]
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        connection.connect()
        first = connection.sock
        for path in ("/.well-known/terraform.json", "/api/v2/ping", "/nothing"):
            connection.request(
                "POST" if path == "/nothing" else "GET", path, body=b"a body" if path == "/nothing" else None
            )
            connection.getresponse().read()
            assert connection.sock is first
    finally:
        connection.close()


def test_head_sends_no_body(services):
    started = services()
    response = started.terraform.head("/account/details")
    assert response.content == b""
    assert int(response.headers["Content-Length"]) > 0
    assert started.terraform.get("/account/details").status_code == 200


def test_handles_concurrent_requests(services):
    started = services()
    with ThreadPoolExecutor(16) as pool:
        responses = list(pool.map(lambda _: started.terraform.get("/account/details").status_code, range(64)))
    assert responses == [200] * 64
    assert len(started.state.requests_log) == 64


def test_key_file_is_private_and_contains_the_users_key(sandbox):
    running = sandbox()
    assert running.key_file.stat().st_mode & 0o777 == 0o600
    assert running.key_file.read_bytes() == pem(service_key())
    assert sandbox("public-key-instead").key_file.read_bytes().startswith(b"ssh-rsa ")


def test_removes_everything_when_the_block_ends():
    with serving(healthy(CLOCK)) as running:
        file, url = running.key_file, urlsplit(running.state.terraform_url)
        assert file.exists()
    assert not file.parent.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((url.hostname, url.port), timeout=1)


def test_a_port_in_use_raises_an_error():
    with serving(healthy(CLOCK)) as running:
        port = urlsplit(running.state.terraform_url).port
        with pytest.raises(OSError, match="in use"), serving(healthy(CLOCK), port=port):
            pass
