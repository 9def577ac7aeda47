"""Runs the command without rate limits, and records the number of requests, the time, and the memory.

    python tests/bench/without_rate_limits.py FILE [OPTION ...]

The measurements are written to FILE as JSON. The command itself has no option that turns off the rate limits.
"""

import itertools
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

from checks.__main__ import main
from checks.clients.rate_limit import RateLimiter

KIBIBYTES = 1024


def remove_rate_limits(counter: "itertools.count[int]") -> None:
    """Count each request instead of waiting for the rate limit."""

    def wait(self: RateLimiter, report: object = None) -> None:
        del self, report
        next(counter)

    RateLimiter.wait = wait


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as the command does, because a shell can ignore SIGINT
    began = time.monotonic()
    requests = itertools.count()
    remove_rate_limits(requests)
    status = main(sys.argv[2:], os.environ)
    measurements = {
        "status": status,
        "requests": next(requests),
        "seconds": time.monotonic() - began,
        "processor": time.process_time(),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES,
    }
    Path(sys.argv[1]).write_text(json.dumps(measurements), encoding="utf-8")
