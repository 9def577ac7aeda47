"""The registry modules, policy sets, Stacks, and Stack component configurations of the simulated HCP Terraform."""

from dataclasses import dataclass
from datetime import datetime

from checks.sandbox.terraform.state import VcsRepo


@dataclass(frozen=True, kw_only=True)
class ObjectVersion:
    """A version of a module, policy set, or component, or a configuration of a Stack."""

    name: str
    status: str
    created: datetime
    error: str | None = None
    """What HCP Terraform says about a failure; of a Stack, the detail of its diagnostic."""
    speculative: bool = False


@dataclass(frozen=True, kw_only=True)
class ConnectedObject:
    """An object that can be connected to a repository."""

    id: str
    name: str
    created: datetime
    vcs_repo: VcsRepo | None = None
    versions: tuple[ObjectVersion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegistryModule(ConnectedObject):
    """A module in the private registry, published from tags or from a branch."""

    provider: str
    status: str = "setup_complete"


@dataclass(frozen=True, kw_only=True)
class PolicySet(ConnectedObject):
    """A policy set."""


@dataclass(frozen=True, kw_only=True)
class Stack(ConnectedObject):
    """A Stack in a project; its versions are its Stack configurations."""

    project: str


@dataclass(frozen=True, kw_only=True)
class StackComponent(ConnectedObject):
    """A Stack component configuration in the private registry, published from tags."""

    status: str = "completed"
