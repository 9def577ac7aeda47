"""Each check of a live connection as one item. A failure is told as verify tells it: no operand is ever printed."""

import pytest

from checks.connection.connection import Connection
from checks.engine.model import Check, Outcome
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.report.terminal.results import RenderOptions, result_lines


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_connection(check: Check, connection: Connection) -> None:
    (result,) = run([check], connection)
    told = "\n".join(result_lines([result], RenderOptions(given=connection.credentials)))
    if result.outcome in (Outcome.NOT_APPLICABLE, Outcome.SKIPPED):
        pytest.skip(told)
    if result.outcome is not Outcome.PASSED:
        pytest.fail(told, pytrace=False)
