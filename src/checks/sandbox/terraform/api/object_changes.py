"""What a client may change about modules, policy sets, and Stacks: to which repository one is connected."""

from dataclasses import replace
from typing import TypeVar

from flask import Blueprint, Response

from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import access, objects
from checks.sandbox.terraform.api.access import attributes
from checks.sandbox.terraform.api.errors import document, invalid
from checks.sandbox.terraform.api.reads import oauth_tokens
from checks.sandbox.terraform.state import PolicySet, RegistryModule, Stack, VcsRepo

Object = TypeVar("Object", RegistryModule, PolicySet, Stack)
routes = Blueprint("object_changes", __name__)


@routes.patch("/organizations/<name>/registry-modules/private/<namespace>/<module_name>/<target>")
def _update_module(name: str, namespace: str, module_name: str, target: str) -> Response:
    access.organization(name)
    new = _connected(objects.find_module(namespace, module_name, target))
    current_state().change(
        lambda now: replace(
            now, registry_modules=tuple(new if one.id == new.id else one for one in now.registry_modules)
        )
    )
    return document({"data": objects.module(new, details=True)})


@routes.patch("/policy-sets/<name>")
def _update_policy_set(name: str) -> Response:
    new = _connected(objects.find_policy_set(name))
    current_state().change(
        lambda now: replace(now, policy_sets=tuple(new if one.id == new.id else one for one in now.policy_sets))
    )
    return document({"data": objects.policy_set(new)})


@routes.patch("/stacks/<name>")
def _update_stack(name: str) -> Response:
    new = _connected(objects.find_stack(name))
    current_state().change(
        lambda now: replace(now, stacks=tuple(new if one.id == new.id else one for one in now.stacks))
    )
    return document({"data": objects.stack(new)})


def _connected(found: Object) -> Object:
    """Return an object with the repository that the request names.

    Raises:
        Refusal: The OAuth token or the repository doesn't exist.
    """
    given = attributes().get("vcs-repo") or {}
    before = found.vcs_repo or VcsRepo(identifier="", oauth_token_id="", webhook_url=None)
    repo = replace(
        before,
        identifier=given.get("identifier", before.identifier),
        oauth_token_id=given.get("oauth-token-id", before.oauth_token_id),
        branch=given.get("branch", before.branch) or "",
        ingress_submodules=given.get("ingress-submodules", before.ingress_submodules),
    )
    if repo.oauth_token_id not in {oauth_token.id for _, oauth_token in oauth_tokens()}:
        raise invalid("OAuth token does not exist", "/data/attributes/vcs-repo")
    if repo.identifier.lower() not in {one.full_name.lower() for one in current_state().scenario.repositories}:
        raise invalid("Repository doesn't exist or isn't accessible", "/data/attributes/vcs-repo")
    return replace(found, vcs_repo=repo)
