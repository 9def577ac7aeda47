"""What a working connection needs of both services, written down a second time in the vendors' own words."""

from checks.facts import bitbucket, requirements


def test_a_consumer_needs_four_permissions() -> None:
    assert [(needed.area, needed.level) for needed in requirements.PERMISSIONS] == [
        ("Account", "Write"),
        ("Repositories", "Admin"),
        ("Pull requests", "Write"),
        ("Webhooks", "Read and write"),
    ]


def test_the_four_permissions_stand_for_these_scopes() -> None:
    scopes = [needed.scope for needed in requirements.PERMISSIONS]
    assert scopes == ["account:write", "repository:admin", "pullrequest:write", "webhook"]


def test_no_needed_permission_is_implied_by_the_others() -> None:
    for needed in requirements.PERMISSIONS:
        others = [other.scope for other in requirements.PERMISSIONS if other is not needed]
        assert needed.scope not in bitbucket.closure(others)


def test_the_service_account_is_admin_and_pushes_are_heard_of() -> None:
    assert requirements.REPOSITORY_PERMISSION == "admin"
    assert requirements.PUSH_EVENT == "repo:push"


def test_the_token_of_the_checks_can_only_read() -> None:
    assert requirements.TOKEN_SCOPES
    assert all(scope.startswith("read:") for scope in requirements.TOKEN_SCOPES)
    assert all(scope.endswith(":bitbucket") for scope in requirements.TOKEN_SCOPES)
