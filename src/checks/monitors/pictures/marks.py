"""The numbers on a picture: which label each marks, and how the alternative text names them."""

import re
from collections.abc import Iterator, Sequence

from checks.facts.bitbucket import Permission
from checks.facts.fact import Label
from checks.facts.index import UnknownFactError, find
from checks.facts.sightings import text_on_screen
from checks.monitors.robot.step import PicturePlacement

_NAMED = re.compile(r"\bmarked ((?:\d+(?:,? and |, | to )?)+)")


def quote(name: str) -> str:
    """Return the text of the label or permission called `name`, as on a screen. Raises `UnknownFactError`."""
    return text_on_screen(find(name, Label, Permission).fact)


def marks(here: PicturePlacement) -> list[str]:
    """Return the marks of the picture at `here`, each as a number and the name of a fact."""
    return [f"{step.number} {part.facts[0]}" for step in here.steps for part in step.marked]


def differences(recorded: Sequence[str], here: PicturePlacement) -> Iterator[str]:
    """Yield how the numbers on the picture differ from the steps that the page shows now."""
    now = marks(here)
    steps = {str(step.number): step for step in here.steps}
    for number in sorted({one.partition(" ")[0] for one in {*recorded} ^ {*now}}, key=int):
        drawn, shown = _labels(number, recorded), _labels(number, now)
        place = steps.get(number, here)
        if not shown:
            yield f"The picture marks {drawn} with {number}; at {place}, the picture depicts no step {number}."
        elif not drawn:
            yield f"The picture has no mark {number}; {place} is about {shown}."
        else:
            yield f"The picture marks {drawn} with {number}; step {number} on the page ({place}) is about {shown}."


def _labels(number: str, found: Sequence[str]) -> str:
    names = [one.partition(" ")[2] for one in found if one.partition(" ")[0] == number]
    return " and ".join(repr(_text(name)) for name in names)


def _text(name: str) -> str:
    try:
        return quote(name)
    except UnknownFactError:
        return name


def numbers_in(text: str) -> set[int]:
    """Return the numbers of the marks that an alternative text names: ``marked 2``, or ``marked 1, 3 to 5, and 7``."""
    found: set[int] = set()
    for named in _NAMED.findall(text):
        for first, last in re.findall(r"(\d+)(?: to (\d+))?", named):
            found |= set(range(int(first), int(last or first) + 1))
    return found
