"""Response bodies of Bitbucket like those in the tests of public clients, each with its source."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from checks.clients.bitbucket import request_token
from checks.clients.bitbucket_records import Account, Gitlinks, TokenResponse
from checks.clients.errors import ReadError
from checks.settings.secret import Redactor

GO_SCM = "drone/go-scm, scm/driver/bitbucket/testdata/{}"
ATLASSIAN = "atlassian-api/atlassian-python-api, tests/responses/bitbucket/cloud/2.0/repositories/TestWorkspace1/{}"
JENKINS = (
    "jenkinsci/bitbucket-branch-source-plugin, src/test/resources/com/cloudbees/jenkins/plugins/bitbucket/client/{}"
)
WOODPECKER = "woodpecker-ci/woodpecker, server/forge/bitbucket/fixtures/handler.go"
GO_TFE = "hashicorp/go-tfe, {}_integration_test.go"
PYTHON_TFE = "hashicorp/python-tfe, tests/units/{}"
PYTHON_TFE_FORK = "ibm-richard/python-tfe, tests/units/{}"

REPOSITORY = "acme-infra/network"
FULL = "0123456789012345678901234567890123456789"


@dataclass(frozen=True)
class Recorded:
    """A response body and the expected result of a client.

    Attributes:
        source: The repository and the test file with a similar body.
        path: The path of the requests that get this response.
        body: The body, as JSON or as text.
        read: The method of the client that reads the body.
        expected: The expected result, or a ReadError with a part of the expected message.
        status: The HTTP status.
    """

    source: str
    path: str
    body: Any
    read: Callable[[Any], object]
    expected: object
    status: int = 200


def href(path: str) -> dict[str, str]:
    return {"href": f"https://api.bitbucket.org/2.0/{path}"}


BITBUCKET = {
    "a permission without the size of the list": Recorded(
        GO_SCM.format("workspace_repo_perms.json"),
        "*/permissions/repositories",
        {
            "values": [
                {
                    "type": "repository_permission",
                    "user": {"display_name": "Jordan", "uuid": "{1}", "nickname": "jordan"},
                    "repository": {"type": "repository", "name": "network", "full_name": REPOSITORY, "uuid": "{2}"},
                    "permission": "admin",
                }
            ]
        },
        lambda clients: clients.bitbucket.permission(REPOSITORY),
        "admin",
    ),
    "permissions without a type, by page": Recorded(
        WOODPECKER,
        "*/permissions/repositories",
        {
            "pagelen": 100,
            "page": 1,
            "values": [
                {"repository": {"full_name": REPOSITORY}, "permission": "read"},
                {"repository": {"full_name": "acme-infra/platform"}, "permission": "write"},
            ],
        },
        lambda clients: clients.bitbucket.permissions("acme-infra", frozenset({REPOSITORY, "acme-infra/unseen"})),
        {REPOSITORY: "read", "acme-infra/unseen": None},
    ),
    "a file that is missing": Recorded(
        GO_SCM.format("content_fail.json"),
        "*/src/*",
        {"type": "error", "error": {"message": "No such file or directory: .gitmodules"}},
        lambda clients: clients.source.file(REPOSITORY, FULL, ".gitmodules"),
        None,
        status=404,
    ),
    "a 404 without a body": Recorded(
        WOODPECKER,
        "*/src/*",
        "",
        lambda clients: clients.source.file(REPOSITORY, FULL, ".gitmodules"),
        ReadError("returned status 404"),
        status=404,
    ),
    "a folder with files, folders, and a further page": Recorded(
        GO_SCM.format("content_list.json"),
        "*/src/*",
        {
            "pagelen": 10,
            "values": [
                {"path": "modules", "type": "commit_directory", "commit": {"type": "commit", "hash": FULL}},
                {"mimetype": None, "path": ".npmignore", "attributes": [], "type": "commit_file", "size": 10},
            ],
            "page": 1,
            "next": "https://api.bitbucket.org/2.0/repositories/acme-infra/network/src/main/?page=8xhd",
        },
        lambda clients: clients.source.gitlinks(REPOSITORY, "main"),
        Gitlinks(frozenset(), complete=False),
    ),
    "an empty list": Recorded(
        GO_SCM.format("repos_empty.json"),
        "*/hooks",
        {"pagelen": 1, "size": 0, "values": [], "page": 1},
        lambda clients: clients.bitbucket.hooks(REPOSITORY),
        (),
    ),
    "a webhook without events or whether it is active": Recorded(
        WOODPECKER,
        "*/hooks",
        {"pagelen": 10, "values": [{"uuid": "{3}", "url": "http://127.0.0.1"}], "page": 1, "size": 1},
        lambda clients: [(hook.active, hook.events) for hook in clients.bitbucket.hooks(REPOSITORY)],
        [(None, None)],
    ),
    "no list at all": Recorded(
        WOODPECKER,
        "*/hooks",
        {},
        lambda clients: clients.bitbucket.hooks(REPOSITORY),
        ReadError("without the expected list"),
    ),
    "a limit in plain text": Recorded(
        WOODPECKER,
        "*/hooks",
        "Rate limit for this resource has been exceeded",
        lambda clients: clients.bitbucket.hooks(REPOSITORY),
        ReadError("returned status 429: Rate limit for this resource has been exceeded"),
        status=429,
    ),
    "repositories with capitals and relative links": Recorded(
        ATLASSIAN.format("GET"),
        "/2.0/repositories/acme-infra",
        {
            "page": 1,
            "pagelen": 10,
            "size": 1,
            "values": [
                {
                    "full_name": "Acme-Infra/Network",
                    "links": {"hooks": {"href": "repositories/Acme-Infra/Network/hooks"}},
                    "mainbranch": {"name": "master", "type": "branch"},
                    "website": None,
                    "type": "repository",
                }
            ],
        },
        lambda clients: clients.bitbucket.main_branches("acme-infra", frozenset({REPOSITORY})),
        {REPOSITORY: "master"},
    ),
    "a branch with a short hash and nothing else": Recorded(
        ATLASSIAN.format("testrepository1/refs/branches/master/GET"),
        "*/refs/branches/*",
        {"type": "branch", "name": "master", "target": {"hash": "1fbd047cd99a", "type": "commit"}},
        lambda clients: clients.source.head(REPOSITORY, "master"),
        "1fbd047cd99a",
    ),
    "a branch with a slash, and its repository": Recorded(
        JENKINS.format("payload/2.0-repositories-amuniz-test-repos-refs-branches-feature_2Fcodeinsights.json"),
        "*/refs/branches/*",
        {
            "name": "feature/audit",
            "target": {
                "type": "commit",
                "hash": FULL,
                "parents": [{"hash": FULL, "type": "commit"}],
                "repository": {"type": "repository", "full_name": REPOSITORY, "name": "network", "uuid": "{2}"},
            },
            "type": "branch",
            "merge_strategies": ["merge_commit"],
        },
        lambda clients: clients.source.head(REPOSITORY, "feature/audit"),
        FULL,
    ),
    "a team repository, by its workspace UUID": Recorded(
        JENKINS.format("BitbucketCloudApiClientTest/getRepositoryPayload.json"),
        "/2.0/repositories/*",
        {
            "scm": "git",
            "website": "",
            "uuid": "{2}",
            "links": {"hooks": href("repositories/%7B634ebf03-742b-458d-b0a0-76c4531efe3e%7D/network/hooks")},
            "mainbranch": {"type": "branch", "name": "master"},
            "full_name": REPOSITORY,
            "owner": {"username": "acme-infra", "display_name": "ACME", "type": "team", "uuid": "{4}"},
            "is_private": True,
        },
        lambda clients: (clients.bitbucket.main_branch("{4}/{2}"), clients.bitbucket.is_private("{4}/{2}")),
        ("master", True),
    ),
    "a repository that does not name its main branch": Recorded(
        WOODPECKER,
        f"/2.0/repositories/{REPOSITORY}",
        {"full_name": REPOSITORY, "scm": "git", "is_private": True},
        lambda clients: clients.bitbucket.main_branch(REPOSITORY),
        None,
    ),
    "an account without a username": Recorded(
        JENKINS.format("payload/2.0-user.json"),
        "/2.0/user",
        {
            "is_staff": False,
            "display_name": "Jordan Muñiz",
            "links": {"self": href("users/57058:7d868a72-5091-4ffe-9f31-22d89142d9f6")},
            "nickname": "jmuniz",
            "uuid": "{5}",
            "account_status": "active",
            "account_id": "557058:7d868a72-5091-4ffe-9f31-22d89142d9f6",
            "type": "user",
        },
        lambda clients: clients.bitbucket.account(),
        Account("{5}", "557058:7d868a72-5091-4ffe-9f31-22d89142d9f6", None, "jmuniz", "Jordan Muñiz", None, "active"),
    ),
    "a token without scopes": Recorded(
        WOODPECKER,
        "/site/oauth2/access_token",
        {"access_token": "2YotnFZFEjr1", "refresh_token": "tGzv3JOkF0XG", "token_type": "Bearer", "expires_in": 3600},
        lambda clients: request_token(clients.site, Redactor([])),
        TokenResponse(granted=True, scopes=None),
    ),
    "an empty object instead of a token": Recorded(
        WOODPECKER,
        "/site/oauth2/access_token",
        {},
        lambda clients: request_token(clients.site, Redactor([])),
        ReadError("neither a token nor an error"),
    ),
}
