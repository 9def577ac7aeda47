"""The order of the reads if there isn't time for all of them: what was not checked for longest comes first."""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TypeVar

Subject = TypeVar("Subject")

NEVER = datetime.min.replace(tzinfo=UTC)

RUNNING: ContextVar[str] = ContextVar("check", default="")
"""The ID of the check that runs in this context."""


class ReadOrder:
    """Orders subjects by when earlier runs checked them.

    Args:
        checked: When earlier runs last checked each subject, by the ID of the check and the ID of the subject; None if
            they never did, although they should have.
    """

    def __init__(self, checked: Mapping[tuple[str, str], datetime | None]) -> None:
        self._checked = {key: at or NEVER for key, at in checked.items()}
        self._by_any: dict[str, datetime] = {}
        for (_, subject), at in self._checked.items():
            self._by_any[subject] = max(at, self._by_any.get(subject, NEVER))

    def oldest_first(self, subjects: Iterable[Subject], ids: Callable[[Subject], Iterable[str]]) -> list[Subject]:
        """Return the subjects of the check that runs in this context, those that it did not check for longest first.

        A check reports some subjects only if something is found. For these, the times of the other checks count.

        Args:
            subjects: The subjects.
            ids: Returns the IDs of a subject.
        """
        check = RUNNING.get()
        return sorted(subjects, key=lambda subject: min((self._at(check, one) for one in ids(subject)), default=NEVER))

    def _at(self, check: str, subject: str) -> datetime:
        return self._checked.get((check, subject), self._by_any.get(subject, NEVER))
