from datetime import UTC, datetime

from checks.sandbox import fault
from checks.sandbox.healthy import healthy

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_change_touches_what_it_names_and_nothing_else():
    before = healthy(CLOCK)
    after = fault.repository("network", lambda one: one.__class__(**vars(one) | {"name": "Renamed"}))(before)
    changed = [one.slug for one, other in zip(before.repositories, after.repositories, strict=True) if one != other]
    assert changed == ["network"]
    assert after.providers == before.providers


def test_several_changes_are_done_in_turn():
    def named(name):
        return fault.credentials(lambda one: one.__class__(**vars(one) | {"workspace": one.workspace + name}))

    assert fault.all_of(named("-a"), named("-b"))(healthy(CLOCK)).credentials.workspace == "acme-infra-a-b"


def test_a_workspace_without_repository_stays_as_it_is():
    before = healthy(CLOCK)
    assert fault.vcs_repo("sandbox-experiments", lambda _: None)(before) == before


def test_claims_are_one_outcome_for_many_checks():
    assert fault.not_run(["a"], ["b"]) == {"a": "skipped", "b": "skipped"}
    assert fault.each("failed", ["a"]) == {"a": "failed"}
