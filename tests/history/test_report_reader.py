"""A report is outside input: what doesn't match the schema is refused, in one sentence, before anything is filed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.engine.model import Ended, Outcome, Verdict, failed, passed
from checks.history import report_reader
from checks.history.filed_report import OBJECTS, WORKSPACES, Cause, Named
from checks.history.report_format import LONGEST, ReportError
from checks.history.report_reader import parse_report, read_report
from checks.report import json_report

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def parse(document):
    return parse_report(json.dumps(document).encode(), NOW)


@pytest.fixture
def document(nights):
    return nights.document(0, {"webhooks": {"ws-1": "failed"}}, cause="The webhook is missing")


def test_reads_the_report_of_a_run(made):
    finding = (
        failed("acme/network", "a webhook", "none", "Add it.").identified("ws-1", "ws-2").in_scope("the project prj-1")
    )
    result = made.result(finding, passed("acme/app", "a webhook", "one").identified("ws-3"))
    report = parse(json_report.document(made.run(result, made.result(ended=Ended(Outcome.UNKNOWN, "No."), name="b"))))
    assert (report.organization, report.terraform_url, report.provider) == ("acme", "https://app.terraform.io", "")
    assert report.verdicts == {
        ("webhooks", ""): Verdict.PASSED,
        ("webhooks", "ws-1"): Verdict.FAILED,
        ("webhooks", "ws-2"): Verdict.FAILED,
        ("webhooks", "ws-3"): Verdict.PASSED,
        ("b", ""): Verdict.UNKNOWN,
    }
    assert report.names["ws-1"] == Named("acme/network", "the project prj-1")
    assert report.exit_status == 1
    assert report.cause is not None


def test_reads_the_cause_of_a_failure(document):
    assert parse(document).cause == Cause("webhooks", "The webhook is missing", "Fix it.", "docs/x.md")
    document["diagnosis"]["failed"] = False
    assert parse(document).cause is None


def test_a_name_of_the_subject_only_is_preferred(nights):
    document = nights.document(0, {"webhooks": {"ws-1": "failed"}}, names={"ws-1": "network-production"})
    document["checks"][0]["findings"].append(
        {"verdict": "passed", "subject": "acme/n", "ids": ["ws-1", "ws-2"], "scope": []}
    )
    names = parse(document).names
    assert (names["ws-1"].name, names["ws-2"].name) == ("network-production", "acme/n")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"schema_version": None}, "schema_version"),
        ({"schema_version": "3"}, "schema_version"),
        ({"started": "yesterday"}, "started"),
        ({"checks": {}}, "checks"),
        ({"settings": []}, "settings"),
        ({"settings": {"terraform_url": "https://x"}}, "settings.organization"),
        ({"settings": {"terraform_url": "https://x", "organization": None}}, "settings.organization"),
        ({"settings": {"terraform_url": "https://x", "organization": "a" * 501}}, "settings.organization"),
        ({"checks": [{}]}, "checks[0].id"),
        ({"checks": [{"id": "../../etc"}]}, "checks[0].id"),
        ({"checks": [{"id": "a" * 501}]}, "checks[0].id"),
        ({"checks": [{"id": "a", "findings": [], "outcome": "passed"}]}, "checks[0].reason"),
        ({"checks": [{"id": "a", "findings": [], "reason": None, "outcome": "good"}]}, "checks[0].outcome"),
        ({"checks": [{"id": "a", "findings": [], "reason": None, "outcome": "x` - at `$.y"}]}, "checks[0].outcome"),
        ({"not_checked": [{}]}, "not_checked[0].check"),
        ({"interrupted": None}, "interrupted"),
        ({"exit_status": None}, "exit_status"),
        ({"exit_status": 10**30}, "exit_status"),
        ({"exit_status": 3}, "exit_status"),
    ],
)
def test_refuses_what_does_not_match_the_schema(document, change, place):
    with pytest.raises(ReportError, match=r"isn't a report of this tool") as refused:
        parse(document | change)
    assert f": {place} doesn't match" in str(refused.value)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"subject": None}, "subject"),
        ({"ids": []}, "ids"),
        ({"ids": [""]}, "ids[0]"),
        ({"ids": ["a" * 501]}, "ids[0]"),
        ({"scope": "the project prj-1"}, "scope"),
        ({"verdict": "good"}, "verdict"),
    ],
)
def test_refuses_a_finding_that_does_not_match_the_schema(document, change, place):
    document["checks"][0]["findings"][0] |= change
    with pytest.raises(ReportError) as refused:
        parse(document)
    assert f"checks[0].findings[0].{place} doesn't match" in str(refused.value)


def test_refuses_another_schema_version_and_says_which(document):
    with pytest.raises(ReportError, match="has schema version 1, and only version"):
        parse(document | {"schema_version": 1})


@pytest.mark.parametrize("value", [[], 3, None, "report"])
def test_refuses_a_document_of_another_type(value):
    with pytest.raises(ReportError, match="the document doesn't match the schema"):
        parse(value)


@pytest.mark.parametrize("started", ["0001-01-01T00:00:00+23:59", "1970-01-01T00:00:00+00:00"])
def test_refuses_a_report_from_before_this_tool(document, started):
    with pytest.raises(ReportError, match=rf"before this tool existed \({started[:10]}\); check the clock"):
        parse(document | {"started": started})


def test_refuses_a_report_from_the_end_of_time(document):
    with pytest.raises(ReportError, match=r"from the future \(9999-12-31\); check the clock"):
        parse(document | {"started": "9999-12-31T23:59:59.999999-23:59"})


def test_refuses_a_report_from_the_future(document):
    assert parse(document | {"started": (NOW + timedelta(hours=1)).isoformat()})
    with pytest.raises(ReportError, match="from the future"):
        parse(document | {"started": (NOW + timedelta(days=2)).isoformat()})


def test_cuts_long_texts(document):
    document["checks"][0]["findings"][0]["subject"] = "a" * 10_000
    document["diagnosis"]["cause"] = "b" * 10_000
    report = parse(document)
    assert len(report.names["ws-1"].name) == len(report.cause.words) == LONGEST


def test_an_advice_is_no_verdict(document):
    document["checks"][0]["findings"][0]["verdict"] = "advice"
    assert ("webhooks", "ws-1") not in parse(document).verdicts


def test_a_subject_that_the_run_left_out_is_unknown_whatever_its_earlier_verdict(document):
    left_out = {"check": "webhooks", "subject": "acme/app", "ids": ["ws-2"], "verdict": "passed", "last_checked": None}
    report = parse(document | {"not_checked": [left_out]})
    assert report.verdicts["webhooks", "ws-2"] is Verdict.UNKNOWN
    assert report.names["ws-2"].name == "acme/app"
    with pytest.raises(ReportError, match=r"not_checked\[0\]\.check"):
        parse(document | {"not_checked": [left_out | {"check": "../x"}]})


class TestComplete:
    CHECKS = {  # noqa: RUF012 - only read
        "last-fetch": {"ws-1": "passed"},
        "workspaces-visible": {"workspaces": "passed"},
        "version-status": {"mod-1": "passed"},
        "provider-users": dict.fromkeys(
            ("registry modules", "policy sets", "Stacks", "Stack component configurations"), "passed"
        ),
    }

    def test_a_run_of_everything_is_complete(self, nights):
        assert nights.report(0, self.CHECKS).complete == {WORKSPACES, OBJECTS}

    def test_a_kind_that_could_not_be_listed_leaves_objects_incomplete(self, nights):
        users = self.CHECKS["provider-users"] | {"Stacks": "advice"}
        assert nights.report(0, self.CHECKS | {"provider-users": users}).complete == {WORKSPACES}

    @pytest.mark.parametrize(("check", "complete"), [("last-fetch", {OBJECTS}), ("webhooks", {WORKSPACES, OBJECTS})])
    def test_a_run_that_left_out_some_is_incomplete(self, nights, check, complete):
        left_out = {"check": check, "subject": "acme/app", "ids": ["ws-2"], "verdict": None, "last_checked": None}
        assert nights.report(0, self.CHECKS, not_checked=[left_out]).complete == complete

    def test_a_check_that_ended_early_is_incomplete(self, nights):
        assert nights.report(0, self.CHECKS | {"last-fetch": None}).complete == {OBJECTS}


class TestFile:
    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / "report.json"

    def refusal(self, path):
        with pytest.raises(ReportError) as refused:
            read_report(path, NOW)
        return str(refused.value)

    def test_reads_a_file(self, path, document):
        path.write_text(json.dumps(document))
        assert read_report(path, NOW).organization == "acme"

    def test_refuses_what_is_no_file(self, path, tmp_path):
        assert "could not read the report" in self.refusal(path)
        assert "could not read the report" in self.refusal(tmp_path)

    @pytest.mark.parametrize(
        "data", [b"", b"{", b"\xff\xfe", b'{"tool": ' + b"[" * 100_000, b'{"x": NaN}', b"\xef\xbb\xbf{}"]
    )
    def test_refuses_what_is_no_json(self, path, data):
        path.write_bytes(data)
        assert self.refusal(path) == "the report isn't valid JSON; create it again with verify --json"

    def test_refuses_a_huge_file_without_reading_it(self, path, monkeypatch):
        monkeypatch.setattr(report_reader, "MOST_BYTES", 1024**2)
        path.write_bytes(b" " * (1024**2 + 1))
        assert self.refusal(path) == "the report has more than 1 MB"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    place=st.sampled_from(["schema_version", "started", "settings", "diagnosis", "checks", "exit_status"]), value=JSON
)
def test_any_value_is_read_or_refused(nights, place, value):
    document = nights.document(0, {"webhooks": {"ws-1": "failed"}}, cause="x") | {place: value}
    try:
        parse(document)
    except ReportError as refused:
        assert "\n" not in str(refused)  # noqa: PT017 - both ends are allowed
