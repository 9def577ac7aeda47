"""Runs the checks once or until they pass, and shows each result as soon as it is available."""

import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from checks.cli.console import Console
from checks.cli.polling import Results, changed, poll_until_passed, round_lines, still_failing, waiting_lines
from checks.cli.progress import ProgressLine
from checks.clients.time_budget import TimeBudget
from checks.connection.cache import Progress
from checks.connection.connection import Connection
from checks.connection.reads import ReadOrder
from checks.diagnosis.comparison import Baseline
from checks.diagnosis.last_checks import times
from checks.engine.model import Check, Result
from checks.engine.plan import groups, leave_out, plan
from checks.engine.runner import run
from checks.report.sanitize import wrapped
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.overview import opening_line
from checks.report.terminal.plan_output import plan_lines, sample_note
from checks.report.terminal.results import result_lines
from checks.settings.settings import Settings


@dataclass
class Session:
    """One run of a set of checks, with the results so far.

    Attributes:
        checks: The checks to run, in the order of the guide.
        settings: The settings of the run.
        console: The console for the output.
        look: Options for rendering the output.
        results: The results so far; with polling, the results of the last round.
        version: The version of this project.
        budget: The time budget of the run.
        earlier: An earlier report: what it did not check for longest is checked first if there is a time budget.
        interrupted: Whether the user interrupted the run.
        started: When the run started.
    """

    checks: Sequence[Check]
    settings: Settings
    console: Console
    look: RenderOptions
    version: str = ""
    budget: TimeBudget = field(default_factory=TimeBudget)
    earlier: Baseline | None = None
    results: list[Result] = field(default_factory=list)
    interrupted: bool = False
    _progress: ProgressLine = field(
        default_factory=lambda: ProgressLine(sys.stderr, shutil.get_terminal_size().columns)
    )
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def shown(self) -> Settings:
        """The settings without secrets, for output."""
        return self.settings.redacted()

    def ask(self, wait: float = 0) -> None:
        """Run every check, and repeat them for up to `wait` seconds until they pass. Ctrl+C stops immediately."""
        try:
            self._show(wrapped(opening_line(self.checks, self.shown), self.look.width))
            with (
                self._progress.logged(),
                closing(Connection(self.settings, self._progress, self.budget, self._order())) as connection,
            ):
                self._show(result_lines(self._first(connection), self.look))
                if wait and still_failing(self.results):
                    self._wait(connection, wait)
        except KeyboardInterrupt:
            self.interrupted = True
            self._show(["", *wrapped(self._broken_off(), self.look.width)])

    def _show(self, lines: Iterable[str]) -> None:
        for line in lines:
            with self._progress.away():
                self.console.show([line])

    def _first(self, connection: Connection) -> Iterator[Result]:
        for result in run(self.checks, connection, lambda: self._plan(connection)):
            self.results.append(result)
            yield result

    def _order(self) -> ReadOrder | None:
        """Return the order of the reads: with a time budget, what was not checked for longest comes first."""
        if not self.budget.is_set:
            return None
        together = groups(self.checks)
        return ReadOrder(times(self.earlier.checks if self.earlier else (), together), together)

    def _plan(self, connection: Connection) -> None:
        """Announce the requests of a long run before the first check that sends many of them."""
        found = plan(self.checks, connection)
        if found and (sample := connection.sampled()):
            note = sample_note(*sample)
            self.settings = replace(self.settings, notes=(*self.settings.notes, note))
        if found and self.budget.is_set:
            leave_out(self.checks, connection, found.requests)
        if found and found.is_long:
            self._show(plan_lines(found, self.look))

    def _wait(self, connection: Connection, seconds: float) -> None:
        def again() -> Results:
            connection.read_again()
            return tuple(run(self.checks, connection))

        first = tuple(self.results)
        self._show(["", *waiting_lines(first, seconds, self.look)])
        for results in poll_until_passed(first, again, seconds, lambda pause: _rest(pause, self._progress)):
            self._show(round_lines(self.results, results, self.look, datetime.now(UTC).astimezone()))
            self.results = list(results)
        left = still_failing(self.results)
        if left and any(changed(first, self.results)):
            self._show(result_lines(left, self.look))

    def _broken_off(self) -> str:
        missing = len(self.checks) - len(self.results)
        if missing:
            return f"Interrupted. {missing} of {len(self.checks)} checks have no result."
        return "Interrupted. Results of the last round:"


def _rest(seconds: float, progress: ProgressLine) -> None:
    """Wait, and show a countdown on a terminal."""
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        progress(Progress(f"next round in {left:.0f} s"))
        time.sleep(min(left, 1))
