"""Records for configuration versions and their ingress attributes: HCP Terraform's attempts to fetch a repository.

A field is None if HCP Terraform doesn't report it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from checks.clients.parsing import JsonView, required

BITBUCKET = "bitbucket"
"""The source of a configuration that came from Bitbucket Cloud or Bitbucket Data Center."""

FETCHING = ("fetching-at", "uploaded-at", "errored-at")
"""The timestamps of a configuration version that belong to the fetch. Later ones, such as ``archived-at``, are about
its files and don't describe the fetch."""

DELETED = ("backing_data_soft_deleted", "backing_data_permanently_deleted")
"""The documented statuses of a configuration version whose files were deleted, whether or not it was fetched."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """A configuration version: one attempt of HCP Terraform to fetch a repository, or an upload by CLI or API.

    Attributes:
        status: HCP Terraform's name of the status.
        error: HCP Terraform's error message.
        at: When it was last fetched or uploaded; None if HCP Terraform doesn't report it.
        source: HCP Terraform's name of the source.
        speculative: Whether it can be planned but not applied, as for a pull request or ``terraform plan``. None if
            HCP Terraform doesn't report it.
        id: Its ID; None if HCP Terraform doesn't report it.
        unread: The number of further items in the same list that were not read.
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
            MissingFieldError: HCP Terraform doesn't report the source.
        """
        stamps = JsonView(item.at("attributes", "status-timestamps"))
        moments = [stamps.time(name) for name in FETCHING]
        words = [item.text("attributes", "error"), item.text("attributes", "error-message")]
        status = item.text("attributes", "status")
        if status in DELETED and stamps.time("uploaded-at"):
            status = "uploaded"  # the later deletion is unrelated to the fetch
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
        """Whether the repository was fetched; None if the fetch is in progress or the status doesn't show it."""
        return {"uploaded": True, "archived": True, "errored": False}.get(self.status or "")

    @property
    def from_bitbucket(self) -> bool:
        """Whether it was fetched from Bitbucket."""
        return self.source == BITBUCKET

    @property
    def under_way(self) -> bool:
        """Whether the fetch is pending or in progress, so the status is expected to change."""
        return self.status in ("pending", "fetching")


def newest(fetches: Iterable[Fetch]) -> tuple[Fetch, ...]:
    """Return every attempt that can be the newest one for a workspace's own branch, which is usually one attempt.

    An attempt without a time can be the newest. An attempt can belong to the branch if HCP Terraform doesn't report
    whether it is speculative. The order of the list isn't reliable.

    Args:
        fetches: Attempts from one source, in any order.
    """
    own = [fetch for fetch in fetches if fetch.speculative is not True]
    moments = [fetch.at for fetch in own if fetch.at and fetch.speculative is False]
    latest = max(moments, default=None)
    return tuple(fetch for fetch in own if fetch.at is None or latest is None or fetch.at >= latest)


def not_read(fetches: Iterable[Fetch]) -> str:
    """Return the number of unread older configuration versions, as the end of a sentence; empty if there are none."""
    most = max((fetch.unread for fetch in fetches), default=0)
    return f"; {most:,} older configuration versions were not read" if most else ""


@dataclass(frozen=True)
class Ingress:
    """The source of a configuration version: repository, branch, and commit."""

    repository: str | None
    """The full name in lowercase."""
    branch: str | None
    commit: str | None
    pull_request: bool | None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the record of a configuration version's ingress attributes."""
        repository = item.text("attributes", "identifier")
        return cls(
            repository.lower() if repository else None,
            item.text("attributes", "branch"),
            item.text("attributes", "commit-sha"),
            item.flag("attributes", "is-pull-request"),
        )
