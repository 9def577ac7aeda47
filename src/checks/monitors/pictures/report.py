"""Tells of the pictures as the text of one issue."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from checks.monitors import issue
from checks.monitors.issue import Section, code, safe
from checks.monitors.pictures.verdicts import Sight, Verdict

BLIND_SPOT = "A picture shows a drawing of ours. What the vendors' own screens show is seen by whoever logs in there."
_RETAKE = "`nox -s pictures -- --retake`, look at the difference, then once more with `--accept`."
_REMEDIES = {
    Sight.LEAKING: f"Take it out of the page's words first. If it is in the file: {_RETAKE}",
    Sight.STALE: _RETAKE,
    Sight.MISSING: _RETAKE,
    Sight.ORPHANED: "Take it into a page, or delete it with `nox -s pictures -- --retake --accept`.",
    Sight.UNREADABLE: "Mend its text in the page, or what it shows.",
    Sight.COULD_NOT_LOOK: "Run `nox -s pictures` and mend what keeps it from looking.",
}
"""What is to be done at which verdict, the most pressing first."""


def markdown(verdicts: Sequence[Verdict], today: date) -> str:
    """Return the text of the issue about the pictures of the guide on a day."""
    sections = [
        Section(
            sight.capitalize(),
            fix,
            [f"{code(one.picture)}: {safe(one.reason)}" for one in verdicts if one.sight is sight],
        )
        for sight, fix in _REMEDIES.items()
    ]
    title = "The pictures of the guide" + (": nothing to do" if fresh(verdicts) else "")
    return issue.text("pictures", title, f"On {today.isoformat()}: {counted(verdicts)}.", sections, BLIND_SPOT)


def fresh(verdicts: Sequence[Verdict]) -> bool:
    """Tell whether there is nothing to do: there are pictures, and each is fresh."""
    return bool(verdicts) and all(one.sight is Sight.FRESH for one in verdicts)


def counted(verdicts: Sequence[Verdict]) -> str:
    """Say how many verdicts there are of each kind."""
    counts = Counter(one.sight for one in verdicts)
    return ", ".join(f"{counts[sight]} {sight}" for sight in Sight if counts[sight]) or "no picture"
