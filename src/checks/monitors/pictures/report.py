"""Report the state of the pictures as the text of an issue."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from checks.monitors import issue
from checks.monitors.issue import Section, code, safe
from checks.monitors.pictures.verdicts import JudgedPicture, PictureVerdict

BLIND_SPOT = (
    "A picture shows the sandbox. The vendors' own screens are visible only after a login, and not checked here."
)
_RETAKE = "`nox -s pictures -- --retake`, check the difference, then run it again with `--accept`."
_FIXES = {
    PictureVerdict.LEAKING: f"Remove it from the text of the page first. If it is in the file: {_RETAKE}",
    PictureVerdict.STALE: _RETAKE,
    PictureVerdict.MISSING: _RETAKE,
    PictureVerdict.ORPHANED: "Add it to a page, or delete it with `nox -s pictures -- --retake --accept`.",
    PictureVerdict.UNREADABLE: "Correct its text in the page, or the part of the screen that it shows.",
    PictureVerdict.UNKNOWN: "Run `nox -s pictures` and fix the error.",
}
"""The fix for each verdict, the most urgent first."""


def markdown(verdicts: Sequence[JudgedPicture], today: date) -> str:
    """Return the text of the issue about the pictures on a day."""
    sections = [
        Section(
            verdict.capitalize(),
            fix,
            [f"{code(one.picture)}: {safe(one.reason)}" for one in verdicts if one.verdict is verdict],
        )
        for verdict, fix in _FIXES.items()
    ]
    title = "Pictures" + (": nothing to do" if all_fresh(verdicts) else "")
    return issue.text("pictures", title, f"On {today.isoformat()}: {summarize(verdicts)}.", sections, BLIND_SPOT)


def all_fresh(verdicts: Sequence[JudgedPicture]) -> bool:
    """Return whether there are pictures and all are fresh."""
    return bool(verdicts) and all(one.verdict is PictureVerdict.FRESH for one in verdicts)


def summarize(verdicts: Sequence[JudgedPicture]) -> str:
    """Return the number of pictures for each verdict as text."""
    counts = Counter(one.verdict for one in verdicts)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in PictureVerdict if counts[verdict]) or "no picture"
