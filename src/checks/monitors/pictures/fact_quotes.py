"""The text of a quoted fact, as on a screen."""

from checks.facts.bitbucket import Permission
from checks.facts.fact import Label
from checks.facts.index import find


def quote(name: str) -> str:
    """Return the text of the label or permission called `name`. Raises `UnknownFactError`."""
    fact = find(name, Label, Permission).fact
    if isinstance(fact, Permission):
        return f"{fact.area}: {fact.level}"
    return fact.text if isinstance(fact, Label) else ""
