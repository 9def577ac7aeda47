"""The objects beside Terraform workspaces that can use a VCS provider, as small frozen records.

These are registry modules, policy sets, Stacks, and Stack component configurations. Each names a repository and an
OAuth token, just as a Terraform workspace does.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Self

from checks.clients.parsing import JsonView, required
from checks.clients.terraform_workspace_records import (
    TerraformWorkspace,
    bitbucket_workspace,
    full_name,
    unreported_token,
)
from checks.clients.webhook_url import WebhookUrl
from checks.facts import terraform
from checks.facts.credentials import Endpoint


class Kind(Enum):
    """A kind of object that can use a VCS provider.

    Attributes:
        singular: The name of one, as a subject has it.
        plural: The name of several.
        list: The request that lists all of them that the token can read.
        details: The request for one of them, if the list doesn't report its repository; None if the list does.
    """

    singular: str
    plural: str
    list: Endpoint
    details: Endpoint | None

    MODULE = "registry module", "registry modules", terraform.REGISTRY_MODULES, terraform.REGISTRY_MODULE
    POLICY_SET = "policy set", "policy sets", terraform.POLICY_SETS, None
    STACK = "Stack", "Stacks", terraform.STACKS, None
    COMPONENT = (
        "Stack component configuration",
        "Stack component configurations",
        terraform.STACK_COMPONENTS,
        terraform.STACK_COMPONENT,
    )

    def __init__(self, singular: str, plural: str, listed_by: Endpoint, details: Endpoint | None) -> None:
        self.singular = singular
        self.plural = plural
        self.list = listed_by
        self.details = details


USABLE = frozenset({"ok", "ready", "completed"})
"""The documented states of a version of a module, of a policy set, and of a Stack or component that can be used."""

FAILURES = frozenset({"clone_failed", "reg_ingress_req_failed", "reg_ingress_failed", "errored"})
"""The documented states of a version that couldn't be fetched or wasn't accepted: three of modules, one of policy sets
and Stacks."""


@dataclass(frozen=True)
class Version:
    """One version of an object, which HCP Terraform made from its repository.

    Attributes:
        name: Its number or ID; empty if HCP Terraform doesn't report it.
        status: Its state, in HCP Terraform's word; None if HCP Terraform doesn't report it.
        error: Why it failed, in HCP Terraform's words; None if it doesn't say.
        order: What sorts the versions of one object, the newest last; empty if HCP Terraform doesn't report it.
    """

    name: str
    status: str | None
    error: str | None = None
    order: tuple[float, ...] = ()

    @property
    def usable(self) -> bool | None:
        """Whether HCP Terraform fetched and accepted it; None while that isn't known."""
        return True if self.status in USABLE else False if self.status in FAILURES else None

    @classmethod
    def of_module(cls, item: JsonView) -> Self:
        """Return an entry of the version statuses of a module or a Stack component configuration."""
        name = item.text("version") or ""
        numbers = tuple(float(number) for number in re.findall(r"\d+", name.partition("-")[0].partition("+")[0]))
        return cls(name, item.text("status"), item.text("error") or None, (*numbers, "-" not in name))

    @classmethod
    def of_policy_set(cls, item: JsonView) -> Self:
        """Return a version of a policy set."""
        words = [item.text("attributes", "error"), item.text("attributes", "error-message")]
        created = item.time("attributes", "created-at")
        return cls(
            item.text("id") or "",
            item.text("attributes", "status"),
            ": ".join(filter(None, words)) or None,
            (created.timestamp(),) if created else (),
        )

    @classmethod
    def of_stack(cls, item: JsonView) -> Self | None:
        """Return a configuration of a Stack; None for a speculative one, such as for a pull request."""
        if item.flag("attributes", "speculative"):
            return None
        number = item.number("attributes", "sequence-number")
        order = () if number is None else (float(number),)
        return cls(required(item, "id"), item.text("attributes", "status"), order=order)


def newest_version(versions: Iterable[Version]) -> Version | None:
    """Return the newest of the versions of one object; None if there is none, or if it isn't certain."""
    found = list(versions)
    if not all(one.order for one in found):
        return found[0] if len(found) == 1 else None
    return max(found, key=lambda one: one.order, default=None)


@dataclass(frozen=True)
class ConnectedObject:
    """A registry module, policy set, Stack, or Stack component configuration with a repository.

    Attributes:
        kind: What it is.
        id: Its ID.
        title: Its name; of a module, with the name of its Terraform provider.
        status: The state of the whole module or component, in HCP Terraform's word.
        versions: The versions that came with it; None if they are read by requests of their own.
        project_id: The project of a Stack; None for the other kinds, which belong to the organization.
        repository: The full name of the repository; empty if HCP Terraform doesn't report it.
        identifier: How HCP Terraform itself names the repository.
        by_tags: Whether its versions come from tags, so that it uses no branch.
        branch: Empty if it uses the main branch of the repository, and None if HCP Terraform doesn't report it.
        oauth_token_id: The OAuth token that it uses; None if there is none, or if HCP Terraform doesn't report it.
        unreported: The field without which it isn't known whether it uses a provider; None if that is known.
        submodules: Whether submodules are fetched; None if HCP Terraform doesn't report it, as for Stacks.
        webhook: The webhook on its repository; None if HCP Terraform doesn't report it, as for modules and Stacks.
        service_provider: The service that the repository is on; None if HCP Terraform doesn't report it.
        details: The parameters of the request for its details, if the list doesn't report its repository; else empty.
    """

    kind: Kind
    id: str
    title: str
    status: str | None = None
    versions: tuple[Version, ...] | None = None
    project_id: str | None = None
    repository: str = ""
    identifier: str = ""
    by_tags: bool = False
    branch: str | None = None
    oauth_token_id: str | None = None
    unreported: str | None = None
    submodules: bool | None = None
    webhook: WebhookUrl | None = None
    service_provider: str | None = None
    details: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, kind: Kind, item: JsonView) -> Self | None:
        """Return the object of an item of a list, or of its details; None if it is connected to no repository.

        Raises:
            MissingFieldError: It has no ID or name.
        """
        attributes = JsonView(item.at("attributes"))
        if _without_repository(attributes):
            return None
        repo = JsonView(attributes.at("vcs-repo"))
        names = [attributes.text("name"), attributes.text("provider") if kind is Kind.MODULE else None]
        webhook = repo.text("webhook-url") if kind is Kind.POLICY_SET else None
        return cls(
            kind=kind,
            id=required(item, "id"),
            title="/".join(filter(None, names)) or required(item, "id"),
            status=attributes.text("status"),
            versions=_versions(kind, attributes),
            project_id=item.text("relationships", "project", "data", "id"),
            repository=full_name(repo),
            identifier=repo.text("identifier") or "",
            by_tags=_by_tags(kind, repo),
            branch=repo.text("branch") if repo.has("branch") or "branch" not in repo.names() else "",
            oauth_token_id=repo.text("oauth-token-id"),
            unreported=unreported_token(item, repo),
            submodules=repo.flag("ingress-submodules"),
            webhook=WebhookUrl.of(webhook) if webhook else None,
            service_provider=repo.text("service-provider"),
            details=_details(kind, item),
        )

    @property
    def name(self) -> str:
        """Its kind and its name, as a subject has them: ``policy set network``."""
        return f"{self.kind.singular} {self.title}"

    @property
    def shown_repository(self) -> str:
        """The full name of its repository, or words that say that HCP Terraform doesn't report one."""
        return self.repository or f"the repository of {self.name}, which HCP Terraform doesn't report"

    @property
    def scope(self) -> tuple[str, ...]:
        """What contains it, in words: the project of a Stack, and the Bitbucket workspace of the repository."""
        project = (f"the project {self.project_id}",) if self.project_id else ()
        return (*project, bitbucket_workspace(self.repository)) if self.repository else project


Connected = TerraformWorkspace | ConnectedObject
"""Anything that uses a VCS provider: its name, repository, branch, and OAuth token have the same attributes."""


def _details(kind: Kind, item: JsonView) -> tuple[tuple[str, str], ...]:
    """Return the parameters of the request for the details of an item; empty if the item reports its repository."""
    if kind.details is None or "vcs-repo" in item.names("attributes"):
        return ()
    if kind is Kind.COMPONENT:
        return (("component_id", required(item, "id")),)
    names = (("namespace", "namespace"), ("module", "name"), ("target", "provider"))
    return tuple((parameter, required(item, "attributes", name)) for parameter, name in names)


def _without_repository(attributes: JsonView) -> bool:
    """Return whether HCP Terraform says that an object has no repository, or only curates a public module."""
    if "vcs-repo" in attributes.names():
        return not attributes.has("vcs-repo")
    uploaded = attributes.text("publishing-mechanism") == "non_vcs" or attributes.flag("versioned") is False
    return uploaded or attributes.text("registry-name") == "public"


def _by_tags(kind: Kind, repo: JsonView) -> bool:
    """Return whether versions come from tags: components always, modules without a branch, Stacks with a regex."""
    if kind is Kind.STACK:
        return bool(repo.text("tags-regex"))
    return kind is Kind.COMPONENT or (kind is Kind.MODULE and not repo.text("branch"))


def _versions(kind: Kind, attributes: JsonView) -> tuple[Version, ...] | None:
    if kind not in (Kind.MODULE, Kind.COMPONENT):
        return None
    return tuple(map(Version.of_module, attributes.items("version-statuses") or ()))


def diagnostics(item: JsonView) -> Iterator[str]:
    """Yield what a group of diagnostics of a Stack says: the summary and detail of each, or of the group if empty."""
    for one in item.items("attributes", "diags") or (JsonView(item.at("attributes")),):
        words = ": ".join(filter(None, (one.text("summary"), one.text("detail"))))
        if words:
            yield words
