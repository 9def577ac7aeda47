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
        checked: When earlier runs last checked each subject, by the group of checks and the ID of the subject. The
            checks in a group share most of their reads.
        groups: The name of the group by the ID of a check.
    """

    def __init__(self, checked: Mapping[tuple[str, str], datetime], groups: Mapping[str, str]) -> None:
        self._checked = checked
        self._groups = groups

    def oldest_first(
        self, subjects: Iterable[Subject], ids: Callable[[Subject], Iterable[str]], check: str = ""
    ) -> list[Subject]:
        """Return the subjects, those that were not checked for longest first.

        Args:
            subjects: The subjects.
            ids: Returns the IDs of a subject.
            check: The ID of the check that reads them; by default, the check that runs in this context.
        """
        group = self._groups.get(check or RUNNING.get(), "")

        def age(subject: Subject) -> datetime:
            return min((self._checked.get((group, one), NEVER) for one in ids(subject)), default=NEVER)

        return sorted(subjects, key=age)
