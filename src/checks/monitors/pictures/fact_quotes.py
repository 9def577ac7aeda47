"""What a fact that a step quotes says, as it stands on a screen."""

from checks.facts.bitbucket import Permission
from checks.facts.fact import Label
from checks.facts.index import find


def said(name: str) -> str:
    """Return the words of the label or the permission called `name`. Raises `UnknownFactError`."""
    fact = find(name, Label, Permission).fact
    if isinstance(fact, Permission):
        return f"{fact.area}: {fact.level}"
    return fact.text if isinstance(fact, Label) else ""
