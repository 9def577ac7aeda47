"""The walk stops where the guide and the screens no longer say the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import FileSystemLoader

from checks.monitors.robot.routes import ROUTES
from checks.monitors.robot.step import Part, PicturePlacement, ProcedureStep
from checks.monitors.robot.walk import StoppedError, walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def stopped(browser: "Browser", tmp_path: Path) -> Callable[[Sequence[ProcedureStep | PicturePlacement]], str]:
    """Walk the first way, and return why the walk stopped. It leaves one picture of what it saw."""

    def walked(found: Sequence[ProcedureStep | PicturePlacement]) -> str:
        with pytest.raises(StoppedError) as caught:
            walk(browser, found, ROUTES[0], tmp_path)
        return str(caught.value)

    return walked


def with_label(
    found: Sequence[ProcedureStep | PicturePlacement], fact: str, text: str
) -> list[ProcedureStep | PicturePlacement]:
    """Write another label into every step that quotes this fact, as if the page did."""

    def changed(part: Part) -> Part:
        return replace(part, text=text) if part.facts == (fact,) else part

    return [
        replace(one, parts=tuple(changed(part) for part in one.parts)) if isinstance(one, ProcedureStep) else one
        for one in found
    ]


def line_of(found: Sequence[ProcedureStep | PicturePlacement], fact: str) -> str:
    return next(
        str(one) for one in found if isinstance(one, ProcedureStep) and any(fact in part.facts for part in one.parts)
    )


def test_it_stops_at_a_label_that_only_the_page_has(guide, stopped, tmp_path) -> None:
    fact = "terraform-screens.add-a-vcs-provider"
    told = stopped(with_label(guide, fact, "Add a provider"))
    first, label, why, *_ = told.splitlines()
    assert first == f"{line_of(guide, fact)}: The end-to-end test ({ROUTES[0]}) stopped at: Click Add a provider."
    assert label == "Label: 'Add a provider'"
    assert why.startswith("There is no button or link")
    assert "'Add a provider'" in why
    assert 'button "Add a VCS provider"' in why
    (picture,) = tmp_path.glob("*.png")
    assert str(picture) in told
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "renamed",
    [
        ("terraform/providers.html", "Add a VCS provider", "Add a provider", "terraform-screens.add-a-vcs-provider"),
        ("bitbucket/oauth_clients.html", "Create OAuth client", "New client", "bitbucket-screens.create-oauth-client"),
    ],
)
def test_it_stops_at_a_label_that_the_screens_no_longer_have(guide, stopped, tmp_path, monkeypatch, renamed) -> None:
    template, old, new, fact = renamed
    kept = FileSystemLoader.get_source

    def changed(loader: FileSystemLoader, environment: object, name: str) -> tuple[str, str, object]:
        source, *rest = kept(loader, environment, name)
        return source.replace(old, new) if name == template else source, *rest

    monkeypatch.setattr(FileSystemLoader, "get_source", changed)
    told = stopped(guide)
    assert told.startswith(f"{line_of(guide, fact)}: The end-to-end test ({ROUTES[0]}) stopped at: Click {old}.")
    assert f"Label: {old!r}" in told
    assert f'button "{new}"' in told
    assert len(list(tmp_path.glob("*.png"))) == 1


def test_it_stops_before_it_begins_where_a_sentence_cannot_be_understood(guide, stopped, tmp_path) -> None:
    last = next(one for one in guide if isinstance(one, ProcedureStep) and one.section == "test-the-connection")
    strange = replace(last, parts=(Part("words", "Wait and see."),))
    told = stopped([strange if one is last else one for one in guide])
    assert told.startswith(f"{last}: The robot does not understand: Wait and see.")
    assert list(tmp_path.iterdir()) == []


def test_it_stops_at_a_manual_step_that_it_was_not_taught(guide, stopped) -> None:
    first = next(one for one in guide if isinstance(one, ProcedureStep) and one.manual)
    strange = replace(first, parts=(Part("words", "Sing."),), manual="sing")
    told = stopped([strange if one is first else one for one in guide])
    assert "Unknown manual step 'sing': Sing." in told
