"""Configuration versions from other sources don't hide a fetch from Bitbucket, and all documented states are known."""

import copy

import pytest
from edited import edited

from checks.last_fetch import last_fetch
from checks.sandbox.response_faults import ResponseFault


def versions(change):
    return ResponseFault("terraform", "*/configuration-versions", edited(change))


def after_plans(plans: int):
    def change(document):
        newest = document["data"][0]
        newest["attributes"]["source"] = "bitbucket"
        plan = copy.deepcopy(newest)
        plan["attributes"].update(source="tfe-api", speculative=True)
        document["data"] = ([{**plan, "id": f"cv-{at}"} for at in range(plans)] + document["data"])[:100]

    return versions(change)


@pytest.mark.parametrize("plans", [5, 90])
def test_finds_the_fetch_before_many_plans(ask, plans):
    assert ask(last_fetch, after_plans(plans)).outcome == "passed"


@pytest.mark.parametrize("status", ["backing_data_soft_deleted", "backing_data_permanently_deleted"])
def test_a_fetch_whose_files_were_deleted_later_passes(ask, status):
    def change(document):
        for one in document["data"]:
            one["attributes"]["status"] = status

    result = ask(last_fetch, versions(change))
    assert result.outcome == "passed"
    assert "Ask again" not in result.words


def test_an_undocumented_state_is_unknown(ask):
    result = ask(
        last_fetch, versions(lambda document: [one["attributes"].update(status="new") for one in document["data"]])
    )
    assert result.outcome == "unknown"
    assert "Ask again in some minutes" not in result.words
