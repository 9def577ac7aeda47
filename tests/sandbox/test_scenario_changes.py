from datetime import UTC, datetime

from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import all_of, credentials, repository, vcs_repo

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_change_affects_only_the_named_repository():
    before = healthy(CLOCK)
    after = repository("network", lambda one: one.__class__(**vars(one) | {"name": "Renamed"}))(before)
    changed = [one.slug for one, other in zip(before.repositories, after.repositories, strict=True) if one != other]
    assert changed == ["network"]
    assert after.providers == before.providers


def test_applies_several_changes_in_order():
    def append(name):
        return credentials(lambda one: one.__class__(**vars(one) | {"workspace": one.workspace + name}))

    assert all_of(append("-a"), append("-b"))(healthy(CLOCK)).credentials.workspace == "acme-infra-a-b"


def test_an_unconnected_workspace_is_unchanged():
    before = healthy(CLOCK)
    assert vcs_repo("sandbox-experiments", lambda _: None)(before) == before
