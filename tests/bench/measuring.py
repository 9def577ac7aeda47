"""Measures runs against organizations of several sizes. The sandbox and each run have their own process."""

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
"""The delay of each response, in seconds."""

HERE = Path(__file__).parent
BARE = ("-c", "import requests, cryptography")
HELP = ("-m", "checks", "--help")


@dataclass(frozen=True)
class Measured:
    """The measurements of one run, with the bound for comparison.

    Attributes:
        workspaces: The number of Terraform workspaces in the organization.
        status: The exit status.
        requests: The number of requests.
        seconds: The duration of the program, in seconds.
        processor: The CPU time of the checks, in seconds.
        sandbox: The CPU time of the sandbox, in seconds.
        megabytes: The peak resident memory of the process that runs the checks.
        least: The minimum number of requests and their duration.
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
    """Run every check against a healthy organization with the given number of Terraform workspaces.

    Raises:
        subprocess.CalledProcessError: The sandbox or the run failed.
    """
    before = _cpu_seconds()
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder, "measurements.json")
        subprocess.run(
            (
                *(sys.executable, "-m", "checks.sandbox"),
                *("--workspaces", str(workspaces), "--delay", f"{delay * 1000:.0f}", "--"),
                *(sys.executable, str(HERE / "without_rate_limits.py"), str(results), *options),
            ),
            stdout=subprocess.DEVNULL,
            check=True,
            env=os.environ | {"HOME": folder},
        )
        measured = json.loads(results.read_text())
        # The sandbox waited for the run, and this process for the sandbox, so the CPU time includes both.
        sandbox = _cpu_seconds() - before - measured["processor"]
        return Measured(workspaces, **measured, sandbox=sandbox, least=bound(workspaces))


def _cpu_seconds() -> float:
    """Return the CPU time of all child processes that have ended, in seconds."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def help_ratio(times: int = 9) -> tuple[float, float]:
    """Return the shortest durations of --help and of a Python that only imports the two libraries, in seconds."""
    return _fastest(HELP, times), _fastest(BARE, times)


def _fastest(arguments: Sequence[str], times: int) -> float:
    def once() -> float:
        began = time.perf_counter()
        subprocess.run((sys.executable, *arguments), stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - began

    return min(once() for _ in range(times))
