"""A module directly in the package is a check, and nothing else declares it."""

from pathlib import Path

import pytest

import checks
from checks.engine.model import Step
from checks.engine.registry import all_checks

MODULES = {path.stem for path in Path(checks.__path__[0]).glob("*.py") if not path.stem.startswith("_")}


def test_every_module_is_a_check_and_every_check_a_module():
    assert {check.id.replace("-", "_") for check in all_checks()} == MODULES


def test_the_four_that_the_guide_promises_are_there():
    promised = {"consumer_permissions", "callback_url", "webhook_admin_access", "ssh_key_format"}
    assert promised <= MODULES


def test_checks_come_in_the_order_of_the_steps():
    steps = [list(Step).index(check.step) for check in all_checks()]
    assert steps == sorted(steps)


def test_within_a_step_a_check_comes_after_those_that_it_builds_on():
    order = {check: place for place, check in enumerate(all_checks())}
    for check in all_checks():
        for prerequisite in check.after:
            assert prerequisite.step is not check.step or order[prerequisite] < order[check]


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
class TestEachCheck:
    def test_has_a_title_that_is_a_statement_and_a_reason(self, check):
        assert check.title
        assert "?" not in check.title
        assert check.why

    def test_says_what_it_reads(self, check):
        assert check.reads

    def test_is_short_enough_to_be_read_before_a_token_is_lent(self, check):
        assert len(check.file.read_text().splitlines()) <= 110

    def test_has_its_mirror_test(self, check):
        assert Path(__file__).parent.parent.joinpath(f"test_{check.file.name}").exists()
