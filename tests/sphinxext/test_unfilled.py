from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]

START = "# Finish\n\n```{check} open-window\n```\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "Dear {{ name }},",
        "`{{ name }}`",
        "```yaml\nname: {{ name }}\n```",
        "[x](https://example.com/{{name}})",
    ],
)
def test_warns_about_unfilled_template_variables(build: Build, matching: Callable[..., bool], text: str) -> None:
    assert matching(
        build({"create-workspace": START + text}).warnings,
        r"create-workspace\.md: WARNING: unfilled template variable: (\{\{|%7B%7B) ?name",
    )


@pytest.mark.parametrize(
    "text",
    ["```yaml\ntoken: ${{ secrets.TOKEN }}\n```", "`${{ github.sha }}`", "a { b } {c}", '```python\nf"{{x}}"\n```'],
)
def test_ignores_braces_that_are_not_template_variables(build: Build, text: str) -> None:
    assert build({"create-workspace": START + text}).warnings == []
