"""A JSON value has the requested type or is None, and an item without a required field is reported."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.errors import ReadError
from checks.clients.parsing import JsonView, MissingFieldError, parse_records, required
from checks.facts import bitbucket


def parse_name(item: JsonView) -> str | None:
    return None if item.flag("other") else required(item, "about", "name")


def test_returns_a_required_field():
    assert required(JsonView({"about": {"name": "a"}}), "about", "name") == "a"


@pytest.mark.parametrize("value", [None, "", 7, ["a"], {"a": "b"}, True])
def test_a_required_field_is_a_nonempty_string(value):
    with pytest.raises(MissingFieldError, match=r"^name$"):
        required(JsonView({"about": {"name": value}}), "about", "name")


def test_skips_items_of_another_kind():
    items = [JsonView({"about": {"name": "a"}}), JsonView({"other": True}), JsonView({"about": {"name": "b"}})]
    assert parse_records(bitbucket.HOOKS, parse_name, items) == ("a", "b")


def test_keeps_the_valid_items_and_reports_an_invalid_one():
    found = parse_records(bitbucket.HOOKS, parse_name, [JsonView({"about": {"name": "a"}}), JsonView({})])
    assert found == ("a",)
    with pytest.raises(ReadError, match=r"/hooks has no name: number 2\."):
        found.all()


@pytest.mark.parametrize("item", [{"id": "ws-1", "attributes": {"name": "shown"}}, {"id": "shown"}])
def test_identifies_an_invalid_item_by_its_name_or_id(item):
    with pytest.raises(ReadError, match=r"/hooks has no name: shown\."):
        parse_records(bitbucket.HOOKS, parse_name, [JsonView(item)]).all()


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
    def test_rejects_an_invalid_time(self, value):
        assert JsonView({"a": value}).time("a") is None
