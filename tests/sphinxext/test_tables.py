from collections.abc import Callable
from typing import Any

import pytest

from checks.facts import bitbucket, requirements
from checks.sphinxext import tables

Build = Callable[..., Any]


def page(name: str) -> dict[str, str]:
    return {
        "create-workspace": f"# Finish\n\n```{{check}} open-window\n```\n\n```{{fact-table}} {name}\n```\n",
        "facts": "# Facts\n\n```{all-facts}\n```\n",
    }


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_table_is_a_table_and_warns_of_nothing(build: Build, name: str) -> None:
    site = build(page(name))
    assert "<table" in site.text("create-workspace")
    assert site.warnings == []


def test_an_unknown_table_is_told_with_those_that_there_are(build: Build, matching: Callable[..., bool]) -> None:
    assert matching(
        build(page("permisions")).warnings,
        r"create-workspace\.md:6: WARNING: unknown table 'permisions'; there are permissions,",
    )


def test_the_table_of_permissions_holds_what_a_connection_needs_and_no_more() -> None:
    rows = tables.permissions().splitlines()[2:]
    assert [row.split(" | ")[0].strip("| *") for row in rows] == [box.area for box in requirements.PERMISSIONS]


def test_the_table_of_all_permissions_marks_those_four() -> None:
    rows = tables.all_permissions().splitlines()[2:]
    assert len(rows) == len(bitbucket.PERMISSIONS)
    assert sum("**Yes**" in row for row in rows) == len(requirements.PERMISSIONS)


def test_a_bar_in_a_cell_does_not_end_the_cell() -> None:
    assert tables.markdown_table(("A",), [("x | y",)]).splitlines()[2] == r"| x \| y |"
