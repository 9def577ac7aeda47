"""The JSON report is complete, matches its schema, and contains no secret."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from checks.diagnosis.comparison import Baseline
from checks.engine.model import Since, Verdict, failed
from checks.report import json_report

MOMENT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SCHEMA = json.loads(files("checks.report").joinpath("schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_schema_is_valid():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_report_matches_the_schema(made):
    VALIDATOR.validate(json.loads(json_report.text(made.run(*made.one_of_each()))))


def test_the_schema_names_every_field_of_the_report(made):
    def compare(value, schema):
        if "$ref" in schema:
            schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
        if isinstance(value, list):
            for element in value:
                compare(element, schema["items"])
        elif "properties" in schema:
            if value is None:
                return
            assert set(value) == set(schema["properties"]) == set(schema["required"])
            for name, member in value.items():
                compare(member, schema["properties"][name])

    dated = replace(failed("a", "b", "c", "d"), since=Since(MOMENT, MOMENT)).in_scope("the project prj-1")
    earlier = Baseline(MOMENT, {("webhooks", "a"): Verdict.FAILED})
    compare(json_report.document(made.run(*made.one_of_each(), made.result(dated), earlier=earlier)), SCHEMA)


@pytest.mark.parametrize("broken", [{"schema_version": 1}, {"exit_status": 3}, {"checks": [{}]}, {"totals": {}}])
def test_the_schema_rejects_an_invalid_report(made, broken):
    document = json.loads(json_report.text(made.run(*made.one_of_each()))) | broken
    assert not VALIDATOR.is_valid(document)


def test_includes_all_details_of_a_check(made):
    document = json_report.document(made.run(*made.one_of_each()))
    assert document["checks"][1] == {
        "id": "consumer-permissions",
        "title": "The consumer has every permission",
        "step": "create-consumer",
        "outcome": "failed",
        "reason": None,
        "findings": [
            {
                "verdict": "failed",
                "subject": "Webhooks",
                "ids": ["Webhooks"],
                "expected": "Read and write",
                "actual": "not granted",
                "fix": "Select Webhooks: Read and write.",
                "scope": [],
                "since": None,
                "known_error": None,
            }
        ],
        "evidence": [],
        "seconds": 0.25,
        "link": "docs/create-consumer.md#consumer-permissions",
        "solutions": ['docs/create-consumer.md, section "Select the permissions"'],
    }
    assert document["totals"]["failed"] == 1
    assert document["exit_status"] == 1


def test_names_the_variables_that_are_set_and_no_secret(made):
    shown = json_report.text(made.run())
    assert "TFE_TOKEN" in shown
    assert "planted" not in shown


def test_includes_the_most_likely_cause_and_the_changes(made):
    earlier = Baseline(MOMENT, {("private-consumer", "consumer"): Verdict.FAILED, ("gone", "x"): Verdict.UNKNOWN})
    document = json_report.document(made.run(*made.one_of_each(), earlier=earlier))
    assert document["diagnosis"] == {
        "check": "consumer-permissions",
        "failed": True,
        "inferred": True,
        "cause": "The consumer lacks Webhooks: Read and write",
        "first_step": "Select Webhooks: Read and write.",
        "affected": "",
        "since": "",
        "link": 'docs/create-consumer.md, section "Select the permissions"',
    }
    assert document["comparison"] == {
        "started": MOMENT.isoformat(),
        "new": [
            {"check": "consumer-permissions", "subject": "Webhooks"},
            {"check": "consumer-key", "subject": "key"},
            {"check": "authorization-works", "subject": ""},
        ],
        "fixed": [{"check": "private-consumer", "subject": "consumer"}],
        "unchanged": [],
        "not_rechecked": [{"check": "gone", "subject": "x"}],
        "disconnected": [],
    }


@given(st.text(st.characters()))
def test_keeps_and_escapes_hostile_text(made, words):
    shown = json_report.text(made.hostile(words))
    assert shown.isascii()
    assert not any(ord(character) < 32 for character in shown.replace("\n", ""))
    assert json.loads(shown)["checks"][0]["findings"][0]["subject"] == words
