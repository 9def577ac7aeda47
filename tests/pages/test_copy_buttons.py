"""Every copy button, in every tab, puts the visible command on the clipboard."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(
    path.relative_to(DOCS).with_suffix(".html").as_posix()
    for path in DOCS.rglob("*.md")
    if re.search(r"^ *```(bash|console|\{check\})", path.read_text(encoding="utf-8"), re.MULTILINE)
)
VALUES = (
    "?org=acme&host=tfe.acme.example&workspace=acme-team&repository=infra&provider=oc-LePsVhHXhCM6jWf3"
    "&key-file=~/.ssh/service"
)
COPIED = """async () => {
  const found = [];
  for (const button of document.querySelectorAll(".copybtn")) {
    for (let part = button; part; part = part.parentElement) {
      if (part.localName === "details") part.open = true;
      if (part.matches(".sd-tab-content")) part.previousElementSibling.click();
    }
    await navigator.clipboard.writeText("not copied");
    button.click();
    let text = "not copied";
    for (let wait = 0; wait < 50 && text === "not copied"; wait++) {
      await new Promise(resolve => setTimeout(resolve, 10));
      text = await navigator.clipboard.readText();
    }
    const block = document.querySelector(button.dataset.clipboardTarget);
    found.push([block.innerText, text, block.parentElement.parentElement.className]);
  }
  return found;
}"""


def typed(visible: str) -> str:
    """Return what a reader types of a visible block: on a console, the text after the prompts."""
    return re.sub(r"^\$ ", "", visible, flags=re.MULTILINE).rstrip("\n")


@pytest.mark.parametrize("values", ["", VALUES], ids=["empty", "filled in"])
@pytest.mark.parametrize("name", PAGES)
def test_copy_buttons_copy_the_visible_command(show: Callable[..., "Page"], name: str, values: str) -> None:
    page = show(f"{name}{values}", allowed=["clipboard-read", "clipboard-write"])
    found = page.evaluate(COPIED)
    assert found
    for visible, copied, language in found:
        assert copied.rstrip("\n") == typed(visible)
        assert not values or "<YOUR" not in copied
        if re.search("highlight-(bash|console)", language):
            assert "\u2026" not in copied
            assert not re.search(r"^\$ ", copied, re.MULTILINE)


def test_examples_and_outputs_have_no_copy_button(show: Callable[..., "Page"]) -> None:
    for name in ("add-vcs-provider.html", "verify.html", "reference/command-line.html"):
        page = show(name)
        assert page.locator(".no-copy").count() > 0
        assert page.locator(".no-copy .copybtn").count() == 0
        assert page.locator(".copybtn").count() > 0
