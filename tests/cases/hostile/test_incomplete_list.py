"""A list that is not shown to be whole proves no absence: nothing passes on what is not there."""

from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.fault import repository
from checks.sandbox.response_faults import ResponseFault

WORKSPACES = "/api/v2/organizations/acme/workspaces"
HOOKS = "*/hooks"


FINE = {"passed", "not_applicable"}


def test_a_healthy_connection_passes(outcomes):
    assert set(outcomes().values()) <= FINE


def told(path: str, service: str = "terraform", **pagination):
    """Change what a list says of its pages; without a value a field is taken away."""

    def change(document):
        where = document["meta"]["pagination"] if service == "terraform" else document
        for name, value in pagination.items():
            field = name.replace("_", "-")
            if value is ...:
                where.pop(field, None)
            else:
                where[field] = value

    return ResponseFault(service, path, edited(change))


def linked(path: str, following: object):
    """Let only ``links.next`` tell whether another page follows."""

    def change(document):
        document.pop("meta")
        document["links"] = {"next": following}

    return ResponseFault("terraform", path, edited(change))


INCOMPLETE = {
    "more workspaces than are listed": told(WORKSPACES, total_count=9),
    "fewer workspaces than are listed": told(WORKSPACES, total_count=1),
    "a number of workspaces that is none": told(WORKSPACES, total_count="4"),
    "another page of workspaces by the next page alone": told(WORKSPACES, next_page=2),
    "a next page that is a text": told(WORKSPACES, next_page="2"),
    "a number of pages that is a text": told(WORKSPACES, total_pages="1"),
    "a number of pages below zero": told(WORKSPACES, total_pages=-1),
    "more pages than anybody reads": told(WORKSPACES, total_pages=10**9, total_count=...),
    "another page than the one asked for": told(WORKSPACES, current_page=2),
    "workspaces with links alone": linked(WORKSPACES, f"http://127.0.0.1{WORKSPACES}?page=2"),
    "more providers than are listed": told("*/oauth-clients", total_count=9),
    "another page of providers by the number of pages alone": told(
        "*/oauth-clients", total_pages=2, next_page=..., total_count=...
    ),
    "a link to the next page that is an object": linked("*/oauth-clients", {"href": "/2"}),
    "a link to the next page that is false": linked("*/oauth-clients", following=False),
    "a link to the next page that is empty": linked("*/oauth-clients", ""),
    "pagination that is a text": ResponseFault(
        "terraform", "*/oauth-clients", edited(lambda document: document["meta"].update(pagination="1 of 2"))
    ),
    "more webhooks than are listed": told(HOOKS, "bitbucket", size=9),
    "a number of webhooks that is a text": told(HOOKS, "bitbucket", size="1"),
    "a next page of webhooks that is a number": told(HOOKS, "bitbucket", next=2),
    "a next page of webhooks that is true": told(HOOKS, "bitbucket", next=True),
    "a next page of webhooks that is false": told(HOOKS, "bitbucket", next=False),
    "a next page of webhooks that is an object": told(HOOKS, "bitbucket", next={"href": "/2"}),
    "a next page of webhooks that is empty": told(HOOKS, "bitbucket", next=""),
    "more keys than are listed": told("*/ssh-keys", "bitbucket", size=9),
}


@pytest.mark.parametrize("what", INCOMPLETE)
def test_what_is_not_shown_to_be_whole_does_not_pass(outcomes, what):
    found = set(outcomes(INCOMPLETE[what]).values())
    assert "failed" not in found
    assert "unknown" in found


def test_the_one_that_is_broken_is_counted_and_not_listed(outcomes):
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
