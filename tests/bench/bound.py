"""What a run of every check needs: written out by hand, so that a wasted call is seen.

`generated` organizations: each Terraform workspace on a repository of its own, all in one Bitbucket workspace, none
naming a branch, none with submodules.
"""

from dataclasses import dataclass

PAGE = 100
AT_ONCE = 8
"""Requests under way at once, to one host."""

LOOKED_FOR = 3
"""Repositories that HCP Terraform is made to look for."""


@dataclass(frozen=True)
class Bound:
    """The least number of requests.

    Attributes:
        one_by_one: Those that wait for another answer: each needs what the one before told, or names the next page.
        at_once: Those that do not.
    """

    one_by_one: int
    at_once: int

    @property
    def requests(self) -> int:
        """All of them."""
        return self.one_by_one + self.at_once

    def seconds(self, delay: float) -> float:
        """Return how long they take where each answer takes `delay` seconds and nothing else takes any.

        It is the time of a run that asks one check after the other. A run that asks them at once may take less.
        """
        return delay * (self.one_by_one + self.at_once / AT_ONCE)


def bound(workspaces: int) -> Bound:
    """Return the least for an organization with so many Terraform workspaces."""
    pages = -(-workspaces // PAGE)
    alone = sum(
        (
            1,  # the account of the HCP Terraform token
            1,  # the organization
            1,  # the account of the Bitbucket token
            1,  # its SSH keys
            1,  # the token endpoint
            1,  # the providers
            1,  # the grants
            1,  # the name of the server
            1,  # the first page of Terraform workspaces, which tells how many there are
            4,  # the lists of registry modules, policy sets, Stacks, and Stack component configurations: all empty
            min(workspaces, LOOKED_FOR),  # whether HCP Terraform sees a repository
        )
    )
    following = 2 * pages  # permissions and main branches, each page named by the one before
    each = 3 * workspaces  # the fetches of a Terraform workspace; .gitmodules and webhooks of a repository
    return Bound(alone + following, each + pages - 1)
