"""No output contains a planted secret: a sample of ``nox -s matrix -- secrets``."""

from datetime import UTC, datetime

import pytest
from matrix.secrets import ELSEWHERE, FORMS, WAYS, Plant, Search

from checks.cli.outputs import FORMATS
from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving
from checks.settings import secret


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    scenario = healthy(datetime.now(UTC))
    with serving(scenario) as sandbox:
        yield Search(sandbox, scenario, tmp_path_factory.mktemp("home"))


def test_random_places_expose_no_secret(search):
    search.try_(25)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_secret_is_exposed(search, form):
    assert search.found(Plant(form=form)) == []


@pytest.mark.parametrize("way", WAYS)
def test_no_part_of_a_response_exposes_a_secret(search, way):
    assert search.found(Plant(way=way)) == []


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_other_place_exposes_a_secret(search, elsewhere):
    assert search.found(Plant(elsewhere=elsewhere)) == []


def test_detects_a_secret_in_every_report(search, monkeypatch):
    monkeypatch.setattr(secret.Redactor, "__call__", lambda _, text: text)
    monkeypatch.setattr(secret.Redactor, "within", lambda _, body: body)
    found = "\n".join(search.found(Plant()))
    for place in ("standard output", *(f"report.{name}" for name in FORMATS), "summary.md"):
        assert f"terraform_token in {place}" in found
