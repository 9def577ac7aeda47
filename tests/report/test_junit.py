"""The JUnit report has the format that CI systems read, even with hostile text."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.report import junit

# The attributes and children of each element, from the JUnit schema of Ant and Maven.
FORMAT = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time", "timestamp"}, {"testcase"}),
    "testcase": ({"name", "classname", "time"}, {"failure", "error", "skipped"}),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "skipped": ({"message"}, set()),
}


def parsed(run):
    root = ET.fromstring(junit.text(run))  # noqa: S314 - XML from this project
    for element in root.iter():
        attributes, children = FORMAT[element.tag]
        assert set(element.keys()) == attributes
        assert {child.tag for child in element} <= children
    for suite in (root, *root.iter("testsuite")):
        for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped",) * 2):
            assert int(suite.get(attribute)) == len(list(suite.iter(tag)))
        assert float(suite.get("time")) == pytest.approx(
            sum(float(case.get("time")) for case in suite.iter("testcase"))
        )
    return root


def test_each_step_is_a_test_suite_and_each_check_a_test_case(made):
    root = parsed(made.run(*made.one_of_each()))
    assert [suite.get("name") for suite in root] == [
        "Step 2: Create an OAuth consumer in Bitbucket Cloud",
        "Step 3: Connect and authorize the VCS provider",
        "Create a Terraform workspace",
    ]
    assert [case.get("classname") for case in root.iter("testcase")][:2] == [
        "create-consumer.private-consumer",
        "create-consumer.consumer-permissions",
    ]


def test_each_outcome_has_its_own_element(made):
    cases = parsed(made.run(*made.one_of_each())).iter("testcase")
    assert [[child.tag for child in case] for case in cases] == [
        [],
        ["failure"],
        ["error"],
        ["error"],
        ["skipped"],
        ["skipped"],
    ]


def test_a_failure_has_the_expected_and_actual_value_and_the_fix(made):
    (failure,) = parsed(made.run(*made.one_of_each())).iter("failure")
    assert failure.get("message") == (
        "Webhooks: expected Read and write, actual not granted. Select Webhooks: Read and write."
    )
    assert failure.text.endswith('See docs/create-consumer.md, section "Select the permissions"')


def test_contains_no_secret(made):
    assert "planted" not in junit.text(made.run(*made.one_of_each()))


@given(st.text(st.characters()))
def test_hostile_text_keeps_the_format(made, words):
    parsed(made.hostile(words))


def test_the_most_likely_cause_is_in_the_test_case_of_its_check(made):
    root = parsed(made.run(*made.one_of_each()))
    texts = {case.get("classname"): element.text for case in root.iter("testcase") for element in case}
    assert texts["create-consumer.consumer-permissions"].startswith("Most likely cause: The consumer lacks Webhooks")
    assert "Most likely cause" not in texts["connect-and-authorize.consumer-key"]
