"""The JavaScript functions that a picture needs in its page, from ``page_scripts.js``."""

from pathlib import Path

_SOURCE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").strip()


def function(name: str) -> str:
    """Return the JavaScript expression of the function called `name`."""
    return f"{_SOURCE}.{name}"
