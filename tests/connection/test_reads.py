"""What was not checked for longest is read first."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from checks.connection.reads import RUNNING, ReadOrder

NIGHT = datetime(2026, 11, 29, 2, tzinfo=UTC)


def ids(subject):
    return (subject,)


def test_starts_with_items_that_were_never_checked_and_then_the_oldest():
    order = ReadOrder({("hooks", "b"): NIGHT, ("hooks", "c"): NIGHT - timedelta(1)}, {"webhooks": "hooks"})
    assert order.oldest_first(["a", "b", "c"], ids, "webhooks") == ["a", "c", "b"]


def test_checks_in_other_groups_do_not_count():
    order = ReadOrder({("fetches", "a"): NIGHT}, {"webhooks": "hooks", "last-fetch": "fetches"})
    assert order.oldest_first(["a", "b"], ids, "webhooks") == ["a", "b"]
    assert order.oldest_first(["a", "b"], ids, "last-fetch") == ["b", "a"]


def test_the_check_that_runs_in_this_context_counts():
    order = ReadOrder({("hooks", "a"): NIGHT}, {"webhooks": "hooks"})
    token = RUNNING.set("webhooks")
    try:
        assert order.oldest_first(["a", "b"], ids) == ["b", "a"]
    finally:
        RUNNING.reset(token)


def test_a_repository_is_as_old_as_the_oldest_object_that_uses_it():
    order = ReadOrder(
        {("g", "1"): NIGHT, ("g", "2"): NIGHT - timedelta(9), ("g", "3"): NIGHT - timedelta(5)}, {"c": "g"}
    )
    users = {"shared": ("1", "2"), "other": ("3",), "unused": ()}
    assert order.oldest_first(["other", "shared", "unused"], users.__getitem__, "c") == ["unused", "shared", "other"]


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 90)), st.permutations("abcdefgh"))
def test_the_order_is_complete_and_stable(ages, subjects):
    order = ReadOrder({("g", one): NIGHT - timedelta(age) for one, age in ages.items()}, {"c": "g"})
    ordered = order.oldest_first(subjects, ids, "c")
    assert sorted(ordered) == sorted(subjects)
    expected = sorted(subjects, key=lambda one: -ages.get(one, 91))
    assert ordered == expected
