"""Whatever a vendor sends, reading it gives the type that was asked for, or None."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.json_view import JsonView

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.lists(st.text(max_size=4), max_size=3))
def test_reading_never_raises_and_gives_the_type_that_was_asked_for(value, path):
    item = JsonView(value)
    assert isinstance(item.text(*path), str | None)
    assert isinstance(item.flag(*path), bool | None)
    assert isinstance(item.number(*path), int | None)
    assert isinstance(item.time(*path), datetime | None)
    assert isinstance(item.items(*path), tuple | None)
    assert isinstance(item.texts(*path), tuple | None)
    assert item.has(*path) is (item.at(*path) is not None)
    assert isinstance(item.names(), tuple)


@given(st.dictionaries(st.text(), JSON))
def test_what_is_there_is_found(value):
    for key, inner in value.items():
        assert JsonView({"outer": value}).at("outer", key) is inner


@pytest.mark.parametrize("value", [None, "text", 1, True, [], ["a"]])
def test_there_is_nothing_below_what_is_no_object(value):
    assert JsonView({"a": value}).at("a", "b") is None


def test_a_boolean_is_no_number():
    assert JsonView({"a": True}).number("a") is None


def test_a_number_is_no_boolean():
    assert JsonView({"a": 1}).flag("a") is None


def test_a_list_with_anything_else_in_it_is_no_list_of_texts():
    assert JsonView({"a": ["x", None]}).texts("a") is None
    assert JsonView({"a": []}).texts("a") == ()


class TestTime:
    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-24T17:00:00Z",
            "2026-11-24T17:00:00.000Z",
            "2026-11-24T17:00:00+00:00",
            "2026-11-24T18:00:00+01:00",
            "2026-11-24T17:00:00",
            "2026-11-24T17:00:00.000000+00:00",
        ],
    )
    def test_moments_are_read_as_both_vendors_write_them(self, text):
        assert JsonView({"a": text}).time("a") == datetime(2026, 11, 24, 17, tzinfo=UTC)

    @given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))])))
    def test_every_moment_can_be_compared_with_now(self, moment):
        read = JsonView({"a": moment.isoformat()}).time("a")
        assert read == moment
        assert isinstance(read < datetime.now(UTC), bool)

    @pytest.mark.parametrize("value", ["", "yesterday", "2026-13-01", 1700000000, None, {}])
    def test_anything_else_is_none(self, value):
        assert JsonView({"a": value}).time("a") is None
