"""The ways through the guide: what a reader can choose, and which sections lie on each way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from checks.monitors.robot.guide import GuideError, agree
from checks.monitors.robot.step import PictureHere, Step

_CONNECT = (
    "add-vcs-provider#open-the-vcs-provider-settings",
    "add-vcs-provider#add-the-vcs-provider",
    "create-consumer#open-the-form",
    "create-consumer#fill-in-the-form",
    "create-consumer#select-the-permissions",
    "create-consumer#save-the-consumer-and-open-its-credentials",
    "connect-and-authorize#enter-the-key-and-the-secret",
    "connect-and-authorize#grant-access",
)
ROUTES = {
    False: (
        *_CONNECT,
        "scope-and-ssh-key#skip-this-step",
        "add-vcs-provider#find-the-callback-url-later",
        "connect-and-authorize#if-you-granted-access-as-the-wrong-account",
        "connect-and-authorize#view-the-connection",
        "create-workspace#create-the-workspace",
        "create-workspace#start-the-first-run",
        "create-workspace#test-the-connection",
        "create-workspace#run-the-checks",
    ),
    True: (
        *_CONNECT,
        "scope-and-ssh-key#limit-the-scope",
        "scope-and-ssh-key#generate-an-ssh-key-pair",
        "scope-and-ssh-key#add-the-public-key-to-bitbucket-cloud",
        "scope-and-ssh-key#add-the-private-key-to-hcp-terraform",
        "connect-and-authorize#view-the-connection",
        "create-workspace#create-the-workspace",
        "create-workspace#start-the-first-run",
        "scope-and-ssh-key#switch-submodules-on",
        "create-workspace#test-the-connection",
        "create-workspace#run-the-checks",
    ),
}
"""The sections that a reader goes through, in their order: with an SSH key, or without one."""


@dataclass(frozen=True)
class Route:
    """What a reader chooses: the edition of Terraform, the form that Bitbucket shows, and whether to add an SSH key."""

    edition: str
    screens: str
    key: bool

    @property
    def tabs(self) -> Mapping[str, str]:
        """The tabs that this reader has open."""
        return {"edition": self.edition, "screens": self.screens, "way": "browser"}

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.edition}, {self.screens}, {'with' if self.key else 'without'} an SSH key"


WAYS = tuple(Route(*chosen) for chosen in product(("hcp", "enterprise"), ("clients", "consumers"), (False, True)))


def route(found: Sequence[Step | PictureHere], way: Route) -> list[Step | PictureHere]:
    """Return what this reader does, in order.

    Raises:
        GuideError: A section of the route is not in the guide.
    """
    ahead = []
    for anchor in ROUTES[way.key]:
        here = [one for one in found if one.anchor == anchor and agree(one.tabs, way.tabs)]
        if not here:
            raise GuideError(
                f"The guide has no steps at {anchor}. Correct ROUTES in src/checks/monitors/robot/routes.py."
            )
        ahead += here
    return ahead


def left_out(found: Sequence[Step | PictureHere]) -> list[Step | PictureHere]:
    """Return what no reader would come by: a step in a section that is on no route."""
    walked = {str(one) for way in WAYS for one in route(found, way)}
    return [one for one in found if str(one) not in walked]
