"""Runs jobs one after another in one thread, the most urgent first."""

import itertools
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

RETRY_SECONDS = 1.0
"""The time without a job after which the other work is done."""


@dataclass(order=True)
class _Job:
    priority: int
    number: int
    work: Callable[[], None] = field(compare=False)
    key: object = field(compare=False)


class Jobs:
    """The jobs, and the thread that runs them.

    Args:
        report: Shows a sentence in the terminal.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._queue: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._waiting: set[object] = set()
        self._numbers = itertools.count()
        self.stopped = threading.Event()

    def start(self, idle: Callable[[], None]) -> None:
        """Start to run jobs; `idle` is called repeatedly while there is none."""
        threading.Thread(target=self._work, args=(idle,), daemon=True).start()

    def stop(self) -> None:
        """Start no further job."""
        self.stopped.set()

    def join(self) -> None:
        """Wait until all jobs that were added so far have ended."""
        self._queue.join()

    def add(self, priority: int, work: Callable[[], None], key: object = None) -> None:
        """Add a job, unless a job with the same key already waits. A small number is urgent."""
        if key is None or key not in self._waiting:
            self._waiting.add(key)
            self._queue.put(_Job(priority, next(self._numbers), work, key))

    def is_waiting(self, key: object) -> bool:
        """Return whether a job with this key waits."""
        return key in self._waiting

    def _work(self, idle: Callable[[], None]) -> None:
        while not self.stopped.is_set():
            try:
                job = self._queue.get(timeout=RETRY_SECONDS)
            except queue.Empty:
                self._do(idle)
                continue
            self._waiting.discard(job.key)
            if not self.stopped.is_set():
                self._do(job.work)
            self._queue.task_done()

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the next round might succeed
            self._report(f"A round of checks ended with {type(error).__name__}. Its checks keep their results.")
