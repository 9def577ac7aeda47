"""The built site of the guide."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def html(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The folder of the site, built like in CI."""

    def build(out: Path) -> None:
        command = [sys.executable, "-m", "sphinx", "-nW", "-E", "-q", "-c", ".", "docs", str(out)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

    return once("guide", build)
