"""What no secret contains is refused before anything is sent: one wrong try may lock a consumer out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.fault import provider
from checks.sandbox.healthy import healthy

HEALTHY = healthy(datetime.now(UTC))
SECRET = HEALTHY.credentials.client_secret


@pytest.mark.parametrize("name", ["BITBUCKET_CLIENT_SECRET", "TFE_TOKEN", "BITBUCKET_API_TOKEN", "BITBUCKET_CLIENT_ID"])
@pytest.mark.parametrize(
    "value",
    [
        f'"{SECRET}"',
        f"'{SECRET}'",
        f"{SECRET}'",
        f"“{SECRET}”",
        "%BITBUCKET_CLIENT_SECRET%",
        "$BITBUCKET_CLIENT_SECRET",
        "${BITBUCKET_CLIENT_SECRET}",
        "$env:BITBUCKET_CLIENT_SECRET",
        "{{BITBUCKET_CLIENT_SECRET}}",
        "<YOUR_SECRET>",
        "<YOUR SECRET>",
        "…",
        "...",
        f"{SECRET[:6]}...",
        f"{SECRET[:6]}…",
        "********",
        "xxxxxxxx",
    ],
)
def test_is_refused_before_anything_is_sent(run_command, requests_log, name, value):
    done = run_command(HEALTHY, env={name: value})
    assert done.status == 2
    assert name in done.text
    assert SECRET not in done.text
    assert requests_log == []


@pytest.mark.parametrize("name", ["BITBUCKET_CLIENT_SECRET", "TFE_TOKEN", "BITBUCKET_API_TOKEN"])
@pytest.mark.parametrize(
    "value",
    ["op://vault/item", "vault:item", "#{SECRET}#", "%{SECRET}", "null", "None", f"{SECRET}\\n", f"{SECRET};", "a%0Ab"],
)
def test_so_is_a_reference_and_escaped_text(run_command, requests_log, name, value):
    done = run_command(HEALTHY, env={name: value})
    assert done.status == 2
    assert name in done.text
    assert SECRET not in done.text
    assert requests_log == []


def test_a_healthy_connection_is_the_control(run_command, requests_log):
    assert run_command(HEALTHY).status == 0
    assert [one for one in requests_log if one.method == "POST"]


def test_a_space_behind_the_key_of_the_provider_is_said(run_command):
    spaced = provider(lambda one: replace(one, key=f"{one.key} "))(HEALTHY)
    (finding,) = run_command(spaced).findings("consumer-key")
    assert "space" in finding["actual"]
