"""The boxes of a consumer, against the vendor's own list of scopes."""

import pytest

from checks.facts.bitbucket import PERMISSIONS, closure
from checks.sandbox.bitbucket.screens.permissions import AREAS, areas, select, sentences

GONE_SINCE_2026 = {"issue", "issue:write", "wiki"}


def test_the_four_permissions_ask_for_four_things():
    assert sentences(("webhook", "pullrequest:write", "repository:admin", "account:write")) == [
        "Read and modify your account information",
        "Administer your repositories",
        "Read and modify your repositories and their pull requests",
        "Read and modify your repositories' webhooks",
    ]


def test_grey_boxes_are_ticked_too():
    assert select(["account:write"]) == ("email", "account", "account:write")
    assert select(["pullrequest:write"]) == ("repository", "repository:write", "pullrequest", "pullrequest:write")
    assert select([]) == ()


def test_the_form_of_2026_has_no_boxes_for_what_bitbucket_gave_up():
    dropped = {area.name for area in areas("consumers")} - {area.name for area in areas("clients")}
    assert dropped == {"Issues", "Wikis"}


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda permission: permission.scope)
def test_both_statements_agree_on_every_permission(permission):
    """What is drawn and what is known were written down apart; only here are they laid side by side."""
    (area, box) = next((area, box) for area in AREAS for box in area.boxes if box.scope == permission.scope)
    assert (area.name, box.level) == (permission.area, permission.level)
    assert closure([box.scope]) <= {box.scope, *box.grays}


def test_nothing_is_drawn_that_nobody_knows():
    drawn = {box.scope for area in AREAS for box in area.boxes}
    assert drawn - {permission.scope for permission in PERMISSIONS} == GONE_SINCE_2026
