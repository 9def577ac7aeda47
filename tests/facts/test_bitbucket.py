"""The scopes of an OAuth consumer and their implications."""

from hypothesis import given
from hypothesis import strategies as st

from checks.facts import bitbucket
from checks.facts.bitbucket import closure

KNOWN = sorted(permission.scope for permission in bitbucket.PERMISSIONS)
scope_lists = st.lists(st.sampled_from(KNOWN) | st.text(max_size=20))


def test_writing_pull_requests_implies_writing_and_reading_repositories() -> None:
    implied = {"pullrequest:write", "pullrequest", "repository:write", "repository"}
    assert closure(["pullrequest:write"]) == implied


def test_administering_repositories_implies_neither_reading_nor_writing_them() -> None:
    assert closure(["repository:admin"]) == {"repository:admin"}


def test_writing_the_account_implies_reading_it_and_its_email() -> None:
    assert closure(["account:write"]) == {"account:write", "account", "email"}


def test_a_webhook_permission_implies_no_other_scope() -> None:
    assert closure(["webhook"]) == {"webhook"}


def test_no_scopes_imply_no_scopes() -> None:
    assert closure([]) == frozenset()


def test_keeps_an_unknown_scope_unchanged() -> None:
    assert closure(["read:repository:bitbucket"]) == {"read:repository:bitbucket"}


@given(scope_lists)
def test_a_closure_contains_its_input(scopes: list[str]) -> None:
    assert set(scopes) <= closure(scopes)


@given(scope_lists)
def test_a_closure_is_closed(scopes: list[str]) -> None:
    assert closure(closure(scopes)) == closure(scopes)


@given(scope_lists, scope_lists)
def test_more_scopes_never_imply_fewer_scopes(fewer: list[str], others: list[str]) -> None:
    assert closure(fewer) <= closure(fewer + others)


def test_each_permission_has_a_unique_scope() -> None:
    assert len(set(KNOWN)) == len(KNOWN)


def test_permissions_imply_only_known_scopes() -> None:
    assert all(implied in KNOWN for permission in bitbucket.PERMISSIONS for implied in permission.implies)
