"""What the browser tests of values on a page share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]

ORGANIZATION = "[data-value=organization]"
KEY_FILE = "[data-value=key_file]"
HOSTILE = [
    '"><img src=x onerror=document.title=1>',
    "$(reboot)",
    "`reboot`",
    "a'b\"c",
    "x" * 5000,
    "a\u202eb",
    "a\nb",
    "../..",
]


def field(page: "Page", label: str) -> Any:
    return page.get_by_label(label, exact=True)


def texts(page: "Page", selector: str) -> set[str]:
    return set(page.locator(selector).all_text_contents())


def stored(page: "Page") -> dict[str, list[str]]:
    return page.evaluate("() => ({tab: Object.keys(sessionStorage), computer: Object.keys(localStorage)})")
