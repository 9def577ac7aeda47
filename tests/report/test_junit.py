"""The JUnit report has the shape that pipelines read, whatever others wrote."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.report import junit

# Which attributes and which children an element may have, as the JUnit schema of Ant and Maven says.
SHAPE = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time", "timestamp"}, {"testcase"}),
    "testcase": ({"name", "classname", "time"}, {"failure", "error", "skipped"}),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "skipped": ({"message"}, set()),
}


def parsed(run):
    root = ET.fromstring(junit.text(run))  # noqa: S314 - our own XML
    for element in root.iter():
        attributes, children = SHAPE[element.tag]
        assert set(element.keys()) == attributes
        assert {child.tag for child in element} <= children
    for suite in (root, *root.iter("testsuite")):
        for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped",) * 2):
            assert int(suite.get(attribute)) == len(list(suite.iter(tag)))
        assert float(suite.get("time")) == pytest.approx(
            sum(float(case.get("time")) for case in suite.iter("testcase"))
        )
    return root


def test_each_step_is_a_suite_and_each_check_a_case(made):
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


def test_each_outcome_has_its_element(made):
    cases = parsed(made.run(*made.one_of_each())).iter("testcase")
    assert [[child.tag for child in case] for case in cases] == [
        [],
        ["failure"],
        ["error"],
        ["error"],
        ["skipped"],
        ["skipped"],
    ]


def test_a_failure_says_what_was_expected_what_was_found_and_what_to_do(made):
    (failure,) = parsed(made.run(*made.one_of_each())).iter("failure")
    assert failure.get("message") == (
        "Webhooks: expected Read and write, actual not granted. Tick Webhooks: Read and write."
    )
    assert failure.text.endswith('See docs/troubleshoot.md, section "The repository list is empty"')


def test_no_secret_is_in_it(made):
    assert "planted" not in junit.text(made.run(*made.one_of_each()))


@given(st.text(st.characters()))
def test_hostile_words_leave_it_whole(made, words):
    parsed(made.hostile(words))


def test_the_likeliest_cause_stands_in_the_case_that_shows_it(made):
    root = parsed(made.run(*made.one_of_each()))
    told = {case.get("classname"): element.text for case in root.iter("testcase") for element in case}
    assert told["create-consumer.consumer-permissions"].startswith("Most likely cause: the consumer lacks Webhooks")
    assert "Most likely cause" not in told["connect-and-authorize.consumer-key"]
