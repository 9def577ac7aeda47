"""Test the whole matrix, ambiguous responses, pairs of faults, and secrets in ten thousand runs.

For each part, the program prints the number of tests, the failures, and the duration.

usage: nox -s matrix -- [cells | meanings | pairs | secrets] ...
"""

import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving
from matrix import meanings, pairs
from matrix.cells import cells
from matrix.rests import PLACES
from matrix.scenarios import ORGANIZATIONS
from matrix.secrets import Search
from matrix.trial import bench

SECRETS = 10_000
SHOWN = 200
"""The maximum number of printed failures per part; a larger number probably has a single cause."""


def try_cells() -> Iterator[str]:
    """Test every cell and yield the failures."""
    with bench() as services:
        found = list(cells(services.bodies()))
        for (kind, organization), number in sorted(Counter((cell.kind, cell.organization) for cell in found).items()):
            print(f"  {number:6,}  {kind}: {organization}")
        print(f"  {len(found):6,}  cells: {len(PLACES)} endpoints in {len(ORGANIZATIONS)} organizations", flush=True)
        for cell in found:
            yield from services.faults(cell)


def try_meanings() -> Iterator[str]:
    """Test every ambiguous response, and yield each result that the response can't prove."""
    with bench() as services:
        print(f"  {len(meanings.MEANINGS):6,}  ambiguous responses", flush=True)
        for meaning in meanings.MEANINGS:
            yield from meanings.faults(services, meaning)


def try_pairs() -> Iterator[str]:
    """Test every pair of faults and yield the failures."""
    with bench() as services:
        found = list(pairs.pairs(services.scenario()))
        left_out = [pair for pair in found if pair.scenario is None]
        print(f"  {len(found) - len(left_out):6,}  pairs of faults; {len(left_out):,} omitted, whose order matters:")
        for first, group in groupby(left_out, key=lambda pair: pair.first.name):
            print(f"          {first}: {', '.join(pair.second.name for pair in group)}")
        sys.stdout.flush()
        for pair in found:
            if pair.scenario is not None:
                yield from pairs.faults(services, pair)


def try_secrets() -> Iterator[str]:
    """Plant secrets, and yield the simplest example that exposes one, if there is any."""
    scenario = healthy(datetime.now(UTC))
    with TemporaryDirectory() as home, serving(scenario) as sandbox:
        search = Search(sandbox, scenario, Path(home))
        try:
            search.try_(SECRETS)
        except AssertionError as found:
            yield str(found)
        print(f"  {search.runs:6,}  runs with secrets planted", flush=True)


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "cells": try_cells,
    "meanings": try_meanings,
    "pairs": try_pairs,
    "secrets": try_secrets,
}


def main(names: list[str]) -> int:
    """Run the named parts, or all; return 0 if no test failed, 1 if one did, and 2 for an unknown part."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"Unknown part: {unknown[0]!r}. Parts: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.system()}")
    status = 0
    for name in names or PARTS:
        print(f"{name}:")
        started = time.monotonic()
        found = list(PARTS[name]())
        for line in found[:SHOWN]:
            print(f"  {line}")
        print(f"  {len(found):6,}  failures, in {time.monotonic() - started:,.0f} s", flush=True)
        status = status or int(bool(found))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
