"""Each module directly in the package is a check, without further registration."""

from pathlib import Path

import pytest

import checks
from checks.engine.model import Step
from checks.engine.registry import all_checks
from checks.engine.renamed_checks import RENAMED

MODULES = {path.stem for path in Path(checks.__path__[0]).glob("*.py") if not path.stem.startswith("_")}


def test_modules_and_checks_correspond():
    assert {check.id.replace("-", "_") for check in all_checks()} == MODULES


def test_has_the_four_checks_that_the_guide_promises():
    promised = {"consumer_permissions", "callback_url", "webhook_admin_access", "ssh_key_format"}
    assert promised <= MODULES


def test_an_earlier_id_leads_to_a_current_one():
    current = {check.id for check in all_checks()}
    assert current >= set(RENAMED.values()), "RENAMED in engine/renamed_checks.py"
    assert current.isdisjoint(RENAMED), "RENAMED in engine/renamed_checks.py"


def test_checks_are_in_the_order_of_the_steps():
    steps = [list(Step).index(check.step) for check in all_checks()]
    assert steps == sorted(steps)


def test_a_check_follows_its_prerequisites_in_the_same_step():
    order = {check: position for position, check in enumerate(all_checks())}
    for check in all_checks():
        for prerequisite in check.after:
            assert prerequisite.step is not check.step or order[prerequisite] < order[check]


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
class TestEachCheck:
    def test_has_a_statement_as_its_title_and_a_reason(self, check):
        assert check.title
        assert "?" not in check.title
        assert check.why

    def test_declares_its_reads(self, check):
        assert check.reads

    def test_is_short_enough_to_review_before_entering_a_token(self, check):
        assert len(check.file.read_text().splitlines()) <= 110

    def test_has_a_test_file_of_the_same_name(self, check):
        name = f"test_{check.file.name}"
        assert Path(__file__).parent.parent.joinpath(name).exists(), f"write tests/{name}"
