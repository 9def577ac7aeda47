"""Endless pages don't block a run. `tests/clients/test_deadline.py` tests slow responses."""

import json

import pytest
from flask import request

from checks.provider_authorized import provider_authorized
from checks.sandbox.response_faults import ResponseFault
from checks.ssh_key_on_account import ssh_key_on_account
from checks.token_references import token_references
from checks.webhooks import webhooks

NEXT = {
    "bitbucket": lambda body, page: body.update(next=f"{request.base_url}?page={page + 1}"),
    "terraform": lambda body, page: body["meta"]["pagination"].update({"next-page": page + 1, "total-pages": page + 1}),
}


def endless(service: str, path: str) -> ResponseFault:
    """Make each page of a list link to another page with new items."""

    def how(whole):
        body = json.loads(whole.get_data())
        page = int(request.args.get("page", request.args.get("page[number]", "1")))
        NEXT[service](body, page)
        if service == "terraform":
            body["links"]["next"] = request.base_url
            body["meta"]["pagination"]["current-page"] = page
            body["data"] = [{**one, "id": f"{one['id']}-{page}"} for one in body["data"]]
        whole.set_data(json.dumps(body))
        return whole

    return ResponseFault(service, path, how)


@pytest.mark.parametrize(
    ("check", "service", "path"),
    [
        (webhooks, "bitbucket", "*/network/hooks"),
        (ssh_key_on_account, "bitbucket", "*/ssh-keys"),
        (token_references, "terraform", "*/oauth-clients"),
        (provider_authorized, "terraform", "*/oauth-tokens"),
    ],
)
def test_reads_endless_pages_up_to_a_limit(ask, requests_log, check, service, path):
    result = ask(check, endless(service, path))
    assert result.outcome in ("unknown", "skipped")
    pages = [one for one in requests_log if path.removeprefix("*") in one.path]
    assert 1 < len(pages) <= 21
