"""An impossible secret is rejected before any request, because a failed attempt can lock the consumer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import provider

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
def test_rejects_quotes_and_placeholders_before_any_request(run_command, requests_log, name, value):
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
def test_rejects_references_and_escaped_text_before_any_request(run_command, requests_log, name, value):
    done = run_command(HEALTHY, env={name: value})
    assert done.status == 2
    assert name in done.text
    assert SECRET not in done.text
    assert requests_log == []


def test_accepts_the_unchanged_settings(run_command, requests_log):
    assert run_command(HEALTHY).status == 0
    assert [one for one in requests_log if one.method == "POST"]


def test_reports_a_space_after_the_providers_key(run_command):
    spaced = provider(lambda one: replace(one, key=f"{one.key} "))(HEALTHY)
    (finding,) = run_command(spaced).findings("consumer-key")
    assert "space" in finding["actual"]
