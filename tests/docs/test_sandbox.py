"""The commands, options, and names on the sandbox page exist."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.sandbox.command import parse
from checks.sandbox.healthy import unconnected

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/sandbox.md").read_text(encoding="utf-8")


def test_the_command_starts_an_unconnected_sandbox() -> None:
    assert "def practice(session" in (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert "$ bitbucket-terraform sandbox --unconnected\n" in PAGE


def test_the_option_selects_the_form_before_2026() -> None:
    (words,) = re.findall(r"^\$ bitbucket-terraform sandbox (.* .*)$", PAGE, re.MULTILINE)

    assert parse(words.split(), "sandbox").screens == "consumers"


@pytest.mark.parametrize("service", ["organization", "workspace", "repositories", "people"])
def test_names_on_the_page_exist_in_the_sandbox(service: str) -> None:
    scenario = unconnected(datetime.now(UTC))
    found = {
        "organization": {scenario.organization.name},
        "workspace": {one.slug for one in scenario.bitbucket_workspaces},
        "repositories": {one.full_name for one in scenario.repositories},
        "people": {one.display_name for one in scenario.accounts},
    }
    named = {
        "organization": {"acme"},
        "workspace": {"acme-infra"},
        "repositories": {"acme-infra/platform", "acme-infra/network"},
        "people": {"Jordan Lee", "Acme Terraform"},
    }

    assert named[service] <= found[service]
    assert all(name in PAGE for name in named[service])
