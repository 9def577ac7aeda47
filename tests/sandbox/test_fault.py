from datetime import UTC, datetime

from checks.sandbox import fault
from checks.sandbox.healthy import healthy

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_change_affects_only_the_named_repository():
    before = healthy(CLOCK)
    after = fault.repository("network", lambda one: one.__class__(**vars(one) | {"name": "Renamed"}))(before)
    changed = [one.slug for one, other in zip(before.repositories, after.repositories, strict=True) if one != other]
    assert changed == ["network"]
    assert after.providers == before.providers


def test_applies_several_changes_in_order():
    def append(name):
        return fault.credentials(lambda one: one.__class__(**vars(one) | {"workspace": one.workspace + name}))

    assert fault.all_of(append("-a"), append("-b"))(healthy(CLOCK)).credentials.workspace == "acme-infra-a-b"


def test_an_unconnected_workspace_is_unchanged():
    before = healthy(CLOCK)
    assert fault.vcs_repo("sandbox-experiments", lambda _: None)(before) == before


def test_assigns_one_outcome_to_many_checks():
    assert fault.not_run(["a"], ["b"]) == {"a": "skipped", "b": "skipped"}
    assert fault.each("failed", ["a"]) == {"a": "failed"}
