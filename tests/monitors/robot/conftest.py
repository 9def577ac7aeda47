from collections.abc import Sequence
from pathlib import Path

import pytest

from checks.monitors.robot.guide import read
from checks.monitors.robot.step import PicturePlacement, ProcedureStep

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="session")
def guide() -> Sequence[ProcedureStep | PicturePlacement]:
    """The steps and picture placements of the guide."""
    return read(DOCS)
