"""What is right or wrong of an account counts only if that account is shown to have granted access."""

from contextlib import closing

import pytest

from checks.authorizing_user import authorizing_user
from checks.connection.connection import Connection
from checks.engine.account_guard import FIX, about_account
from checks.engine.model import Verdict, advice, failed, passed, unknown
from checks.settings.environment import read_settings

FINDINGS = [
    passed("a", "admin", "admin"),
    failed("b", "admin", "write", "Make it admin."),
    unknown("c", "admin", "cannot be read"),
    advice("d", "admin", "expires soon"),
]


@pytest.fixture
def told(sandbox, tmp_path):
    def about(*faults: str, findings=FINDINGS):
        with closing(Connection(read_settings(sandbox(*faults).environment(), tmp_path))) as connection:
            return list(about_account(connection, findings))

    return about


def test_the_account_that_granted_access_is_taken_at_its_word(told):
    assert told() == FINDINGS


@pytest.mark.parametrize("fault", ["authorized-by-the-wrong-user", "authorizing-user-not-reported"])
class TestAnyOtherAccount:
    def test_neither_right_nor_wrong_is_left(self, told, fault):
        assert [each.verdict for each in told(fault)] == [
            Verdict.UNKNOWN,
            Verdict.UNKNOWN,
            Verdict.UNKNOWN,
            Verdict.ADVICE,
        ]

    def test_what_was_seen_and_of_whom_is_said(self, told, fault):
        first, second, *_ = told(fault)
        assert first.actual.startswith("admin, for Acme Terraform, which isn't known")
        assert second.actual.startswith("write, for Acme Terraform, which isn't known")

    def test_the_way_to_mend_it_is_kept_or_points_to_the_check_of_the_account(self, told, fault):
        first, second, *_ = told(fault)
        assert authorizing_user.id in first.fix
        assert second.fix == "Make it admin."

    def test_what_was_unknown_or_advice_stays_as_it_is(self, told, fault):
        assert told(fault)[2:] == FINDINGS[2:]


def test_an_exception_on_the_way_is_not_swallowed(told):
    def breaking():
        yield FINDINGS[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        told(findings=breaking())


def test_the_fix_names_the_check():
    assert authorizing_user.id in FIX
