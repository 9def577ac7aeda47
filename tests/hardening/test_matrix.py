"""No check passes because of a broken response: a sample of ``nox -s matrix``."""

import random
from dataclasses import replace

import pytest
from matrix.cells import FIELD, NO_WHOLE_ANSWER, ONE_OF_MANY, cells
from matrix.dependencies import FIELDS, PLACES
from matrix.fields import fields
from matrix.response_failures import RESPONSE_FAILURES
from matrix.scenarios import ORGANIZATIONS

from checks.facts import bitbucket, terraform


@pytest.fixture(scope="session")
def bodies(harness):
    return harness.bodies()


@pytest.fixture(scope="session")
def all_cells(bodies):
    return list(cells(bodies))


@pytest.mark.parametrize("number", range(12))
def test_a_cell_has_the_expected_results(harness, all_cells, number):
    quick = [cell for cell in all_cells if "byte by byte" not in cell.what]
    cell = random.Random(number).choice(quick)  # noqa: S311 - a reproducible choice
    assert harness.faults(cell) == []


@pytest.mark.parametrize("what", ["401", "closed in the middle", "200 with the page of a proxy", "429 once"])
def test_the_list_of_providers_with_each_kind_of_fault(harness, all_cells, what):
    (cell,) = (
        one for one in all_cells if (one.organization, one.read, one.what) == ("healthy", terraform.OAUTH_CLIENTS, what)
    )
    assert harness.faults(cell) == []


class TestMatrix:
    def test_detects_a_false_pass(self, harness, all_cells):
        harmless = next(
            one for one in all_cells if one.kind == FIELD and not one.dependents and one.organization == "healthy"
        )
        strict = replace(harmless, dependents=frozenset({"webhooks"}))
        assert any("webhooks passes" in fault for fault in harness.faults(strict))

    def test_detects_an_unnecessary_unknown(self, harness, all_cells):
        broken = next(one for one in all_cells if one.read is bitbucket.HOOKS and one.what == "500")
        assert any(
            "does not depend on the response" in fault
            for fault in harness.faults(replace(broken, dependents=frozenset()))
        )

    def test_covers_every_endpoint(self, bodies):
        assert {read for made in bodies.values() for read in made} == set(PLACES)

    def test_lists_only_fields_in_the_responses(self, bodies):
        for read, table in FIELDS.items():
            there = {path for made in bodies.values() for path in fields(made.get(read))}
            assert set(table) <= there, read.path

    def test_covers_every_fault_and_every_organization(self, all_cells):
        assert {cell.what for cell in all_cells if cell.kind == NO_WHOLE_ANSWER} == set(RESPONSE_FAILURES)
        assert {cell.organization for cell in all_cells} == set(ORGANIZATIONS)
        assert any(cell.kind == ONE_OF_MANY for cell in all_cells)
