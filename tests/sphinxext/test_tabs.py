from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup

Build = Callable[..., Any]

TABS = """# Finish

```{check} open-window
```

::::{tab-set}
:sync-group: color

:::{tab-item} Red
:sync: red
Stop.
:::

:::{tab-item} Green
:sync: green
Go.
:::
::::
"""


def test_tab_labels_have_no_aria_controls(build: Build) -> None:
    site = build({"create-workspace": TABS})
    page = BeautifulSoup(site.text("create-workspace"), "html.parser")
    labels = page.select(".sd-tab-label")
    assert [label.text.strip() for label in labels] == ["Red", "Green"]
    assert [label.get("aria-controls") for label in labels] == [None, None]
    assert all(page.find("input", id=label["for"]) for label in labels)
    assert site.warnings == []
