"""Tabs have the same titles on all pages, and a number agrees with the list or table below it."""

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]

TAB = """# {title}

```{{check}} open-window
```

::::{{tab-set}}
:sync-group: color

:::{{tab-item}} {tab}
:sync: red
Stop.
:::
::::
"""
PAGE = "# Finish\n\n```{check} open-window\n```\n\n"
LIST, TABLE = "- A\n- B\n- C\n", "| A |\n|---|\n| 1 |\n| 2 |\n| 3 |\n"
TERMS = "A\n: First.\n\nB\n: Second.\n\nC\n: Third.\n"


def test_a_tab_with_another_title_than_on_the_first_page(build: Build) -> None:
    other = TAB.format(title="Other", tab="Scarlet").replace("```{check} open-window\n```\n\n", "")
    site = build(
        {"create-workspace": TAB.format(title="Finish", tab="Red"), "other": f"---\norphan: true\n---\n{other}"}
    )
    (warning,) = site.warnings
    assert "other.md" in warning
    assert "the tab 'red' of 'color' has the title 'Scarlet', but 'Red' at" in warning


@pytest.mark.parametrize("below", [LIST, LIST.replace("- ", "1. "), TABLE, TERMS])
@pytest.mark.parametrize("space", [" ", "\n"])
def test_a_number_that_differs_from_the_list_below_it(below: str, space: str, build: Build) -> None:
    text = f"The form has two fields.{space}Select these four permissions:"
    site = build({"create-workspace": f"{PAGE}{text}\n\n{below}"})
    (warning,) = site.warnings
    assert "the text says 'four', but the list or table below it has 3 items" in warning


@pytest.mark.parametrize(
    "text",
    [
        "Select these three permissions:",
        "Select the permissions:",
        "There are four permissions.",
        "There are four permissions. Select:",
        "Wait four minutes, and then select:",
        "Two of the four permissions are:",
    ],
)
def test_other_numbers_are_not_compared(text: str, build: Build) -> None:
    assert build({"create-workspace": f"{PAGE}{text}\n\n{LIST}"}).warnings == []
