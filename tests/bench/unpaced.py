"""Runs the command as users do, but for the pacing, and tells what it took: the requests, the time, the memory.

    python tests/bench/unpaced.py FILE [OPTION ...]

What it took is written to FILE as JSON. There is no option that switches pacing off: nobody should.
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


def unpaced(counter: "itertools.count[int]") -> None:
    """Let every request go at once, and count it."""

    def wait(self: RateLimiter, told: object = None) -> None:
        del self, told
        next(counter)

    RateLimiter.wait = wait


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as the command does, for a shell may have it ignored
    began = time.monotonic()
    requests = itertools.count()
    unpaced(requests)
    status = main(sys.argv[2:], os.environ)
    took = {
        "status": status,
        "requests": next(requests),
        "seconds": time.monotonic() - began,
        "processor": time.process_time(),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES,
    }
    Path(sys.argv[1]).write_text(json.dumps(took), encoding="utf-8")
