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
def test_renders_every_table_without_warnings(build: Build, name: str) -> None:
    site = build(page(name))
    assert "<table" in site.text("create-workspace")
    assert site.warnings == []


def test_warning_about_an_unknown_table_lists_all_tables(build: Build, matching: Callable[..., bool]) -> None:
    assert matching(
        build(page("permisions")).warnings,
        r"create-workspace\.md:6: WARNING: unknown table 'permisions'; there are permissions,",
    )


def test_permissions_table_contains_only_required_permissions() -> None:
    rows = tables.permissions().splitlines()[2:]
    assert [row.split(" | ")[0].strip("| *") for row in rows] == [box.area for box in requirements.PERMISSIONS]


def test_table_of_all_permissions_marks_required_ones() -> None:
    rows = tables.all_permissions().splitlines()[2:]
    assert len(rows) == len(bitbucket.PERMISSIONS)
    assert sum("**Yes**" in row for row in rows) == len(requirements.PERMISSIONS)


def test_escapes_a_pipe_in_a_cell() -> None:
    assert tables.markdown_table(("A",), [("x | y",)]).splitlines()[2] == r"| x \| y |"


def test_lists_the_kinds_that_a_check_reads() -> None:
    rows = dict(row.strip("| ").split(" | ") for row in tables.reads_of_checks().splitlines()[2:])
    assert rows["`provider-users`"].startswith("VCS provider and OAuth tokens, Terraform workspaces, registry modules")
    assert "`bitbucket-token`" not in rows
