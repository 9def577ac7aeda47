"""Each check of the live connection is one test. Failures look as in verify and never show compared values."""

import pytest

from checks.connection.connection import Connection
from checks.engine.model import Check, Outcome
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.results import result_lines


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_connection(check: Check, connection: Connection) -> None:
    (result,) = run([check], connection)
    report = "\n".join(result_lines([result], RenderOptions(given=connection.credentials)))
    if result.outcome in (Outcome.NOT_APPLICABLE, Outcome.SKIPPED):
        pytest.skip(report)
    if result.outcome is not Outcome.PASSED:
        pytest.fail(report, pytrace=False)
