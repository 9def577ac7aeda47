"""Test the whole matrix, ambiguous responses, pairs of faults, and secrets in ten thousand runs.

Each part uses every processor, except for the secrets. At the end, the program prints the table of results for
``docs/reference/matrix.md``.

usage: nox -s matrix -- [cells | meanings | pairs | secrets] ...
"""

import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import groupby, repeat
from pathlib import Path
from tempfile import TemporaryDirectory

from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving
from matrix import meanings, pairs
from matrix.cells import cells
from matrix.dependencies import PLACES
from matrix.scenarios import ORGANIZATIONS
from matrix.secrets import Search
from matrix.trial import harness

SECRETS = 10_000
SHOWN = 200
"""The maximum number of printed failures per part; a larger number probably has a single cause."""

Tested = tuple[str, list[str]]
"""The test cases of a part in words, and the failures."""


def try_cells(share: int, shares: int) -> Tested:
    """Test one of several shares of the cells."""
    with harness() as services:
        found = list(cells(services.bodies()))
        if share == 0:
            numbers = Counter((cell.kind, cell.organization) for cell in found)
            for (kind, organization), number in sorted(numbers.items()):
                print(f"  {number:6,}  {kind}: {organization}", flush=True)
        failures = [fault for cell in found[share::shares] for fault in services.faults(cell)]
    return f"{len(found):,} cells: {len(PLACES)} requests in {len(ORGANIZATIONS)} organizations", failures


def try_meanings(share: int, shares: int) -> Tested:
    """Test one of several shares of the ambiguous responses."""
    with harness() as services:
        tested = meanings.MEANINGS[share::shares]
        failures = [fault for meaning in tested for fault in meanings.faults(services, meaning)]
    return f"{len(meanings.MEANINGS):,} ambiguous responses", failures


def try_pairs(share: int, shares: int) -> Tested:
    """Test one of several shares of the pairs of faults."""
    with harness() as services:
        found = list(pairs.pairs(services.scenario()))
        tested = [pair for pair in found if pair.scenario is not None]
        omitted = [pair for pair in found if pair.scenario is None]
        if share == 0:
            print("  omitted, because the order of the two faults matters:")
            for first, group in groupby(omitted, key=lambda pair: pair.first.name):
                print(f"          {first}: {', '.join(pair.second.name for pair in group)}", flush=True)
        failures = [fault for pair in tested[share::shares] for fault in pairs.faults(services, pair)]
    return f"{len(tested):,} pairs ({len(omitted):,} more are omitted)", failures


def try_secrets(share: int, _: int) -> Tested:
    """Plant secrets, and return the simplest example that exposes one, if there is any. There is only one share."""
    if share:
        return "", []
    scenario = healthy(datetime.now(UTC))
    failures = []
    with TemporaryDirectory() as home, serving(scenario) as sandbox:
        search = Search(sandbox, scenario, Path(home))
        try:
            search.try_(SECRETS)
        except AssertionError as found:
            failures.append(str(found))
    return f"{search.runs:,} runs with planted secrets", failures


PARTS: dict[str, Callable[[int, int], Tested]] = {
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
    shares = os.cpu_count() or 1
    rows, status = [], 0
    for name in names or PARTS:
        print(f"{name}:", flush=True)
        started = time.monotonic()
        with ProcessPoolExecutor(shares) as processes:
            tested = list(processes.map(PARTS[name], range(shares), repeat(shares)))
        failures = [failure for _, some in tested for failure in some]
        for line in failures[:SHOWN]:
            print(f"  {line}")
        rows.append(f"| `{name}` | {tested[0][0]} | {len(failures):,} | {time.monotonic() - started:,.0f} s |")
        status = status or int(bool(failures))
    print(
        f"\n{datetime.now(UTC):%d %B %Y}, Python {platform.python_version()}, {platform.system()}, {shares} processors"
    )
    print("\n".join(("", "| Part | Test cases | Faults found | Duration |", "|---|---|---|---|", *rows)))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
