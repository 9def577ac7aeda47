"""Reading a JSON value returns the requested type or None, for any input."""

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
def test_never_raises_and_returns_the_requested_type(value, path):
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
def test_finds_every_value(value):
    for key, inner in value.items():
        assert JsonView({"outer": value}).at("outer", key) is inner


@pytest.mark.parametrize("value", [None, "text", 1, True, [], ["a"]])
def test_a_value_that_is_not_an_object_has_no_fields(value):
    assert JsonView({"a": value}).at("a", "b") is None


def test_a_boolean_is_not_a_number():
    assert JsonView({"a": True}).number("a") is None


def test_a_number_is_not_a_boolean():
    assert JsonView({"a": 1}).flag("a") is None


def test_a_list_with_other_items_is_not_a_list_of_strings():
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
    def test_reads_the_time_formats_of_both_vendors(self, text):
        assert JsonView({"a": text}).time("a") == datetime(2026, 11, 24, 17, tzinfo=UTC)

    @given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))])))
    def test_every_time_can_be_compared_with_the_current_time(self, moment):
        read = JsonView({"a": moment.isoformat()}).time("a")
        assert read == moment
        assert isinstance(read < datetime.now(UTC), bool)

    @pytest.mark.parametrize("value", ["", "yesterday", "2026-13-01", 1700000000, None, {}])
    def test_an_invalid_time_is_none(self, value):
        assert JsonView({"a": value}).time("a") is None
