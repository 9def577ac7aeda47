"""A page of a list is the last one only if HCP Terraform says so, or if it isn't full."""

import json

import pytest

from checks.clients.errors import ReadError
from checks.clients.response import Response
from checks.clients.terraform_page import Page
from checks.facts import terraform

FULL = terraform.PAGE_SIZE.number


def page(length: int, number: int = 1, **pagination: int | None) -> Page:
    document = {"data": [{"id": f"ws-{each}"} for each in range(length)]}
    if pagination:
        document["meta"] = {"pagination": {name.replace("_", "-"): value for name, value in pagination.items()}}
    return Page.of(Response(200, {}, json.dumps(document).encode(), "https://app.terraform.io/list"), number)


def test_a_page_that_is_not_full_is_the_last_one():
    assert page(FULL - 1).more is False


def test_a_full_page_without_pagination_is_refused():
    with pytest.raises(ReadError, match="doesn't show whether another page follows"):
        page(FULL)


@pytest.mark.parametrize(("following", "more"), [(None, False), (3, True)])
def test_the_number_of_the_next_page_decides(following, more):
    assert page(FULL, 2, next_page=following).more is more


@pytest.mark.parametrize("following", [1, 2])
def test_a_page_that_names_itself_or_an_earlier_page_as_the_next_is_refused(following):
    with pytest.raises(ReadError, match="as its own next page"):
        page(FULL, 2, next_page=following)


def test_contradictory_numbers_are_refused():
    with pytest.raises(ReadError, match="doesn't show whether another page follows"):
        page(FULL, 1, next_page=None, total_pages=2)
