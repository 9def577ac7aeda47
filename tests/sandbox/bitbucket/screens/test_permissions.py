"""The permission checkboxes of a consumer, compared with the vendor's list of scopes."""

import pytest

from checks.facts.bitbucket import PERMISSIONS, closure
from checks.sandbox.bitbucket.screens.permissions import AREAS, areas, select, sentences

REMOVED_IN_2026 = {"issue", "issue:write", "wiki"}


def test_the_four_permissions_produce_four_sentences():
    assert sentences(("webhook", "pullrequest:write", "repository:admin", "account:write")) == [
        "Read and modify your account information",
        "Administer your repositories",
        "Read and modify your repositories and their pull requests",
        "Read and modify your repositories' webhooks",
    ]


def test_implied_permissions_are_selected():
    assert select(["account:write"]) == ("email", "account", "account:write")
    assert select(["pullrequest:write"]) == ("repository", "repository:write", "pullrequest", "pullrequest:write")
    assert select([]) == ()


def test_the_2026_form_has_no_issues_and_wikis():
    dropped = {area.name for area in areas("consumers")} - {area.name for area in areas("clients")}
    assert dropped == {"Issues", "Wikis"}


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda permission: permission.scope)
def test_form_and_facts_agree_on_each_permission(permission):
    """The form and the facts are written independently, and only this test compares them."""
    (area, box) = next((area, box) for area in AREAS for box in area.boxes if box.scope == permission.scope)
    assert (area.name, box.level) == (permission.area, permission.level)
    assert closure([box.scope]) <= {box.scope, *box.grays}


def test_form_contains_only_known_permissions():
    on_form = {box.scope for area in AREAS for box in area.boxes}
    assert on_form - {permission.scope for permission in PERMISSIONS} == REMOVED_IN_2026
