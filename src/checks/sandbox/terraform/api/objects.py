"""The registry modules, policy sets, Stacks, and Stack component configurations that a client may read.

The lists of modules and of components don't contain the repository, and the details do: so are the examples in
HashiCorp's documentation.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from flask import Blueprint, Response

from checks.sandbox.ids import terraform_id
from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import access
from checks.sandbox.terraform.api.errors import document, not_found
from checks.sandbox.terraform.api.pagination import page
from checks.sandbox.terraform.api.payloads import moment, reference, related
from checks.sandbox.terraform.state import (
    ConnectedObject,
    ObjectVersion,
    PolicySet,
    RegistryModule,
    Stack,
    TerraformToken,
    VcsRepo,
)
from checks.sandbox.terraform.state import StackComponent as Component

Object = TypeVar("Object", bound=ConnectedObject)

routes = Blueprint("objects", __name__)


def may_read(token: TerraformToken, found: ConnectedObject) -> bool:
    """Say whether a token may read a module, policy set, Stack, or component."""
    if isinstance(found, PolicySet):
        return token.can_manage_policies
    if isinstance(found, Stack):
        return token.stack_projects is None or found.project in token.stack_projects
    return token.can_read_modules


def _find(objects: Iterable[Object], name: str) -> Object:
    for found in objects:
        if found.id == name and may_read(access.member(), found):
            return found
    raise not_found()


@routes.get("/organizations/<name>/registry-modules")
def _modules(name: str) -> Response:
    access.organization(name)
    if not access.token().can_read_modules:
        raise not_found()
    return page(current_state().scenario.registry_modules, lambda one: module(one, details=False))


@routes.get("/organizations/<name>/registry-modules/private/<namespace>/<module_name>/<target>")
def _module(name: str, namespace: str, module_name: str, target: str) -> Response:
    access.organization(name)
    return document({"data": module(find_module(namespace, module_name, target), details=True)})


def find_module(namespace: str, name: str, target: str) -> RegistryModule:
    """Return the private module with this name and Terraform provider, if the token may read it. Raises `Refusal`."""
    scenario = current_state().scenario
    for found in scenario.registry_modules:
        named = (scenario.organization.name, found.name, found.provider) == (namespace, name, target)
        if named and may_read(access.member(), found):
            return found
    raise not_found()


@routes.get("/organizations/<name>/policy-sets")
def _policy_sets(name: str) -> Response:
    access.organization(name)
    if not access.token().can_manage_policies:
        raise not_found()
    return page(current_state().scenario.policy_sets, policy_set)


@routes.get("/policy-sets/<name>")
def _policy_set(name: str) -> Response:
    return document({"data": policy_set(find_policy_set(name))})


def find_policy_set(name: str) -> PolicySet:
    """Return the policy set with this ID, if the token may read it. Raises `Refusal`."""
    return _find(current_state().scenario.policy_sets, name)


@routes.get("/policy-sets/<name>/versions")
def _policy_set_versions(name: str) -> Response:
    found = find_policy_set(name)
    return page(found.versions, lambda one: policy_set_version(found, one))


@routes.get("/organizations/<name>/stacks")
def _stacks(name: str) -> Response:
    access.organization(name)
    return page([one for one in current_state().scenario.stacks if may_read(access.token(), one)], stack)


@routes.get("/stacks/<name>")
def _stack(name: str) -> Response:
    return document({"data": stack(find_stack(name))})


def find_stack(name: str) -> Stack:
    """Return the Stack with this ID, if the token may read it. Raises `Refusal`."""
    return _find(current_state().scenario.stacks, name)


@routes.get("/stacks/<name>/stack-configurations")
def _stack_configurations(name: str) -> Response:
    found = find_stack(name)
    numbered = list(enumerate(found.versions, start=1))
    return page(numbered[::-1], lambda one: stack_configuration(found, *one))


@routes.get("/stack-configurations/<name>/stack-diagnostics")
def _stack_diagnostics(name: str) -> Response:
    access.member()
    for found in current_state().scenario.stacks:
        for version in found.versions:
            if version.name == name and may_read(access.token(), found):
                return page([version] if version.error else [], stack_diagnostic)
    raise not_found()


@routes.get("/organizations/<name>/registry-components")
def _components(name: str) -> Response:
    access.organization(name)
    if not access.token().can_read_modules:
        raise not_found()
    return page(current_state().scenario.stack_components, lambda one: component(one, details=False))


@routes.get("/registry-components/<name>")
def _component(name: str) -> Response:
    return document({"data": component(find_component(name), details=True)})


def find_component(name: str) -> Component:
    """Return the component with this ID, if the token may read it. Raises `Refusal`."""
    return _find(current_state().scenario.stack_components, name)


def module(found: RegistryModule, *, details: bool) -> dict[str, Any]:
    """Return a module, with its repository only in the details."""
    organization = current_state().scenario.organization.name
    attributes: dict[str, Any] = {
        "name": found.name,
        "namespace": organization,
        "provider": found.provider,
        "status": found.status,
        "version-statuses": [_version_status(one) for one in found.versions],
        "created-at": moment(found.created),
        "updated-at": moment(found.created),
        "registry-name": "private",
        "permissions": {"can-delete": True, "can-resync": True, "can-retry": True},
    }
    if details:
        attributes["vcs-repo"] = _repository(found.vcs_repo) if found.vcs_repo else None
    return {
        "id": found.id,
        "type": "registry-modules",
        "attributes": attributes,
        "relationships": {"organization": {"data": reference("organizations", organization)}},
        "links": {
            "self": f"/api/v2/organizations/{organization}/registry-modules/private/{organization}/{found.name}"
            f"/{found.provider}"
        },
    }


def _version_status(found: ObjectVersion) -> dict[str, str]:
    error = {"error": found.error} if found.error else {}
    return {"version": found.name, "status": found.status, **error}


def _repository(repo: VcsRepo) -> dict[str, Any]:
    """Return the repository of a module, without an OAuth token that isn't reported; the API has no webhook of it."""
    return {
        "branch": repo.branch,
        "ingress-submodules": repo.ingress_submodules,
        "identifier": repo.identifier,
        "display-identifier": repo.identifier,
    } | ({"oauth-token-id": repo.oauth_token_id} if repo.oauth_token_id else {})


def policy_set(found: PolicySet) -> dict[str, Any]:
    """Return a policy set."""
    repo = found.vcs_repo
    newest = found.versions[-1] if found.versions else None
    return {
        "id": found.id,
        "type": "policy-sets",
        "attributes": {
            "name": found.name,
            "description": None,
            "global": True,
            "kind": "sentinel",
            "agent-enabled": False,
            "overridable": None,
            "policies-path": "policies",
            "policy-count": 1,
            "versioned": repo is not None,
            "vcs-repo": _policy_repository(repo) if repo else None,
            "created-at": moment(found.created),
            "updated-at": moment(found.created),
        },
        "relationships": {
            "organization": {"data": reference("organizations", current_state().scenario.organization.name)},
            "newest-version": {"data": reference("policy-set-versions", newest.name) if newest else None},
        },
        "links": {"self": f"/api/v2/policy-sets/{found.id}"},
    }


def _policy_repository(repo: VcsRepo) -> dict[str, Any]:
    return _repository(repo) | {
        "service-provider": repo.service_provider,
        "repository-http-url": f"{current_state().bitbucket_url}/{repo.identifier}",
        "webhook-url": current_state().absolute(repo.webhook_url) if repo.webhook_url else None,
    }


def policy_set_version(holder: PolicySet, found: ObjectVersion) -> dict[str, Any]:
    """Return a version of a policy set."""
    return {
        "id": found.name,
        "type": "policy-set-versions",
        "attributes": {
            "source": "bitbucket",
            "status": found.status,
            "status-timestamps": {f"{found.status}-at": moment(found.created)},
            "error": "ingress_failed" if found.error else None,
            "error-message": found.error,
            "ingress-attributes": None,
            "created-at": moment(found.created),
            "updated-at": moment(found.created),
        },
        "relationships": {"policy-set": {"data": reference("policy-sets", holder.id)}},
        "links": {"self": f"/api/v2/policy-set-versions/{found.name}"},
    }


def stack(found: Stack) -> dict[str, Any]:
    """Return a Stack."""
    repo = found.vcs_repo
    return {
        "id": found.id,
        "type": "stacks",
        "attributes": {
            "name": found.name,
            "description": None,
            "vcs-repo": _stack_repository(repo) if repo else None,
            "speculative-enabled": False,
            "created-at": moment(found.created),
            "updated-at": moment(found.created),
        },
        "relationships": {
            "project": {"data": reference("projects", found.project)},
            "agent-pool": {"data": None},
            "stack-configurations": related(f"/stacks/{found.id}/stack-configurations"),
        },
        "links": {"self": f"/api/v2/stacks/{found.id}"},
    }


def _stack_repository(repo: VcsRepo) -> dict[str, Any]:
    return {
        "branch": repo.branch,
        "tags-regex": None,
        "sparse-checkout-pattern": "",
        "identifier": repo.identifier,
        "display-identifier": repo.identifier,
        "oauth-token-id": repo.oauth_token_id,
        "repository-http-url": f"{current_state().bitbucket_url}/{repo.identifier}",
        "service-provider": repo.service_provider,
        "trigger-disabled": False,
    }


def stack_configuration(holder: Stack, number: int, found: ObjectVersion) -> dict[str, Any]:
    """Return a configuration of a Stack, with its number from 1."""
    here = f"/stack-configurations/{found.name}"
    return {
        "id": found.name,
        "type": "stack-configurations",
        "attributes": {
            "status": found.status,
            "sequence-number": number,
            "created-at": moment(found.created),
            "updated-at": moment(found.created),
            "speculative": found.speculative,
            "components": [],
        },
        "relationships": {
            "stack": {"data": reference("stacks", holder.id)},
            "stack-diagnostics": related(f"{here}/stack-diagnostics"),
        },
        "links": {"self": f"/api/v2{here}"},
    }


def stack_diagnostic(found: ObjectVersion) -> dict[str, Any]:
    """Return the group of diagnostics of a Stack configuration that failed."""
    name = terraform_id("std", found.name)
    return {
        "id": name,
        "type": "stack-diagnostics",
        "attributes": {
            "severity": "error",
            "summary": "Diagnostics reported",
            "detail": "The configuration was not prepared because of 1 error.",
            "diags": [{"severity": "error", "summary": "Fetching failed", "detail": found.error}],
            "acknowledged": False,
            "created-at": moment(found.created),
        },
        "relationships": {"stack-configuration": {"data": reference("stack-configurations", found.name)}},
        "links": {"self": f"/api/v2/stack-diagnostics/{name}"},
    }


def component(found: Component, *, details: bool) -> dict[str, Any]:
    """Return a Stack component configuration, with its repository and versions only in the details."""
    scenario = current_state().scenario
    attributes: dict[str, Any] = {
        "name": found.name,
        "namespace": scenario.organization.name,
        "status": found.status,
        "created-at": moment(found.created),
        "updated-at": moment(found.created),
    }
    if details:
        attributes["version-statuses"] = [_version_status(one) for one in found.versions]
        attributes["vcs-repo"] = _component_repository(found.vcs_repo) if found.vcs_repo else None
    else:
        attributes |= {"description": None, "latest-version": found.versions[-1].name if found.versions else None}
    return {
        "id": found.id,
        "type": "registry-components",
        "attributes": attributes,
        "relationships": {"organization": {"data": reference("organizations", scenario.organization.external_id)}},
        "links": {"self": f"/api/v2/registry-components/{found.id}"},
    }


def _component_repository(repo: VcsRepo) -> dict[str, Any]:
    return {
        "identifier": repo.identifier,
        "display-identifier": repo.identifier,
        "source-directory": None,
        "tag-prefix": None,
        "oauth-token-id": repo.oauth_token_id,
    }
