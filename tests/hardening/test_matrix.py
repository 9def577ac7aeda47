"""No check passes that did not see what it claims, whatever befalls an answer: a slice of ``nox -s matrix``."""

import random
from dataclasses import replace

import pytest
from matrix.cells import FIELD, NO_WHOLE_ANSWER, ONE_OF_MANY, cells
from matrix.fields import fields
from matrix.misbehaviour import MISBEHAVIOURS
from matrix.rests import ANSWERS, FIELDS, PLACES
from matrix.scenarios import ORGANIZATIONS

from checks.engine.registry import all_checks
from checks.facts import bitbucket, ssh, terraform

LOCAL = {ssh.KEY_FILE, bitbucket.CONSUMER_KEY}
NAMES = {check.probe.__name__ for check in all_checks()}


@pytest.fixture(scope="session")
def bodies(bench):
    return bench.bodies()


@pytest.fixture(scope="session")
def every(bodies):
    return list(cells(bodies))


@pytest.mark.parametrize("number", range(12))
def test_what_came_of_a_cell_is_what_had_to(bench, every, number):
    quick = [cell for cell in every if "drop by drop" not in cell.what]
    cell = random.Random(number).choice(quick)  # noqa: S311 - any cell will do, the same each time
    assert bench.faults(cell) == []


@pytest.mark.parametrize("what", ["401", "closed in the middle", "page of a proxy with 200", "429 once"])
def test_each_kind_of_answer_is_tried_on_the_list_of_providers(bench, every, what):
    (cell,) = (
        one for one in every if (one.organization, one.read, one.what) == ("healthy", terraform.OAUTH_CLIENTS, what)
    )
    assert bench.faults(cell) == []


class TestTheMatrixItself:
    def test_would_notice_a_false_pass(self, bench, every):
        harmless = next(one for one in every if one.kind == FIELD and not one.rests and one.organization == "healthy")
        strict = replace(harmless, rests=frozenset({"webhooks"}))
        assert any("webhooks passes" in fault for fault in bench.faults(strict))

    def test_would_notice_a_check_that_is_lost_for_nothing(self, bench, every):
        broken = next(one for one in every if one.read is bitbucket.HOOKS and one.what == "500")
        assert any("does not rest on it" in fault for fault in bench.faults(replace(broken, rests=frozenset())))

    def test_knows_every_call_that_a_check_declares(self):
        declared = {read for check in all_checks() for read in (*check.reads, *check.also_reads)}
        assert declared - LOCAL == set(PLACES)

    def test_tries_every_call_somewhere(self, bodies):
        assert {read for made in bodies.values() for read in made} == set(PLACES)

    def test_says_of_every_call_what_rests_on_it(self):
        assert set(ANSWERS) == set(PLACES) >= set(FIELDS)
        named = {name for names in ANSWERS.values() for name in names}
        named |= {name for table in FIELDS.values() for names in table.values() for name in names}
        assert named <= NAMES

    def test_names_only_fields_that_are_there(self, bodies):
        for read, table in FIELDS.items():
            there = {path for made in bodies.values() for path in fields(made.get(read))}
            assert set(table) <= there, read.path

    def test_tries_every_way_and_every_organization(self, every):
        assert {cell.what for cell in every if cell.kind == NO_WHOLE_ANSWER} == set(MISBEHAVIOURS)
        assert {cell.organization for cell in every} == set(ORGANIZATIONS)
        assert any(cell.kind == ONE_OF_MANY for cell in every)
