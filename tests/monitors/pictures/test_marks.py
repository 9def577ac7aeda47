"""The numbers on a picture, compared with the steps of its page."""

from dataclasses import replace

import pytest

from checks.facts.index import UnknownFactError
from checks.monitors.pictures.marks import differences, marks, numbers_in, quote


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Save button, marked 4.", {4}),
        ("Name and URL, marked 1 to 4, are filled in. Save, marked 5.", {1, 2, 3, 4, 5}),
        ("The Key, Secret, and Name fields, marked 2, 4, and 5.", {2, 4, 5}),
        ("Key and Secret, both marked 2 and 3. The URL from step 1.", {2, 3}),
        ("Nothing has a number.", set()),
    ],
)
def test_finds_numbers_in_an_alternative_text(text, found) -> None:
    assert numbers_in(text) == found


def test_mark_is_a_number_and_a_fact(here) -> None:
    assert marks(here) == ["1 terraform-screens.name"]
    assert list(differences(["1 terraform-screens.name"], here)) == []


@pytest.mark.parametrize(
    ("recorded", "reason"),
    [
        (
            ["1 terraform-screens.secret"],
            "The picture marks 'Secret' with 1; step 1 on the page (docs/page.md:3) is about 'Name'.",
        ),
        (
            ["1 terraform-screens.name", "2 terraform-screens.secret"],
            "The picture marks 'Secret' with 2; at docs/page.md:5, the picture depicts no step 2.",
        ),
        ([], "The picture has no mark 1; docs/page.md:3 is about 'Name'."),
        (
            ["1 terraform-screens.gone"],
            "The picture marks 'terraform-screens.gone' with 1; step 1 on the page (docs/page.md:3) is about 'Name'.",
        ),
    ],
    ids=["another order", "a removed step", "a new step", "a fact that no longer exists"],
)
def test_reason_contains_the_number_and_both_labels(recorded, reason, here) -> None:
    assert list(differences(recorded, here)) == [reason]


def test_moved_step_is_reported_with_both_numbers(here, step) -> None:
    moved = replace(here, steps=(replace(step, number=2),))
    assert list(differences(["1 terraform-screens.name"], moved)) == [
        "The picture marks 'Name' with 1; at docs/page.md:5, the picture depicts no step 1.",
        "The picture has no mark 2; docs/page.md:3 is about 'Name'.",
    ]


def test_quotes_a_label() -> None:
    assert quote("terraform-screens.callback-url") == "Callback URL"


def test_quotes_a_permission_with_area_and_level() -> None:
    assert quote("bitbucket.webhooks-read-and-write") == "Webhooks: Read and write"


@pytest.mark.parametrize("name", ["terraform-screens.calback-url", "bitbucket.hooks"])
def test_rejects_facts_that_are_not_on_a_screen(name: str) -> None:
    with pytest.raises(UnknownFactError):
        quote(name)
