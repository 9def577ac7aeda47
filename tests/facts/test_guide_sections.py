"""Every check has a section with the steps that fix what it finds, and every section is in the guide."""

import re
from pathlib import Path

import pytest

from checks.engine.registry import all_checks
from checks.facts import guide_sections, messages
from checks.facts.guide_sections import FOR_CHECK, Section

DOCS = Path(__file__).parents[2] / "docs"
NAMED = [each for each in vars(guide_sections).values() if isinstance(each, Section)]
SECTIONS = list(dict.fromkeys((*FOR_CHECK.values(), *NAMED)))


def test_every_check_has_a_section() -> None:
    assert set(FOR_CHECK) == {check.id for check in all_checks()}, "FOR_CHECK in src/checks/facts/guide_sections.py"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.anchor)
def test_the_heading_of_a_section_is_in_the_file_of_its_page(section: Section) -> None:
    page = (DOCS / f"{section.page}.md").read_text(encoding="utf-8")

    pattern = rf"^(#+ |:::\{{message\}} ){re.escape(section.heading)}$"
    assert len(re.findall(pattern, page, re.MULTILINE)) == 1


def test_the_title_of_an_entry_about_a_message_is_its_text() -> None:
    message = messages.NO_CALLBACK_URI
    assert guide_sections.of_message(message).title == message.text
    assert guide_sections.TERRAFORM_TOKEN.title == "HCP Terraform API token"


@pytest.mark.parametrize(("check", "section"), FOR_CHECK.items())
def test_an_entry_about_a_problem_names_the_check_that_leads_to_it(check: str, section: Section) -> None:
    page = (DOCS / f"{section.page}.md").read_text(encoding="utf-8")
    entry = page.partition(f" {section.heading}\n")[2]
    entry = re.split(r"^(?:#|:::\{message\})", entry, maxsplit=1, flags=re.MULTILINE)[0]

    named = section.page != "troubleshoot" or f"{{check}}`{check}`" in entry
    assert named, f'name {check} in the "Detected by" line of the entry "{section.heading}" in docs/troubleshoot.md'
