import pytest

from checks.clients.answer import Item
from checks.clients.http import ApiError
from checks.clients.records import UntoldError, records, required
from checks.facts import bitbucket


def named(item: Item) -> str | None:
    return None if item.flag("other") else required(item, "about", "name")


def test_what_is_required_is_returned():
    assert required(Item({"about": {"name": "a"}}), "about", "name") == "a"


@pytest.mark.parametrize("value", [None, "", 7, ["a"], {"a": "b"}, True])
def test_what_is_required_is_a_text_with_something_in_it(value):
    with pytest.raises(UntoldError, match=r"^name$"):
        required(Item({"about": {"name": value}}), "about", "name")


def test_items_of_another_kind_are_left_out():
    items = [Item({"about": {"name": "a"}}), Item({"other": True}), Item({"about": {"name": "b"}})]
    assert records(bitbucket.HOOKS, named, items) == ("a", "b")


def test_of_a_list_with_an_item_that_could_be_any_nothing_is_used():
    items = [Item({"about": {"name": "a"}}), Item({})]
    with pytest.raises(ApiError, match=r"/hooks does not tell its name: number 2\."):
        records(bitbucket.HOOKS, named, items)


@pytest.mark.parametrize("item", [{"id": "ws-1", "attributes": {"name": "shown"}}, {"id": "shown"}])
def test_it_is_told_which_item_that_is_by_its_name_or_else_its_id(item):
    with pytest.raises(ApiError, match=r"/hooks does not tell its name: shown\."):
        records(bitbucket.HOOKS, named, [Item(item)])
