"""The expected cards of the live guide name steps, checks, and faults that exist."""

from checks.engine.registry import all_checks
from checks.monitors.robot.live_changes import CHANGES, CHANGES_WITH_KEY, FAULTS, expected_changes, planted_faults
from checks.monitors.robot.routes import ROUTES, SECTIONS, steps_on
from checks.sandbox.faults import FAULTS as KNOWN_FAULTS

LIVE = [route for route in ROUTES if route.edition == "hcp" and not route.mistake]
FORMS = 2
"""The step that saves the consumer has a name for each form."""


def test_every_change_belongs_to_a_step(guide) -> None:
    for route in LIVE:
        found = expected_changes(steps_on(guide, route), route)
        assert len(found) == len(CHANGES) - FORMS + 1 + route.key * len(CHANGES_WITH_KEY)


def test_of_several_steps_with_the_same_label_the_last_one_counts(guide) -> None:
    route = next(route for route in LIVE if route.key)
    ahead = steps_on(guide, route)
    adding = [str(step) for step in ahead if "Click Add key" in getattr(step, "sentence", "")]
    assert len(adding) == 2
    assert adding[0] not in expected_changes(ahead, route)
    assert expected_changes(ahead, route)[adding[1]] == {"ssh-key-on-account": "passed"}


def test_changes_name_checks_and_states() -> None:
    known = {check.id for check in all_checks()}
    for changes in (*CHANGES.values(), *CHANGES_WITH_KEY.values()):
        assert changes.keys() <= known
        assert set(changes.values()) <= {"passed", "failed", "unknown", "not-applicable"}


def test_each_walk_has_ten_faults_on_the_way(guide) -> None:
    for route in LIVE:
        ahead = steps_on(guide, route)
        planted = planted_faults(ahead, route)
        names = [fault.name for faults in planted.values() for fault in faults]
        assert len(set(names)) == len(names) >= 10
        assert len(planted) >= 6  # different steps
        assert str(ahead[-1]) not in planted


def test_planted_faults_exist_and_belong_to_a_step() -> None:
    known = {check.id for check in all_checks()}
    sections = {section for steps in SECTIONS.values() for section in steps}
    for fault in FAULTS:
        assert KNOWN_FAULTS[fault.name].claims
        assert fault.changes
        assert fault.changes.keys() <= known
        assert fault.after.split()[0] in sections
        assert not fault.fix or fault.fix in SECTIONS[True]
