"""The minimum number of requests for a run of all checks, calculated by hand to detect unnecessary requests.

The bound is for the organizations that `generated` returns: each Terraform workspace has its own repository. All
repositories are in one Bitbucket workspace, without submodules, and no Terraform workspace names a branch.
"""

from dataclasses import dataclass

PAGE = 100
AT_ONCE = 8
"""The number of concurrent requests to one host."""

LOOKED_FOR = 3
"""The number of repositories whose access is tested through HCP Terraform."""


@dataclass(frozen=True)
class Bound:
    """The minimum number of requests.

    Attributes:
        one_by_one: The sequential requests, each of which needs a value or the next page from the previous response.
        at_once: The requests that can run concurrently.
    """

    one_by_one: int
    at_once: int

    @property
    def requests(self) -> int:
        """The total number of requests."""
        return self.one_by_one + self.at_once

    def seconds(self, delay: float) -> float:
        """Return the duration in seconds if each response takes `delay` seconds and all other work takes no time.

        The duration is for checks that run one after the other. Concurrent checks can take less time.
        """
        return delay * (self.one_by_one + self.at_once / AT_ONCE)


def bound(workspaces: int) -> Bound:
    """Return the minimum for an organization with the given number of Terraform workspaces."""
    pages = -(-workspaces // PAGE)
    single = sum(
        (
            1,  # the account of the HCP Terraform token
            1,  # the organization
            1,  # the account of the Bitbucket token
            1,  # its SSH keys
            1,  # the token endpoint
            1,  # the providers
            1,  # the authorizations
            1,  # the name of the server
            1,  # the first page of Terraform workspaces, which shows the number of pages
            min(workspaces, LOOKED_FOR),  # whether HCP Terraform can access a repository
        )
    )
    following = 2 * pages  # permissions and main branches: each page links to the next
    each = 3 * workspaces  # the fetches of a Terraform workspace; .gitmodules and webhooks of a repository
    return Bound(single + following, each + pages - 1)
