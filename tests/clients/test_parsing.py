import pytest

from checks.clients.errors import ReadError
from checks.clients.json_view import JsonView
from checks.clients.parsing import MissingFieldError, parse_records, required
from checks.facts import bitbucket


def named(item: JsonView) -> str | None:
    return None if item.flag("other") else required(item, "about", "name")


def test_what_is_required_is_returned():
    assert required(JsonView({"about": {"name": "a"}}), "about", "name") == "a"


@pytest.mark.parametrize("value", [None, "", 7, ["a"], {"a": "b"}, True])
def test_what_is_required_is_a_text_with_something_in_it(value):
    with pytest.raises(MissingFieldError, match=r"^name$"):
        required(JsonView({"about": {"name": value}}), "about", "name")


def test_items_of_another_kind_are_left_out():
    items = [JsonView({"about": {"name": "a"}}), JsonView({"other": True}), JsonView({"about": {"name": "b"}})]
    assert parse_records(bitbucket.HOOKS, named, items) == ("a", "b")


def test_an_item_that_could_be_any_does_not_spoil_the_others_and_is_not_dropped_in_silence():
    found = parse_records(bitbucket.HOOKS, named, [JsonView({"about": {"name": "a"}}), JsonView({})])
    assert found == ("a",)
    with pytest.raises(ReadError, match=r"/hooks has no name: number 2\."):
        found.all()


@pytest.mark.parametrize("item", [{"id": "ws-1", "attributes": {"name": "shown"}}, {"id": "shown"}])
def test_it_is_told_which_item_that_is_by_its_name_or_else_its_id(item):
    with pytest.raises(ReadError, match=r"/hooks has no name: shown\."):
        parse_records(bitbucket.HOOKS, named, [JsonView(item)]).all()
