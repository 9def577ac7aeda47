import time

from checks.sandbox.state import Request


def test_the_request_log_contains_all_requests_in_order(services):
    started = services()
    started.terraform.get("/organizations/acme/workspaces", params={"page[size]": "1"})
    started.bitbucket.get("/nothing")
    assert started.state.requests_log == [
        Request("terraform", "GET", "/api/v2/organizations/acme/workspaces", "page%5Bsize%5D=1", 200),
        Request("bitbucket", "GET", "/2.0/nothing", "", 404),
    ]


def test_the_request_log_contains_no_credentials(services):
    started = services()
    environment = started.environment
    started.terraform.get("/account/details")
    started.bitbucket.get("/user", params={"access_token": "planted", "pagelen": "10"})
    started.anonymous.post(
        f"{environment['BITBUCKET_URL']}/site/oauth2/access_token",
        auth=(environment["BITBUCKET_CLIENT_ID"], environment["BITBUCKET_CLIENT_SECRET"]),
        data={"grant_type": "client_credentials"},
    )
    written = repr(started.state.requests_log)
    assert "access_token=&pagelen=10" in written
    for secret in ("planted", *(environment[name] for name in environment if name.endswith(("TOKEN", "SECRET")))):
        assert secret not in written


def test_delays_responses(services):
    started = services()
    started.state.delay = 0.1
    before = time.monotonic()
    started.terraform.get("/ping")
    assert time.monotonic() - before >= 0.1
