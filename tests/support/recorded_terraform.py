"""Response bodies of HCP Terraform like those in the tests of public clients, each with its source."""

from typing import Any

from recorded_bitbucket import GO_TFE, PYTHON_TFE, PYTHON_TFE_FORK, REPOSITORY, Recorded

from checks.clients.errors import ReadError

VCS_REPO = {
    "branch": "main",
    "display-identifier": "network",
    "identifier": REPOSITORY,
    "ingress-submodules": True,
    "oauth-token-id": "token",
    "repository-http-url": "bitbucket.org",
    "service-provider": "bitbucket_hosted",
    "webhook-url": "https://app.terraform.io/webhooks/vcs/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
}
WORKSPACE = {
    "type": "workspaces",
    "id": "ws-1234",
    "attributes": {"name": "network", "resource-count": 2, "vcs-repo": VCS_REPO},
}


def page(*items: dict[str, Any]) -> dict[str, Any]:
    pagination = {"current-page": 1, "page-size": 20, "total-pages": 1}
    return {"data": list(items), "meta": {"pagination": pagination}, "links": {"next": None}}


def version(relationships: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    return {
        "id": "cv-ntv3HbhJqvFzamy7",
        "type": "configuration-versions",
        "attributes": {name.replace("_", "-"): value for name, value in attributes.items()},
        **relationships,
    }


OF_WORKSPACE = {"relationships": {"workspace": {"data": {"id": "ws-1234", "type": "workspaces"}}}}
OF_ANOTHER = {"relationships": {"workspace": {"data": {"id": "ws-9999", "type": "workspaces"}}}}

HCP_TERRAFORM = {
    "a workspace without relationships, on a host without a path": Recorded(
        GO_TFE.format("workspace"),
        "*/workspaces",
        page(WORKSPACE),
        lambda clients: [
            (one.repository, one.project_id, one.has_run, one.submodules)
            for one in clients.terraform.workspaces_page(1).connected
        ],
        [(REPOSITORY, None, None, True)],
    ),
    "a configuration version with unusual timestamp names": Recorded(
        GO_TFE.format("configuration_version"),
        "*/configuration-versions",
        {
            "data": [
                version(
                    {},
                    auto_queue_runs=True,
                    error="bad error",
                    error_message="message",
                    source="terraform",
                    status="uploaded",
                    status_timestamps={"finished-at": "2020-03-16T23:15:59+00:00"},
                    speculative=True,
                    provisional=True,
                )
            ]
        },
        lambda clients: [(one.at, one.error, one.worked) for one in clients.terraform.fetches("ws-1234")],
        [(None, "bad error: message", True)],
    ),
    "a pending configuration version without timestamps, on a page without a count": Recorded(
        PYTHON_TFE.format("test_configuration_version.py"),
        "*/configuration-versions",
        page(
            version(
                OF_WORKSPACE,
                error=None,
                error_message=None,
                source="tfe-api",
                speculative=False,
                status="pending",
                status_timestamps={},
                upload_url="https://archivist.terraform.io/v1/object/dmF1bHQ6djE6",
            )
        ),
        lambda clients: [(one.under_way, one.at) for one in clients.terraform.fetches("ws-1234")],
        [(True, None)],
    ),
    "a configuration version of another workspace": Recorded(
        PYTHON_TFE.format("test_configuration_version.py"),
        "*/configuration-versions",
        page(version(OF_ANOTHER, source="bitbucket", status="uploaded", status_timestamps={})),
        lambda clients: clients.terraform.fetches("ws-1234"),
        ReadError("returned a different workspace"),
    ),
    "a provider without type, key, and relationships": Recorded(
        PYTHON_TFE_FORK.format("test_oauth_client.py"),
        "*/oauth-clients",
        {
            "data": [
                {
                    "id": "oc-test123",
                    "attributes": {
                        "name": "Test Client",
                        "service-provider": "bitbucket_hosted",
                        "organization-scoped": False,
                    },
                }
            ]
        },
        lambda clients: [
            (one.key, one.grant_ids, one.project_ids, one.workspace_count)
            for one in clients.terraform.providers().bitbucket
        ],
        [(None, None, None, None)],
    ),
    "a provider without tokens and projects": Recorded(
        PYTHON_TFE_FORK.format("test_oauth_client.py"),
        "*/oauth-clients",
        {
            "data": [
                {
                    "id": "oc-test123",
                    "attributes": {"name": "Test Client", "service-provider": "bitbucket_hosted"},
                    "relationships": {"oauth-tokens": {"data": []}, "projects": {"data": []}},
                },
                {"id": "oc-test124", "attributes": {"name": "Other", "service-provider": "gitlab_hosted"}},
            ]
        },
        lambda clients: [(one.grant_ids, one.project_ids) for one in clients.terraform.providers().bitbucket],
        [(frozenset(), frozenset())],
    ),
}
