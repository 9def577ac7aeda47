"""The end-to-end test stops at the first difference between the guide and the screens."""

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
def reason_of_stop(browser: "Browser", tmp_path: Path) -> Callable[[Sequence[ProcedureStep | PicturePlacement]], str]:
    """Return a function that follows the first route and returns why it stopped. It stores one screenshot."""

    def recorded_routes(found: Sequence[ProcedureStep | PicturePlacement]) -> str:
        with pytest.raises(StoppedError) as caught:
            walk(browser, found, ROUTES[0], tmp_path)
        return str(caught.value)

    return recorded_routes


def with_label(
    found: Sequence[ProcedureStep | PicturePlacement], fact: str, text: str
) -> list[ProcedureStep | PicturePlacement]:
    """Replace the label in every step that quotes this fact, as if the page contained it."""

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


def change_screen(monkeypatch: pytest.MonkeyPatch, template: str, old: str, new: str) -> None:
    """Replace text on a screen of the sandbox, as if the vendor had changed it."""
    kept = FileSystemLoader.get_source

    def changed(loader: FileSystemLoader, environment: object, name: str) -> tuple[str, str, object]:
        source, *rest = kept(loader, environment, name)
        assert name != template or old in source
        return source.replace(old, new) if name == template else source, *rest

    monkeypatch.setattr(FileSystemLoader, "get_source", changed)


def test_stops_at_a_label_that_is_only_on_the_page(guide, reason_of_stop, tmp_path) -> None:
    fact = "terraform-screens.add-a-vcs-provider"
    output = reason_of_stop(with_label(guide, fact, "Add a provider"))
    first, label, why, *_ = output.splitlines()
    assert first == f"{line_of(guide, fact)}: The end-to-end test ({ROUTES[0]}) stopped at: Click Add a provider."
    assert label == "Label: 'Add a provider'"
    assert why.startswith("There is no button or link")
    assert "'Add a provider'" in why
    assert 'button "Add a VCS provider"' in why
    (picture,) = tmp_path.glob("*.png")
    assert str(picture) in output
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "renamed",
    [
        ("terraform/providers.html", "Add a VCS provider", "Add a provider", "terraform-screens.add-a-vcs-provider"),
        ("bitbucket/oauth_clients.html", "Create OAuth client", "New client", "bitbucket-screens.create-oauth-client"),
    ],
)
def test_stops_at_a_label_that_is_no_longer_on_the_screen(
    guide, reason_of_stop, tmp_path, monkeypatch, renamed
) -> None:
    template, old, new, fact = renamed
    change_screen(monkeypatch, template, old, new)
    output = reason_of_stop(guide)
    assert output.startswith(f"{line_of(guide, fact)}: The end-to-end test ({ROUTES[0]}) stopped at: Click {old}.")
    assert f"Label: {old!r}" in output
    assert f'button "{new}"' in output
    assert len(list(tmp_path.glob("*.png"))) == 1


def test_names_a_new_required_field(guide, reason_of_stop, monkeypatch) -> None:
    new = '{{ parts.text("support", "Support email", required=True) }}{{ parts.text("eula"'
    change_screen(monkeypatch, "bitbucket/oauth_clients_form.html", '{{ parts.text("eula"', new)
    output = reason_of_stop(guide)
    assert "stopped at: Verify that a dialog shows Client ID and Secret." in output
    assert "the browser doesn't send their form: 'Support email'. If the vendor requires them now" in output


def test_quotes_a_new_question(guide, reason_of_stop, monkeypatch) -> None:
    asked = """<form method="post" class="row" onsubmit="return confirm('Grant access?')">"""
    change_screen(monkeypatch, "bitbucket/consent.html", '<form method="post" class="row">', asked)
    output = reason_of_stop(guide)
    assert "stopped at: Verify that you return to HCP Terraform." in output
    assert "The screen asked 'Grant access?', and the robot canceled." in output


def test_rejects_an_unknown_sentence_before_the_first_step(guide, reason_of_stop, tmp_path) -> None:
    last = next(one for one in guide if isinstance(one, ProcedureStep) and one.section == "test-the-connection")
    strange = replace(last, parts=(Part("words", "Wait and see."),))
    output = reason_of_stop([strange if one is last else one for one in guide])
    assert output.startswith(f"{last}: The robot does not understand: Wait and see.")
    assert list(tmp_path.iterdir()) == []


def test_stops_at_an_unknown_manual_step(guide, reason_of_stop) -> None:
    first = next(one for one in guide if isinstance(one, ProcedureStep) and one.manual)
    strange = replace(first, parts=(Part("words", "Sing."),), manual="sing")
    output = reason_of_stop([strange if one is first else one for one in guide])
    assert "Unknown manual step 'sing': Sing." in output
