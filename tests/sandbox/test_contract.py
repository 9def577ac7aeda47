"""The responses of the sandbox match the OpenAPI documents of both vendors.

The documents are not part of this project. VENDOR_SPECS is the folder that contains both.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from jsonschema import Draft4Validator

from checks.sandbox.bitbucket.state import DeployKey
from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import PROVIDER, healthy
from checks.sandbox.ids import braced, terraform_id, uuid_of

SPECS = os.environ.get("VENDOR_SPECS")
pytestmark = pytest.mark.skipif(not SPECS, reason="VENDOR_SPECS does not name the folder of the vendors' documents")

NETWORK = {"workspace": "acme-infra", "repo_slug": "network"}
WORKSPACE = {"workspace_id": terraform_id("ws", "network-production")}
POLICY_SET = {"policy_set_id": terraform_id("polset", "platform-policies")}
MODULE = {
    "organization_name": "acme",
    "registry_name": "private",
    "namespace": "acme",
    "name": "network",
    "provider": "aws",
}
BITBUCKET: list[tuple[str, dict[str, str]]] = [
    ("/user", {}),
    ("/user/workspaces", {}),
    ("/user/workspaces/{workspace}/permission", {"workspace": "acme-infra"}),
    ("/user/workspaces/{workspace}/permissions/repositories", {"workspace": "acme-infra"}),
    ("/workspaces/{workspace}", {"workspace": "acme-infra"}),
    ("/workspaces/{workspace}/permissions", {"workspace": "acme-infra"}),
    ("/users/{selected_user}/ssh-keys", {"selected_user": braced("acme-terraform")}),
    (
        "/users/{selected_user}/ssh-keys/{key_id}",
        {"selected_user": braced("acme-terraform"), "key_id": uuid_of("account key")},
    ),
    ("/repositories/{workspace}", {"workspace": "acme-infra"}),
    ("/repositories/{workspace}/{repo_slug}", NETWORK),
    ("/repositories/{workspace}/{repo_slug}/hooks", NETWORK),
    ("/repositories/{workspace}/{repo_slug}/hooks/{uid}", {**NETWORK, "uid": braced("hook network-production")}),
    ("/repositories/{workspace}/{repo_slug}/deploy-keys", NETWORK),
    ("/repositories/{workspace}/{repo_slug}/permissions-config/users", NETWORK),
    ("/repositories/{workspace}/{repo_slug}/refs/branches", NETWORK),
    ("/repositories/{workspace}/{repo_slug}/refs/branches/{name}", {**NETWORK, "name": "main"}),
    ("/repositories/{workspace}/{repo_slug}/refs/branches/{name}", {**NETWORK, "name": "absent"}),
    ("/repositories/{workspace}/{repo_slug}/src/{commit}/{path}", {**NETWORK, "commit": "main", "path": ""}),
    ("/repositories/{workspace}/{repo_slug}/src/{commit}/{path}", {**NETWORK, "commit": "main", "path": "absent"}),
    ("/hook_events", {}),
    ("/hook_events/{subject_type}", {"subject_type": "repository"}),
    ("/repositories/{workspace}/{repo_slug}", {"workspace": "acme-infra", "repo_slug": "absent"}),
    ("/workspaces/{workspace}", {"workspace": "absent"}),
]
TERRAFORM: list[tuple[str, dict[str, str]]] = [
    ("/account/details", {}),
    ("/organizations/{organization_name}", {"organization_name": "acme"}),
    ("/organizations/{organization_name}/projects", {"organization_name": "acme"}),
    ("/projects/{project_id}", {"project_id": terraform_id("prj", "default")}),
    ("/organizations/{organization_name}/oauth-clients", {"organization_name": "acme"}),
    ("/oauth-clients/{oauth_client_id}", {"oauth_client_id": PROVIDER}),
    ("/oauth-clients/{oauth_client_id}/oauth-tokens", {"oauth_client_id": PROVIDER}),
    ("/organizations/{organization_name}/oauth-tokens", {"organization_name": "acme"}),
    ("/oauth-tokens/{oauth_token_id}", {"oauth_token_id": OAUTH_TOKEN}),
    ("/oauth-tokens/{oauth_token_id}/authorized-repos", {"oauth_token_id": OAUTH_TOKEN}),
    ("/organizations/{organization_name}/workspaces", {"organization_name": "acme"}),
    (
        "/organizations/{organization_name}/workspaces/{workspace_name}",
        {"organization_name": "acme", "workspace_name": "network-production"},
    ),
    ("/workspaces/{workspace_id}", WORKSPACE),
    ("/workspaces/{workspace_id}/configuration-versions", WORKSPACE),
    (
        "/configuration-versions/{configuration_version_id}",
        {"configuration_version_id": terraform_id("cv", "network-production 2")},
    ),
    ("/organizations/{organization_name}/ssh-keys", {"organization_name": "acme"}),
    (
        "/organizations/{organization_name}/vcs/repo?identifier=acme-infra/network&oauth_token_id={grant}",
        {"organization_name": "acme", "grant": OAUTH_TOKEN},
    ),
    (
        "/organizations/{organization_name}/vcs/tree?identifier=acme-infra/network&oauth_token_id={grant}",
        {"organization_name": "acme", "grant": OAUTH_TOKEN},
    ),
    (
        "/organizations/{organization_name}/vcs/tree?identifier=acme-infra/absent&oauth_token_id={grant}",
        {"organization_name": "acme", "grant": OAUTH_TOKEN},
    ),
    ("/organizations/{organization_name}", {"organization_name": "absent"}),
    ("/organizations/{organization_name}/policy-sets", {"organization_name": "acme"}),
    ("/policy-sets/{policy_set_id}", POLICY_SET),
    ("/policy-sets/{policy_set_id}/versions", POLICY_SET),
    ("/organizations/{organization_name}/registry-modules/{registry_name}/{namespace}/{name}/{provider}", MODULE),
]
CHANGES: list[tuple[str, str, dict[str, str], dict[str, Any]]] = [
    (
        "post",
        "/organizations/{organization_name}/oauth-clients",
        {"organization_name": "acme"},
        {"service-provider": "bitbucket_hosted", "key": "key", "secret": "secret"},
    ),
    ("post", "/organizations/{organization_name}/oauth-clients", {"organization_name": "acme"}, {}),
    ("patch", "/oauth-clients/{oauth_client_id}", {"oauth_client_id": PROVIDER}, {"name": "Renamed"}),
    ("patch", "/oauth-tokens/{oauth_token_id}", {"oauth_token_id": OAUTH_TOKEN}, {"ssh-key": "BEGIN RSA PRIVATE KEY"}),
    ("patch", "/workspaces/{workspace_id}", WORKSPACE, {"vcs-repo": {"branch": "develop"}}),
    ("patch", "/workspaces/{workspace_id}", WORKSPACE, {"vcs-repo": {"oauth-token-id": "ot-gone"}}),
    ("patch", "/policy-sets/{policy_set_id}", POLICY_SET, {"vcs-repo": {"branch": "main"}}),
    (
        "patch",
        "/organizations/{organization_name}/registry-modules/{registry_name}/{namespace}/{name}/{provider}",
        MODULE,
        {"vcs-repo": {"identifier": "acme-infra/platform"}},
    ),
    ("post", "/organizations/{organization_name}/workspaces", {"organization_name": "acme"}, {"name": "new"}),
]
# Recorded responses of the live services that do not match the vendor's own document: path, location, reason.
DEFECTS = [
    ("/users/{selected_user}/ssh-keys", "values.*.expires_on: None", "the document's own example has null there"),
    ("/users/{selected_user}/ssh-keys/{key_id}", "expires_on: None", "the document's own example has null there"),
    ("/repositories/{workspace}/{repo_slug}/deploy-keys", "values.*.last_used: None", "so has the example here"),
    ("/repositories/{workspace}/{repo_slug}", "links: Additional", "recorded answers link branches, tags and source"),
    ("/repositories/{workspace}/{repo_slug}", "parent: None", "recorded answers have null where there is no parent"),
    ("/repositories/{workspace}", "values.*.links: Additional", "recorded answers link branches, tags and source"),
    ("/repositories/{workspace}", "values.*.parent: None", "recorded answers have null where there is no parent"),
    ("/repositories/{workspace}/{repo_slug}", "project.links: Additional", "recorded answers link the project itself"),
    ("/repositories/{workspace}", "values.*.project.links: Additional", "recorded answers link the project itself"),
    ("/workspaces/{workspace}", "links: Additional", "recorded answers link hooks and the overview"),
    ("/hook_events", "repository: Additional", "the document's own example has links around it"),
    ("/hook_events", "workspace: Additional", "the document's own example has links around it"),
]


def nullable(schema: Any) -> Any:
    """Convert OpenAPI's "nullable" to JSON Schema."""
    if isinstance(schema, list):
        return [nullable(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: nullable(value) for name, value in schema.items() if name != "nullable"}
    return {"anyOf": [inner, {"type": "null"}]} if schema.get("nullable") is True else inner


@pytest.fixture(scope="session")
def documents() -> dict[str, Any]:
    folder = Path(SPECS or "")
    return {
        name: nullable(json.loads((folder / f"{name}-openapi.json").read_text()))
        for name in ("bitbucket", "hcp-terraform")
    }


def schema_errors(
    document: dict[str, Any], path: str, response: requests.Response, method: str = "get"
) -> Iterator[str]:
    """Yield each mismatch between the response and the schema in the document for its status."""
    responses = document["paths"][path.partition("?")[0]][method]["responses"]
    described = responses.get(str(response.status_code)) or responses["default"]
    schema = next(iter(described["content"].values()))["schema"]
    validator = Draft4Validator({"allOf": [schema], "components": document["components"]})
    for error in validator.iter_errors(response.json()):
        place = ".".join("*" if isinstance(step, int) else str(step) for step in error.absolute_path)
        yield f"{place}: {error.message}"


@pytest.fixture
def environment(sandbox):
    """Return the environment of a healthy sandbox whose API token has every scope that the paths require."""
    start = healthy(datetime.now(UTC))
    scopes = (*start.api_tokens[0].scopes, "read:workspace:bitbucket", "admin:repository:bitbucket")
    key = DeployKey(number=7, line=start.accounts[0].keys[0].line, label="Access key", created=start.clock)
    scenario = replace(
        start,
        api_tokens=(replace(start.api_tokens[0], scopes=scopes),),
        repositories=tuple(replace(one, deploy_keys=(key,)) for one in start.repositories),
        organization=replace(start.organization, ssh_keys=("modules",)),
    )
    return sandbox(scenario).environment()


def bitbucket(environment, path, names):
    return requests.get(
        f"{environment['BITBUCKET_API_URL']}/2.0{path.format(**names)}",
        auth=(environment["BITBUCKET_EMAIL"], environment["BITBUCKET_API_TOKEN"]),
        timeout=5,
    )


def is_known_defect(path, schema_error):
    return any(path == where and schema_error.startswith(place) for where, place, _ in DEFECTS)


@pytest.mark.parametrize(("path", "names"), BITBUCKET)
def test_bitbucket_responses_match_its_openapi_document(path, names, environment, documents):
    response = bitbucket(environment, path, names)
    found = [one for one in schema_errors(documents["bitbucket"], path, response) if not is_known_defect(path, one)]
    assert found == []


@pytest.mark.parametrize(("path", "place", "reason"), DEFECTS)
def test_each_known_defect_still_exists(path, place, reason, environment, documents):
    names = next(names for where, names in BITBUCKET if where == path)
    found = list(schema_errors(documents["bitbucket"], path, bitbucket(environment, path, names)))
    assert any(schema_error.startswith(place) for schema_error in found), reason


@pytest.mark.parametrize(("path", "names"), TERRAFORM)
def test_terraform_responses_match_the_openapi_document(path, names, environment, documents):
    response = requests.get(
        f"{environment['TFE_ADDRESS']}/api/v2{path.format(**names)}",
        headers={"Authorization": f"Bearer {environment['TFE_TOKEN']}"},
        timeout=5,
    )
    assert list(schema_errors(documents["hcp-terraform"], path, response)) == []


@pytest.mark.parametrize("change", CHANGES)
def test_terraform_responses_to_changes_match_the_openapi_document(change, environment, documents):
    method, path, names, attributes = change
    response = requests.request(
        method,
        f"{environment['TFE_ADDRESS']}/api/v2{path.format(**names)}",
        headers={
            "Authorization": f"Bearer {environment['TFE_TOKEN']}",
            "Content-Type": "application/vnd.api+json",
        },
        json={"data": {"attributes": attributes}},
        timeout=5,
    )
    assert list(schema_errors(documents["hcp-terraform"], path, response, method)) == []
