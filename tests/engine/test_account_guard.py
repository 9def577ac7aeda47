"""A finding about an account counts only if the account is confirmed to be the authorizing user."""

from contextlib import closing

import pytest

from checks.authorizing_user import authorizing_user
from checks.connection.connection import Connection
from checks.engine.account_guard import FIX, ONLY_IF, about_account
from checks.engine.model import Verdict, advice, failed, passed, unknown
from checks.settings.environment import read_settings

FINDINGS = [
    passed("a", "admin", "admin"),
    failed("b", "admin", "write", "Make it admin."),
    unknown("c", "admin", "cannot be read"),
    advice("d", "admin", "expires soon"),
]


@pytest.fixture
def guard(sandbox, tmp_path):
    def guarded(*faults: str, findings=FINDINGS):
        with closing(Connection(read_settings(sandbox(*faults).environment(), tmp_path))) as connection:
            return list(about_account(connection, findings))

    return guarded


def test_keeps_the_findings_about_the_authorizing_user(guard):
    assert guard() == FINDINGS


@pytest.mark.parametrize("fault", ["authorized-by-the-wrong-user", "authorizing-user-not-reported"])
class TestAnyOtherAccount:
    def test_changes_passed_and_failed_findings_to_unknown(self, guard, fault):
        assert [each.verdict for each in guard(fault)] == [
            Verdict.UNKNOWN,
            Verdict.UNKNOWN,
            Verdict.UNKNOWN,
            Verdict.ADVICE,
        ]

    def test_the_finding_names_the_value_and_the_account(self, guard, fault):
        first, second, *_ = guard(fault)
        assert first.actual.startswith("admin, for Acme Terraform, which isn't known")
        assert second.actual.startswith("write, for Acme Terraform, which isn't known")

    def test_the_fix_is_only_for_the_authorizing_user(self, guard, fault):
        first, second, *_ = guard(fault)
        assert first.fix == FIX
        assert second.fix == f"{FIX} {ONLY_IF} Make it admin."

    def test_keeps_unknown_findings_and_advice(self, guard, fault):
        assert guard(fault)[2:] == FINDINGS[2:]


def test_raises_an_exception_of_the_check(guard):
    def failing():
        yield FINDINGS[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guard(findings=failing())


def test_the_fix_names_the_check():
    assert authorizing_user.id in FIX
