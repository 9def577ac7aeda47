"""A possibly incomplete list never proves that an object is missing, so no check passes because of one."""

from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.response_faults import ResponseFault
from checks.sandbox.scenario_changes import repository

WORKSPACES = "/api/v2/organizations/acme/workspaces"
HOOKS = "*/hooks"


FINE = {"passed", "not_applicable"}


def test_a_healthy_connection_passes(outcomes):
    assert set(outcomes().values()) <= FINE


def paginated(path: str, service: str = "terraform", **pagination):
    """Change the pagination of a list. The value ``...`` removes the field."""

    def change(document):
        target = document["meta"]["pagination"] if service == "terraform" else document
        for name, value in pagination.items():
            field = name.replace("_", "-")
            if value is ...:
                target.pop(field, None)
            else:
                target[field] = value

    return ResponseFault(service, path, edited(change))


def linked(path: str, following: object):
    """Replace the pagination with ``links.next``."""

    def change(document):
        document.pop("meta")
        document["links"] = {"next": following}

    return ResponseFault("terraform", path, edited(change))


INCOMPLETE = {
    "more workspaces than are listed": paginated(WORKSPACES, total_count=9),
    "fewer workspaces than are listed": paginated(WORKSPACES, total_count=1),
    "an invalid number of workspaces": paginated(WORKSPACES, total_count="4"),
    "another page of workspaces, shown only by the next page": paginated(WORKSPACES, next_page=2),
    "a next page that is a text": paginated(WORKSPACES, next_page="2"),
    "a number of pages that is a text": paginated(WORKSPACES, total_pages="1"),
    "a number of pages below zero": paginated(WORKSPACES, total_pages=-1),
    "an unreasonable number of pages": paginated(WORKSPACES, total_pages=10**9, total_count=...),
    "another page than the requested one": paginated(WORKSPACES, current_page=2),
    "workspaces with only links": linked(WORKSPACES, f"http://127.0.0.1{WORKSPACES}?page=2"),
    "more providers than are listed": paginated("*/oauth-clients", total_count=9),
    "another page of providers, shown only by the number of pages": paginated(
        "*/oauth-clients", total_pages=2, next_page=..., total_count=...
    ),
    "a link to the next page that is an object": linked("*/oauth-clients", {"href": "/2"}),
    "a link to the next page that is false": linked("*/oauth-clients", following=False),
    "a link to the next page that is empty": linked("*/oauth-clients", ""),
    "pagination that is a text": ResponseFault(
        "terraform", "*/oauth-clients", edited(lambda document: document["meta"].update(pagination="1 of 2"))
    ),
    "more webhooks than are listed": paginated(HOOKS, "bitbucket", size=9),
    "a number of webhooks that is a text": paginated(HOOKS, "bitbucket", size="1"),
    "a next page of webhooks that is a number": paginated(HOOKS, "bitbucket", next=2),
    "a next page of webhooks that is true": paginated(HOOKS, "bitbucket", next=True),
    "a next page of webhooks that is false": paginated(HOOKS, "bitbucket", next=False),
    "a next page of webhooks that is an object": paginated(HOOKS, "bitbucket", next={"href": "/2"}),
    "a next page of webhooks that is empty": paginated(HOOKS, "bitbucket", next=""),
    "more keys than are listed": paginated("*/ssh-keys", "bitbucket", size=9),
}


@pytest.mark.parametrize("what", INCOMPLETE)
def test_a_possibly_incomplete_list_is_unknown(outcomes, what):
    found = set(outcomes(INCOMPLETE[what]).values())
    assert "failed" not in found
    assert "unknown" in found


def test_a_broken_workspace_that_is_counted_but_not_listed_is_unknown(outcomes):
    def change(document):
        document["data"] = [one for one in document["data"] if one["attributes"]["name"] != "network-production"]

    broken = repository("network", lambda one: replace(one, hooks=()))
    found = outcomes(broken, ResponseFault("terraform", WORKSPACES, edited(change)))
    assert found["webhooks"] == "unknown"


def test_a_provider_listed_twice_is_one_provider(outcomes):
    def twice(document):
        document["data"] = [one for one in document["data"] for _ in range(2)]
        document["meta"]["pagination"]["total-count"] *= 2

    found = outcomes(ResponseFault("terraform", "*/oauth-clients", edited(twice)))
    assert set(found.values()) <= FINE
