"""The requirements of a working connection, repeated independently in the vendors' own terms."""

import re

from checks.engine.registry import all_checks
from checks.facts import bitbucket, requirements
from checks.facts.credentials import Credential


def test_a_consumer_needs_four_permissions() -> None:
    assert [(needed.area, needed.level) for needed in requirements.PERMISSIONS] == [
        ("Account", "Write"),
        ("Repositories", "Admin"),
        ("Pull requests", "Write"),
        ("Webhooks", "Read and write"),
    ]


def test_the_four_permissions_have_these_scopes() -> None:
    scopes = [needed.scope for needed in requirements.PERMISSIONS]
    assert scopes == ["account:write", "repository:admin", "pullrequest:write", "webhook"]


def test_no_needed_permission_is_implied_by_the_others() -> None:
    for needed in requirements.PERMISSIONS:
        others = [other.scope for other in requirements.PERMISSIONS if other is not needed]
        assert needed.scope not in bitbucket.closure(others)


def test_requires_admin_permission_and_the_push_event() -> None:
    assert requirements.REPOSITORY_PERMISSION == "admin"
    assert requirements.PUSH_EVENT == "repo:push"


def test_the_api_token_needs_only_read_scopes() -> None:
    assert requirements.TOKEN_SCOPES
    assert not [scope for scope in requirements.TOKEN_SCOPES if not re.fullmatch("read:[a-z-]+:bitbucket", scope)]


def test_the_api_token_has_exactly_the_scopes_that_checks_require() -> None:
    reads = {read for check in all_checks() for read in check.reads if read.credential is Credential.BITBUCKET_TOKEN}
    assert {read.permission for read in reads} == set(requirements.TOKEN_SCOPES)
