"""The JUnit XML report, which Bitbucket Pipelines and other CI systems show."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from itertools import groupby

from checks.engine.model import Check, Finding, Outcome, Result
from checks.report import header, links
from checks.report.run import Run
from checks.report.sanitize import sanitize

_ELEMENTS = {
    Outcome.FAILED: "failure",
    Outcome.UNKNOWN: "error",
    Outcome.ERROR: "error",
    Outcome.NOT_APPLICABLE: "skipped",
    Outcome.SKIPPED: "skipped",
}


def text(run: Run) -> str:
    """Return the report as XML with a test suite for each step and a test case for each check."""
    missing = run.without_result
    totals = _totals(run.results, len(missing))
    root = ET.Element("testsuites", totals, name="bitbucket-terraform-guide")
    started = run.started.replace(tzinfo=None).isoformat(timespec="seconds")
    for step, found in groupby(run.results, key=lambda result: result.check.step):
        results = list(found)
        suite = ET.SubElement(root, "testsuite", _totals(results), name=step.heading, timestamp=started)
        for result in results:
            _case(suite, result, run)
    if run.interrupted:
        suite = ET.SubElement(root, "testsuite", _totals((), len(missing)), name="Interrupted", timestamp=started)
        for check in missing:
            case = ET.SubElement(suite, "testcase", _names(check), time="0.000")
            ET.SubElement(case, "error", message=header.interrupted(run), type="without_result")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _totals(results: Iterable[Result], missing: int = 0) -> dict[str, str]:
    listed = list(results)
    elements = [_ELEMENTS.get(result.outcome) for result in listed]
    return {
        "tests": str(len(listed) + missing),
        "failures": str(elements.count("failure")),
        "errors": str(elements.count("error") + missing),
        "skipped": str(elements.count("skipped")),
        "time": f"{sum(result.seconds for result in listed):.3f}",
    }


def _case(suite: ET.Element, result: Result, run: Run) -> None:
    check = result.check
    case = ET.SubElement(suite, "testcase", _names(check), time=f"{result.seconds:.3f}")
    element = _ELEMENTS.get(result.outcome)
    if element is None:
        return
    reason = [sanitize(result.ended.reason)] if result.ended else []
    lines = [
        *(_line(finding) for finding in result.attention if not finding.is_left_out),
        *map(sanitize, filter(None, [header.left_out(result)])),
        *reason,
        f"See {' and '.join(links.of_result(result, run.settings.guide_url))}",
    ]
    problem = ET.SubElement(case, element, message=lines[0])
    if run.diagnosis and run.diagnosis.check is check:
        lines = [sanitize(header.cause(run)), *lines]
    if element != "skipped":
        problem.set("type", result.outcome.value)
        problem.text = "\n".join(lines)


def _names(check: Check) -> dict[str, str]:
    return {"name": sanitize(check.title), "classname": f"{check.step.value}.{check.id}"}


def _line(finding: Finding) -> str:
    words = f"{finding.subject}: expected {finding.expected}, actual {finding.actual}. {finding.fix}"
    return sanitize(words)
