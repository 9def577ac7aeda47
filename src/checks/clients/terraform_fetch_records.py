"""The attempts of HCP Terraform to fetch a repository: configuration versions, and what a fetch took.

Each is a small frozen record, in which None is what HCP Terraform doesn't report.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from checks.clients.json_view import JsonView
from checks.clients.parsing import required

BITBUCKET = "bitbucket"
"""The source of a configuration that came from Bitbucket Cloud or Bitbucket Data Center."""

FETCHING = ("fetching-at", "uploaded-at", "errored-at")
"""The moments of a configuration version at which Bitbucket was asked. What becomes of its files later, such as
``archived-at``, says nothing about that."""


DELETED = ("backing_data_soft_deleted", "backing_data_permanently_deleted")
"""The documented states of a configuration version whose files were deleted, be they fetched before or not."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """A configuration version: one attempt of HCP Terraform to fetch a repository, or an upload by CLI or API.

    Attributes:
        status: Its state, in HCP Terraform's word.
        error: Why it failed, in HCP Terraform's words.
        at: When it was last fetched or uploaded; None if HCP Terraform doesn't report it.
        source: Where it came from, in HCP Terraform's word.
        speculative: Whether it can only be planned: the fetch of a pull request, or ``terraform plan``. None if
            HCP Terraform doesn't report it.
        id: Its ID; None if HCP Terraform doesn't report it.
        unread: How many more the same list has that were not read.
    """

    status: str | None
    error: str | None
    at: datetime | None
    source: str = BITBUCKET
    speculative: bool | None = False
    id: str | None = None
    unread: int = 0

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the attempt that an object of the list describes.

        Raises:
            MissingFieldError: HCP Terraform doesn't report where it came from.
        """
        stamps = JsonView(item.at("attributes", "status-timestamps"))
        moments = [stamps.time(name) for name in FETCHING]
        words = [item.text("attributes", "error"), item.text("attributes", "error-message")]
        status = item.text("attributes", "status")
        if status in DELETED and stamps.time("uploaded-at"):
            status = "uploaded"  # and deleted since then, which says nothing about the fetch
        return cls(
            status=status,
            error=": ".join(filter(None, words)) or None,
            at=max(filter(None, moments), default=None),
            source=required(item, "attributes", "source"),
            speculative=item.flag("attributes", "speculative"),
            id=item.text("id"),
        )

    @property
    def worked(self) -> bool | None:
        """Whether the repository was fetched; None while that is under way, or in a state that does not show it."""
        return {"uploaded": True, "archived": True, "errored": False}.get(self.status or "")

    @property
    def from_bitbucket(self) -> bool:
        """Whether it was fetched from Bitbucket."""
        return self.source == BITBUCKET

    @property
    def under_way(self) -> bool:
        """Whether it is still to be fetched, so that the state will change by itself."""
        return self.status in ("pending", "fetching")


def newest(fetches: Iterable[Fetch]) -> tuple[Fetch, ...]:
    """Return every attempt that can be the newest one of a workspace's own branch.

    This is usually one. An attempt without a time can be the newest, and one that HCP Terraform doesn't call
    speculative or not can belong to the branch. The order of the list proves nothing.

    Args:
        fetches: Attempts from one source, in any order.
    """
    own = [fetch for fetch in fetches if fetch.speculative is not True]
    moments = [fetch.at for fetch in own if fetch.at and fetch.speculative is False]
    latest = max(moments, default=None)
    return tuple(fetch for fetch in own if fetch.at is None or latest is None or fetch.at >= latest)


def not_read(fetches: Iterable[Fetch]) -> str:
    """Return how many older configuration versions were not read, as the end of a sentence; empty if none."""
    most = max((fetch.unread for fetch in fetches), default=0)
    return f"; {most:,} older configuration versions were not read" if most else ""


@dataclass(frozen=True)
class Ingress:
    """What a fetch took, and from where. Whatever was not told is None."""

    repository: str | None
    """The full name in lowercase."""
    branch: str | None
    commit: str | None
    pull_request: bool | None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return what the ingress attributes of a configuration version say."""
        repository = item.text("attributes", "identifier")
        return cls(
            repository.lower() if repository else None,
            item.text("attributes", "branch"),
            item.text("attributes", "commit-sha"),
            item.flag("attributes", "is-pull-request"),
        )
