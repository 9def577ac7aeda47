"""Measure runs of several sizes, and the ledger: python tests/bench [SIZE ... | ledger]."""

import os
import platform
import sys
from collections.abc import Sequence

import ledger
from measuring import COLUMNS, help_ratio, measure

SIZES = (1, 100, 1000, 5000)


def write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    words = sys.argv[1:]
    sizes = [int(word) for word in words if word != "ledger"] or (() if words else SIZES)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    write(f"{platform.machine()}, {os.cpu_count()} processors, load {load:.1f}, Python {platform.python_version()}\n")
    if sizes:
        head(COLUMNS)
        for size in sizes:
            write(f"| {' | '.join(measure(size).row())} |")
        helped, bare = help_ratio()
        write(f"\n--help: {helped:.2f} s, bare imports: {bare:.2f} s, ratio {helped / bare:.2f}\n")
    if not words or "ledger" in words:
        head(ledger.COLUMNS)
        for organizations, nights in ledger.SIZES:
            write(f"| {' | '.join(ledger.measure(organizations, nights).row())} |")


def head(columns: Sequence[str]) -> None:
    write(f"| {' | '.join(columns)} |\n|{'---:|' * len(columns)}")


if __name__ == "__main__":
    main()
