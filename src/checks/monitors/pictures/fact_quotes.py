"""The text of a quoted fact, as on a screen."""

from checks.facts.bitbucket import Permission
from checks.facts.fact import Label
from checks.facts.index import find
from checks.facts.sightings import text_on_screen


def quote(name: str) -> str:
    """Return the text of the label or permission called `name`. Raises `UnknownFactError`."""
    return text_on_screen(find(name, Label, Permission).fact)
