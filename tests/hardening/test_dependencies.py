"""The table of the matrix names every endpoint and every check."""

import pytest
from matrix.dependencies import ANSWERS, FIELDS, PLACES

from checks.engine.registry import all_checks
from checks.facts import bitbucket, ssh

LOCAL = {ssh.KEY_FILE, bitbucket.CONSUMER_KEY}
WITHOUT_A_FIELD = {"bitbucket_token_scopes", "consumer_callback", "private_consumer"}
"""The checks that read a header, or the message of an error, instead of a field of a response."""

TABLE = "tests/hardening/matrix/dependencies.py"


def named() -> set[str]:
    fields = (names for table in FIELDS.values() for names in table.values())
    return set().union(*ANSWERS.values(), *fields)


def test_has_the_paths_of_every_declared_read():
    declared = {read for check in all_checks() for read in (*check.reads, *check.also_reads)}
    assert {read.path for read in declared - LOCAL} == {read.path for read in PLACES}, f"PLACES in {TABLE}"


def test_has_the_dependent_checks_of_every_endpoint():
    assert set(ANSWERS) == set(PLACES) >= set(FIELDS), f"ANSWERS in {TABLE}"


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_names_every_check_that_sends_requests(check):
    if not LOCAL.issuperset(check.reads):
        assert check.probe.__name__ in named() | WITHOUT_A_FIELD, (
            f"no response in {TABLE} is one that the check depends on"
        )


def test_names_only_checks_that_exist():
    assert named() <= {check.probe.__name__ for check in all_checks()}
