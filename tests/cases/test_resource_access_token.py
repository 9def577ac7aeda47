"""BITBUCKET_API_TOKEN contains a repository, project, or workspace access token."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.healthy import healthy

TOKEN = "ATCTT3xFfSandboxqXo4JrVn2Lk8sandboxAccess=1A2B3C4D"
KIND = r"access token of a (repository|project|workspace)"


@pytest.mark.parametrize("email", ["x-token-auth", "0a1b2c3d@bots.bitbucket.org", "terraform@acme.example"])
def test_names_the_kind_of_token_without_showing_it(run_command, email):
    run = run_command(healthy(datetime.now(UTC)), env={"BITBUCKET_API_TOKEN": TOKEN, "BITBUCKET_EMAIL": email})
    assert run.says(r"access token")
    assert run.outcome("bitbucket-token") == "error"
    assert TOKEN not in run.text + run.report


def test_an_expired_api_token_is_not_called_an_access_token(run_command):
    now = healthy(datetime.now(UTC))
    run = run_command(replace(now, api_tokens=tuple(replace(one, expired=True) for one in now.api_tokens)))
    assert run.outcome("bitbucket-token") == "error"
    assert not run.says(KIND)
