"""Records are parsed from response items, and an item without a required field is reported."""

import pytest

from checks.clients.errors import ReadError
from checks.clients.json_view import JsonView
from checks.clients.parsing import MissingFieldError, parse_records, required
from checks.facts import bitbucket


def parse_name(item: JsonView) -> str | None:
    return None if item.flag("other") else required(item, "about", "name")


def test_returns_a_required_field():
    assert required(JsonView({"about": {"name": "a"}}), "about", "name") == "a"


@pytest.mark.parametrize("value", [None, "", 7, ["a"], {"a": "b"}, True])
def test_a_required_field_is_a_nonempty_string(value):
    with pytest.raises(MissingFieldError, match=r"^name$"):
        required(JsonView({"about": {"name": value}}), "about", "name")


def test_leaves_out_items_of_another_kind():
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
