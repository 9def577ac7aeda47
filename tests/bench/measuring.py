"""Measures runs against organizations of several sizes; each service and each run is a process of its own."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bound import Bound, bound

DELAY = 0.05
"""Seconds before every answer."""

HERE = Path(__file__).parent
BARE = ("-c", "import requests, cryptography")
HELP = ("-m", "checks", "--help")


@dataclass(frozen=True)
class Measured:
    """What one run took, beside the bound.

    Attributes:
        workspaces: How many Terraform workspaces the organization has.
        status: The exit status.
        requests: How many requests were made.
        seconds: From the first line of the program to its end.
        processor: Seconds of processor time that it took.
        sandbox: Those that the imitation of both services took.
        megabytes: The largest resident memory of the process that verifies.
        least: The bound: the least number of requests, and how long these take.
    """

    workspaces: int
    status: int
    requests: int
    seconds: float
    processor: float
    megabytes: float
    sandbox: float
    least: Bound

    def row(self) -> tuple[str, ...]:
        """Return the cells of the table."""
        least = self.least.seconds(DELAY)
        return (
            f"{self.workspaces:,}",
            f"{self.requests:,}",
            f"{self.least.requests:,}",
            f"{self.requests / self.least.requests:.3f}",
            f"{self.seconds:.1f} s",
            f"{least:.1f} s",
            f"{self.seconds / least:.2f}",
            f"{self.processor:.1f} s",
            f"{self.sandbox:.1f} s",
            f"{self.megabytes:.0f} MB",
        )


COLUMNS = (
    *("Workspaces", "Requests", "Limit", "Ratio", "Duration", "Limit", "Ratio"),
    *("CPU time (checks)", "CPU time (sandbox)", "Peak memory"),
)


def measure(workspaces: int, delay: float = DELAY, options: Sequence[str] = ()) -> Measured:
    """Run every check against a healthy organization of so many Terraform workspaces.

    Raises:
        subprocess.CalledProcessError: The run did not come to its end.
    """
    before = _spent()
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "took.json")
        subprocess.run(
            (
                *(sys.executable, "-m", "checks.sandbox"),
                *("--workspaces", str(workspaces), "--delay", f"{delay * 1000:.0f}", "--"),
                *(sys.executable, str(HERE / "unpaced.py"), str(told), *options),
            ),
            stdout=subprocess.DEVNULL,
            check=True,
            env=os.environ | {"XDG_CACHE_HOME": folder, "HOME": folder},
        )
        took = json.loads(told.read_text())
        # Both are over: the sandbox has waited for the run, and we for the sandbox.
        sandbox = _spent() - before - took["processor"]
        return Measured(workspaces, **took, sandbox=sandbox, least=bound(workspaces))


def _spent() -> float:
    """Return the processor time of all processes that we have waited for."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def help_ratio(times: int = 9) -> tuple[float, float]:
    """Return the least seconds that the help takes, and those of a Python that imports the two libraries alone."""
    return _fastest(HELP, times), _fastest(BARE, times)


def _fastest(arguments: Sequence[str], times: int) -> float:
    def once() -> float:
        began = time.perf_counter()
        subprocess.run((sys.executable, *arguments), stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - began

    return min(once() for _ in range(times))
