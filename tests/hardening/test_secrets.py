"""No secret shows anywhere, wherever it was planted: a few of the many that ``nox -s matrix -- secrets`` tries."""

from datetime import UTC, datetime

import pytest
from matrix.secrets import ELSEWHERE, FORMS, WAYS, Plant, Search

from checks.cli.outputs import FORMATS
from checks.facts import terraform
from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving
from checks.settings import secret


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    scenario = healthy(datetime.now(UTC))
    with serving(scenario) as sandbox:
        yield Search(sandbox, scenario, tmp_path_factory.mktemp("home"))


def plant(**more):
    usual = {
        "seed": 1,
        "check": "terraform-token",
        "read": terraform.ACCOUNT,
        "whose": "terraform_token",
        "form": "whole",
        "way": "error with an object",
        "elsewhere": "nowhere",
    }
    return Plant(**usual | more)


def test_none_shows(search):
    search.try_(25)


@pytest.mark.parametrize("form", FORMS)
def test_in_no_form_does_one_show(search, form):
    assert search.found(plant(form=form)) == []


@pytest.mark.parametrize("way", WAYS)
def test_in_no_part_of_an_answer_does_one_show(search, way):
    assert search.found(plant(way=way)) == []


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_from_nowhere_else_does_one_show(search, elsewhere):
    assert search.found(plant(elsewhere=elsewhere)) == []


def test_one_that_did_would_be_found_in_every_report(search, monkeypatch):
    monkeypatch.setattr(secret.Redactor, "__call__", lambda _, text: text)
    monkeypatch.setattr(secret.Redactor, "within", lambda _, body: body)
    found = "\n".join(search.found(plant()))
    for place in ("standard output", *(f"report.{name}" for name in FORMATS), "summary.md"):
        assert f"terraform_token in {place}" in found
