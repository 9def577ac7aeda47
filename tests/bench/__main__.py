"""Measure runs of several sizes and print the results as a table: python tests/bench [SIZE ...]."""

import os
import platform
import sys

from measuring import COLUMNS, help_ratio, measure

SIZES = (1, 100, 1000, 5000)


def write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    write(f"{platform.machine()}, {os.cpu_count()} processors, load {load:.1f}, Python {platform.python_version()}\n")
    write(f"| {' | '.join(COLUMNS)} |\n|{'---:|' * len(COLUMNS)}")
    for size in sizes:
        write(f"| {' | '.join(measure(size).row())} |")
    helped, bare = help_ratio()
    write(f"\n--help: {helped:.2f} s, bare imports: {bare:.2f} s, ratio {helped / bare:.2f}")


if __name__ == "__main__":
    main()
