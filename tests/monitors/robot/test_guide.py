"""The steps and picture placements that are extracted from pages."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.monitors.robot.guide import GuideError, compatible, read
from checks.monitors.robot.step import PicturePlacement, ProcedureStep

CONF = """
extensions = ["myst_parser", "sphinx_design", "checks.sphinxext", "checks.sphinxext.values"]
myst_enable_extensions = ["colon_fence"]
values_fields = {"organization": {
    "label": "Organization", "placeholder": "<YOUR ORGANIZATION>", "pattern": "[a-z]+", "example": "acme", "help": ".",
}}
"""
PAGE = """(top)=
# A page

## First part

{manual}`sign-in` Sign in.

1. Select your organization, {value}`organization`.
1. Select {menu}`terraform-screens.settings > terraform-screens.providers`.
1. {manual}`wait` Wait.

   {manual}`look` Look [up](#top).

## Second part

::::{tab-set}
:sync-group: screens

:::{tab-item} New
:sync: clients

1. In {label}`bitbucket-screens.client-description`, enter `a <b>`.
1. Run this command:

   ```bash
   one
   two
   ```

   ```{picture} somewhere
   :alt: What there is to read.
   :steps: 1, 3
   Below it.
   ```
1. Go to [here](https://bitbucket.org).
:::
::::
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Sequence[ProcedureStep | PicturePlacement]:
    root = tmp_path_factory.mktemp("guide")
    (root / "docs").mkdir()
    (root / "conf.py").write_text(CONF)
    (root / "docs/page.md").write_text(PAGE)
    return read(root / "docs", ["page"])


@pytest.fixture
def step(found: Sequence[ProcedureStep | PicturePlacement]) -> Callable[[str], ProcedureStep]:
    def one(words: str) -> ProcedureStep:
        (here,) = [one for one in found if isinstance(one, ProcedureStep) and words in one.sentence]
        return here

    return one


def test_steps_and_pictures_are_in_the_order_of_the_page(found) -> None:
    assert [getattr(one, "number", "picture") for one in found] == [0, 1, 2, 3, 0, 1, 2, "picture", 3]
    assert [str(one) for one in found[:3]] == ["docs/page.md:6", "docs/page.md:8", "docs/page.md:9"]


def test_mark_makes_a_step_manual(found) -> None:
    marked = [(one.manual, one.sentence) for one in found if isinstance(one, ProcedureStep) and one.manual]
    assert marked == [("sign-in", "Sign in."), ("wait", "Wait."), ("look", "Look up.")]


def test_internal_link_is_text(step) -> None:
    assert {part.kind for part in step("Look").parts} == {"words"}


def test_step_has_its_section_and_tab(step) -> None:
    assert step("organization").anchor == "page#first-part"
    assert dict(step("organization").tabs) == {}
    assert dict(step("a <b>").tabs) == {"screens": "clients"}


def test_shape_replaces_labels_and_values(step) -> None:
    assert step("organization").shape == "Select your organization, VALUE"
    assert step("Settings").shape == "Select MENU"
    assert step("a <b>").shape == "In LABEL, enter LITERAL"


def test_menu_contains_its_labels(step) -> None:
    assert step("Settings").text("menu") == "Settings\nProviders"
    assert step("Settings").sentence == "Select Settings \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} Providers."


def test_unconfirmed_label_is_doubtful(step) -> None:
    (label,) = step("a <b>").labels
    assert (label.text, label.facts, label.doubtful) == ("Description", ("bitbucket-screens.client-description",), True)


def test_code_block_belongs_to_its_step(step) -> None:
    assert step("command").block == "one\ntwo\n"


def test_external_url_is_kept(step) -> None:
    assert step("here").shape == "Go to ADDRESS"
    assert [part.address for part in step("here").parts if part.address] == ["https://bitbucket.org"]


def test_picture_has_depicted_steps_before_and_after_it(found, step) -> None:
    (picture,) = [one for one in found if isinstance(one, PicturePlacement)]
    assert picture.steps == (step("a <b>"), step("here"))
    assert (picture.name, picture.show, picture.alt, picture.caption) == (
        "somewhere",
        "main",
        "What there is to read.",
        "Below it.",
    )


def test_rejects_a_picture_of_an_unknown_step(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "docs/page.md").write_text(PAGE.replace(":steps: 1, 3", ":steps: 1, 7"))
    with pytest.raises(GuideError, match=r"docs/page\.md:.*'somewhere' depicts step 7"):
        read(tmp_path / "docs", ["page"])


tabs = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xy"))


@given(tabs, tabs)
def test_tabs_are_compatible_without_conflicting_selections(one: dict[str, str], other: dict[str, str]) -> None:
    assert compatible(one, other) == compatible(other, one)
    assert compatible(one, other) == all(one[group] == other[group] for group in one.keys() & other.keys())
