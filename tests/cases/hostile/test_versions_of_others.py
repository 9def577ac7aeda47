"""Configuration versions of others push no fetch from Bitbucket out of sight; every documented state is known."""

import copy

import pytest
from edited import edited

from checks.last_fetch import last_fetch
from checks.sandbox.response_faults import ResponseFault


def versions(change):
    return ResponseFault("terraform", "*/configuration-versions", edited(change))


def behind(plans: int):
    def change(document):
        newest = document["data"][0]
        newest["attributes"]["source"] = "bitbucket"
        plan = copy.deepcopy(newest)
        plan["attributes"].update(source="tfe-api", speculative=True)
        document["data"] = ([{**plan, "id": f"cv-{at}"} for at in range(plans)] + document["data"])[:100]

    return versions(change)


@pytest.mark.parametrize("plans", [5, 90])
def test_the_fetch_before_many_plans_is_found(ask, plans):
    assert ask(last_fetch, behind(plans)).outcome == "passed"


@pytest.mark.parametrize("status", ["backing_data_soft_deleted", "backing_data_permanently_deleted"])
def test_files_that_were_deleted_since_were_fetched(ask, status):
    def change(document):
        for one in document["data"]:
            one["attributes"]["status"] = status

    told = ask(last_fetch, versions(change))
    assert told.outcome == "passed"
    assert "Ask again" not in told.words


def test_a_state_that_nobody_knows_does_not_pass_by_itself(ask):
    told = ask(
        last_fetch, versions(lambda document: [one["attributes"].update(status="new") for one in document["data"]])
    )
    assert told.outcome == "unknown"
    assert "Ask again in some minutes" not in told.words
