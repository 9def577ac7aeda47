from collections.abc import Sequence
from pathlib import Path

import pytest

from checks.monitors.robot.guide import read
from checks.monitors.robot.step import PictureHere, Step

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="session")
def guide() -> Sequence[Step | PictureHere]:
    """What the robot finds in the guide."""
    return read(DOCS)
