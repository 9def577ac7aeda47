"""The checkboxes of Bitbucket's forms, in the order of the screens, with the sentence of each on the consent page.

Copied from the screens and not from `checks.facts`: see the docstring of `checks.sandbox.rendering`.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Box:
    """One checkbox.

    Attributes:
        level: The label.
        scope: The OAuth scope.
        grays: The scopes of other checkboxes that are selected automatically and grayed out with it.
        sentence: The sentence on the consent page.
        seen: Whether it was seen on the form of 2026.
    """

    level: str
    scope: str
    grays: tuple[str, ...] = ()
    sentence: str
    seen: bool = False


@dataclass(frozen=True)
class Area:
    """The checkboxes under one heading; `forms` contains the generations of the form that have it."""

    name: str
    boxes: tuple[Box, ...]
    forms: tuple[str, ...] = ("clients", "consumers")


AREAS = (
    Area(
        "Account",
        (
            Box(level="Email", scope="email", sentence="Read your account's primary email address", seen=True),
            Box(level="Read", scope="account", grays=("email",), sentence="Read your account information", seen=True),
            Box(
                level="Write",
                scope="account:write",
                grays=("account", "email"),
                sentence="Read and modify your account information",
            ),
        ),
    ),
    Area(
        "Workspace membership",
        (
            Box(level="Read", scope="team", sentence="Read your team membership information"),
            Box(
                level="Write",
                scope="team:write",
                grays=("team",),
                sentence="Read and modify your team membership information",
            ),
        ),
    ),
    Area(
        "Projects",
        (
            Box(
                level="Read",
                scope="project",
                grays=("repository",),
                sentence="Read your workspace's project settings and read repositories contained within its projects",
            ),
            Box(
                level="Admin",
                scope="project:admin",
                sentence="Read and modify settings for projects in your workspace",
            ),
        ),
    ),
    Area(
        "Repositories",
        (
            Box(level="Read", scope="repository", sentence="Read your repositories", seen=True),
            Box(
                level="Write",
                scope="repository:write",
                grays=("repository",),
                sentence="Read and modify your repositories",
            ),
            Box(
                level="Admin",
                scope="repository:admin",
                grays=("repository", "repository:write"),
                sentence="Administer your repositories",
            ),
            Box(level="Delete", scope="repository:delete", sentence="Delete your repositories"),
        ),
    ),
    Area(
        "Pull requests",
        (
            Box(
                level="Read",
                scope="pullrequest",
                grays=("repository",),
                sentence="Read your repositories and their pull requests",
            ),
            Box(
                level="Write",
                scope="pullrequest:write",
                grays=("pullrequest", "repository", "repository:write"),
                sentence="Read and modify your repositories and their pull requests",
            ),
        ),
    ),
    Area(
        "Issues",
        (
            Box(level="Read", scope="issue", sentence="Read your repositories' issues"),
            Box(
                level="Write",
                scope="issue:write",
                grays=("issue",),
                sentence="Read and modify your repositories' issues",
            ),
        ),
        ("consumers",),
    ),
    Area(
        "Wikis",
        (Box(level="Read and write", scope="wiki", sentence="Read and modify your repositories' wikis"),),
        ("consumers",),
    ),
    Area(
        "Snippets",
        (
            Box(level="Read", scope="snippet", sentence="Read your snippets"),
            Box(level="Write", scope="snippet:write", grays=("snippet",), sentence="Read and modify your snippets"),
        ),
    ),
    Area(
        "Webhooks",
        (Box(level="Read and write", scope="webhook", sentence="Read and modify your repositories' webhooks"),),
    ),
    Area(
        "Pipelines",
        (
            Box(level="Read", scope="pipeline", sentence="Access your repositories' build pipelines"),
            Box(
                level="Write",
                scope="pipeline:write",
                grays=("pipeline",),
                sentence="Access and rerun your repositories' build pipelines",
            ),
            Box(
                level="Edit variables",
                scope="pipeline:variable",
                grays=("pipeline", "pipeline:write"),
                sentence="Access your repositories' build pipelines and configure their variables",
            ),
        ),
    ),
    Area(
        "Runners",
        (
            Box(level="Read", scope="runner", sentence="Access your workspaces' and repositories' runners"),
            Box(
                level="Write",
                scope="runner:write",
                grays=("runner",),
                sentence="Access and edit your workspaces' and repositories' runners",
            ),
        ),
    ),
)


def areas(form: str) -> tuple[Area, ...]:
    """Return the areas of one generation of the form: ``clients`` or ``consumers``."""
    return tuple(area for area in AREAS if form in area.forms)


def select(chosen: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes of all selected checkboxes, including grayed ones, if a user selects `chosen`."""
    wanted = set(chosen)
    boxes = [box for area in AREAS for box in area.boxes]
    gray = {scope for box in boxes if box.scope in wanted for scope in box.grays}
    return tuple(box.scope for box in boxes if box.scope in wanted | gray)


def sentences(scopes: Iterable[str]) -> list[str]:
    """Return the sentences of the consent page for `scopes`, in the order of the form."""
    wanted = set(scopes)
    return [box.sentence for area in AREAS for box in area.boxes if box.scope in wanted]
