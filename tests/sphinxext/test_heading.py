from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]


@pytest.mark.parametrize(("above", "level"), [("# A", 2), ("# A\n\n## B", 3), ("# A\n\n## B\n\n### C", 4)])
def test_heading_is_one_level_below_its_section(build: Build, above: str, level: int) -> None:
    html = build({"create-workspace": f"{above}\n\n```{{check}} open-window\n```\n"}).text("create-workspace")
    assert f'<h{level} class="check-title" id="open-window-title">The window is open</h{level}>' in html


def test_heading_starts_no_section(build: Build) -> None:
    html = build({"create-workspace": "# A\n\n```{check} open-window\n```\n\nAfter.\n"}).text("create-workspace")
    assert html.count("<section") == 1
