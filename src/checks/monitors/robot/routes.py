"""The routes through the guide: the reader's choices, and the sections of each route."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from checks.monitors.robot import mistakes
from checks.monitors.robot.guide import GuideError, compatible
from checks.monitors.robot.mistakes import MISTAKES, Mistake
from checks.monitors.robot.step import PicturePlacement, ProcedureStep

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
SECTIONS = {
    False: (
        *_CONNECT,
        "scope-and-ssh-key#skip-this-step",
        "add-vcs-provider#find-the-callback-url-later",
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
"""The sections of a route, in order: with an SSH key and a limited scope, or without them."""
CREDENTIALS = ("verify#terraform-token", "verify#consumer-key", "verify#bitbucket-token")
"""The sections about the credentials for the checks, which a reader follows before the last section."""


@dataclass(frozen=True)
class Route:
    """The reader's choices: the edition, the form that Bitbucket shows, and whether to add an SSH key; or a mistake.

    With `credentials`, the reader creates tokens for the checks.
    """

    edition: str
    screens: str
    key: bool
    mistake: Mistake | None = None
    credentials: bool = False

    @property
    def tabs(self) -> Mapping[str, str]:
        """The tabs that this reader has open."""
        return {"edition": self.edition, "screens": self.screens, "way": "browser"}

    @property
    def sections(self) -> Iterator[str]:
        """The sections of this route, in order."""
        *before, last = SECTIONS[self.key]
        for anchor in (*before, *(CREDENTIALS if self.credentials else ()), last):
            yield anchor
            if self.mistake and anchor == self.mistake.after:
                yield self.mistake.correction

    def __str__(self) -> str:
        """Return the choices as text."""
        last = self.mistake.name if self.mistake else f"{'with' if self.key else 'without'} an SSH key"
        return f"{self.edition}, {self.screens}, {last}"


_PLAIN = product(("hcp", "enterprise"), ("clients", "consumers"), (False, True))
_READERS = (("hcp", "clients"), ("enterprise", "consumers"))
_CORRECTED = [(reader, mistake) for reader in _READERS for mistake in MISTAKES if mistake.depends_on_form]
_CORRECTED += [(_READERS[-1], mistake) for mistake in MISTAKES if not mistake.depends_on_form]
ROUTES = (
    *(Route(edition, screens, key, credentials=key) for edition, screens, key in _PLAIN),
    *(Route(edition, screens, key=False, mistake=mistake) for (edition, screens), mistake in _CORRECTED),
)


def steps_on(found: Sequence[ProcedureStep | PicturePlacement], route: Route) -> list[ProcedureStep | PicturePlacement]:
    """Return the steps and picture placements on `route`, in order, with the reader's mistake.

    Raises:
        GuideError: A section of the route is not in the guide, a tab has a selection that no route has, or no step fits
            the mistake.
    """
    ahead = _passed(found, route)
    return mistakes.make(route.mistake, ahead) if route.mistake else ahead


def _passed(found: Sequence[ProcedureStep | PicturePlacement], route: Route) -> list[ProcedureStep | PicturePlacement]:
    """Return the steps and picture placements of the sections of a route, as the guide has them."""
    _require_known_tabs(found)
    ahead = []
    for anchor in route.sections:
        here = [one for one in found if one.anchor == anchor and compatible(one.tabs, route.tabs)]
        if not here:
            raise GuideError(
                f"The guide has no steps at {anchor}. Correct SECTIONS in src/checks/monitors/robot/routes.py."
            )
        ahead += here
    return ahead


def _require_known_tabs(found: Sequence[ProcedureStep | PicturePlacement]) -> None:
    known = {group: {route.tabs[group] for route in ROUTES} for group in ("edition", "screens")}
    for one in found:
        for group, selections in known.items():
            if one.tabs.get(group) not in {None, *selections}:
                raise GuideError(
                    f"{one}: The tab around this line has `:sync: {one.tabs[group]}`. "
                    f"The tabs for {group} are: {', '.join(sorted(selections))}."
                )


def find_unreachable(found: Sequence[ProcedureStep | PicturePlacement]) -> list[ProcedureStep | PicturePlacement]:
    """Return the steps and picture placements that are on no route.

    Raises:
        GuideError: A section of a route is not in the guide, or a tab has a selection that no route has.
    """
    walked = {str(one) for route in ROUTES for one in _passed(found, route)}
    return [one for one in found if str(one) not in walked]
