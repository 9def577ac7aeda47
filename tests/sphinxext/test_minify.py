from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from checks.sphinxext.minify import select_used

if TYPE_CHECKING:
    from pathlib import Path

Build = Callable[..., Any]


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".sd-tab-set{color:red}", ".sd-tab-set{color:red}"),
        (".sd-btn{color:red}", ""),
        (".sd-btn,.sd-tab-set{color:red}", ".sd-tab-set{color:red}"),
        (".sd-tab-set .sd-btn{color:red}", ""),
        (":root{--sd-color:red}", ":root{--sd-color:red}"),
        (
            "@media (min-width:1px){.sd-btn{color:red}.sd-card{color:red}}",
            "@media (min-width:1px){.sd-card{color:red}}",
        ),
        ("@media (min-width:1px){.sd-btn{color:red}}", ""),
        ("@keyframes sd-grow{from{top:0}to{top:1px}}", ""),
    ],
)
def test_removes_styles_of_unused_components(css: str, left: str) -> None:
    assert select_used(css) == left


def test_removes_comments_from_scripts_and_styles(build: Build) -> None:
    static: Path = build().html / "_static"
    assert "/*" not in (static / "basic.css").read_text().replace("/*!", "")
    assert "//" not in (static / "doctools.js").read_text().replace("://", "")


def test_second_build_produces_the_same_files(build: Build) -> None:
    first = {file.name: file.read_bytes() for file in (build().html / "_static").glob("*.*s")}
    again = {file.name: file.read_bytes() for file in (build(fresh=False).html / "_static").glob("*.*s")}
    assert first == again
