"""An earlier report is read completely or rejected in one sentence."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.diagnosis import baseline
from checks.diagnosis.baseline import BaselineError, read_baseline
from checks.diagnosis.comparison import compare
from checks.engine.model import Check, Ended, Outcome, Result, Step, Verdict, failed, passed, unknown
from checks.engine.renamed_checks import RENAMED
from checks.report import json_report
from checks.report.run import Run
from checks.settings.secret import Redactor, Secret
from checks.settings.settings import Settings

MOMENT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OURS = Settings(organization="acme", provider="oc-1")


def result(name, *findings, ended=None):
    return Result(
        Check(name, name, "", Step.CREATE_WORKSPACE, (), (), (), lambda _: iter(()), __file__), findings, ended
    )


def run(*results):
    return Run(results=results, settings=OURS, started=MOMENT, finished=MOMENT, version="1.2.3")


RESULTS = (
    result("webhooks", failed("a", "b", "c", "d"), passed("x", "b", "b")),
    result("last-fetch", unknown("a", "b", "c"), ended=Ended(Outcome.UNKNOWN, "429.")),
    result("authorization-works", ended=Ended(Outcome.SKIPPED, "Later.")),
)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "report.json"
    path.write_text(json_report.text(run(*RESULTS)))
    return path


def refusal(path, settings=OURS):
    with pytest.raises(BaselineError) as caught:
        read_baseline(path, settings)
    message = str(caught.value)
    assert message.startswith(("the earlier report ", "could not read the earlier report "))
    assert "\n" not in message
    return message


def test_a_run_is_unchanged_from_its_own_report(written):
    compared = compare(read_baseline(written, OURS), RESULTS)
    assert compared.started == MOMENT
    assert not compared.new
    assert not compared.fixed
    assert not compared.not_rechecked
    assert set(compared.unchanged) == {("webhooks", "a"), ("last-fetch", "a"), ("last-fetch", "")}


def test_reads_the_verdict_on_each_subject(written):
    verdicts = read_baseline(written, OURS).verdicts
    assert verdicts[("webhooks", "a")] is Verdict.FAILED
    assert verdicts[("webhooks", "x")] is Verdict.PASSED
    assert not any(check == "authorization-works" for check, _ in verdicts)


def test_a_renamed_check_is_unchanged(written, monkeypatch):
    monkeypatch.setitem(RENAMED, "webhooks", "hooks")
    compared = compare(read_baseline(written, OURS), (result("hooks", *RESULTS[0].findings), *RESULTS[1:]))
    assert ("hooks", "a") in compared.unchanged
    assert (compared.new, compared.not_rechecked) == ((), ())


def test_rejects_a_missing_file(tmp_path):
    assert "could not read the earlier report (No such file" in refusal(tmp_path / "none.json")


@pytest.mark.parametrize("text", ["", "<html>", "{", "\xff", "[" * 100_000])
def test_rejects_invalid_json(written, text):
    written.write_bytes(text.encode("latin-1"))
    assert "isn't valid JSON" in refusal(written)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"schema_version": "2"}, "schema_version"),
        ({"checks": [{}]}, "checks[0]"),
        ({"started": "yesterday"}, "started"),
        ({"settings": {}}, "settings"),
    ],
)
def test_rejects_a_schema_mismatch_with_its_path(written, change, place):
    written.write_text(json.dumps(json.loads(written.read_text()) | change))
    assert place in refusal(written)


def test_rejects_another_schema_version(written):
    written.write_text(json.dumps({"schema_version": 1}))
    assert "has schema version 1, and only version 3 can be compared" in refusal(written)


def test_rejects_a_report_about_another_organization_or_host(written):
    assert "another organization" in refusal(written, replace(OURS, organization="other"))
    assert "another HCP Terraform host" in refusal(written, replace(OURS, terraform_url="https://tfe.example"))
    assert "another VCS provider" in refusal(written, replace(OURS, provider="oc-2"))


def test_rejects_a_report_from_the_future_unless_only_a_clock_is_inaccurate(written):
    report, limit = json.loads(written.read_text()), datetime.now(UTC) + baseline.SKEW
    written.write_text(json.dumps(report | {"started": (limit - timedelta(minutes=5)).isoformat()}))
    assert read_baseline(written, OURS).started == limit - timedelta(minutes=5)
    written.write_text(json.dumps(report | {"started": (limit + timedelta(minutes=5)).isoformat()}))
    assert "is from the future" in refusal(written)


def test_rejects_a_file_that_is_too_large(written, monkeypatch):
    monkeypatch.setattr(baseline, "LARGEST", 100)
    assert "could not read the earlier report (File too large)" in refusal(written)


class TestLastChecks:
    """When each subject was last checked, which an earlier report passes on if it left out a subject."""

    def report(self, path, *left_out):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"not_checked": list(left_out)}))

    def entry(self, **more):
        before = (MOMENT - timedelta(days=2)).isoformat()
        entry = {"check": "webhooks", "subject": "a", "ids": ["a"], "last_checked": before, "verdict": "passed"}
        return entry | more

    def last_check(self, path, subject="a"):
        (found,) = [
            one for one in read_baseline(path, OURS).checks if (one.check, one.subject) == ("webhooks", subject)
        ]
        return found.at, found.verdict

    def test_a_subject_was_checked_when_the_run_started(self, written):
        assert self.last_check(written) == (MOMENT, Verdict.FAILED)

    def test_an_omitted_subject_was_checked_earlier(self, written):
        self.report(written, self.entry())
        assert self.last_check(written) == (MOMENT - timedelta(days=2), Verdict.PASSED)
        assert read_baseline(written, OURS).verdicts[("webhooks", "a")] is Verdict.PASSED

    def test_a_subject_that_was_never_checked_has_no_verdict(self, written):
        self.report(written, self.entry(last_checked=None, verdict=None))
        assert self.last_check(written) == (None, None)
        assert ("webhooks", "a") not in read_baseline(written, OURS).verdicts

    def test_ignores_a_time_after_the_start_of_the_run(self, written):
        self.report(written, self.entry(last_checked="2199-01-01T00:00:00+00:00"))
        assert self.last_check(written)[0] == MOMENT

    @pytest.mark.parametrize(
        "change",
        [
            *({"check": None}, {"subject": 5}, {"ids": []}, {"ids": "ws-1"}, {"ids": [1]}, {"verdict": "PASSED"}),
            *({"verdict": "skipped"}, {"last_checked": "soon"}, {"last_checked": None}, {"verdict": None}),
        ],
        ids=str,
    )
    def test_rejects_an_invalid_entry_with_its_path(self, written, change):
        self.report(written, self.entry(), self.entry(**change))
        assert "not_checked[1]" in refusal(written)

    def test_secrets_of_this_run_are_hidden(self, written):
        self.report(written, self.entry(subject="planted-secret"))
        hide = Redactor([Secret("planted-secret")]).within
        assert "planted" not in repr(read_baseline(written, OURS, hide))


@settings(max_examples=50)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_rejects_any_other_json(tmp_path_factory, value):
    path = tmp_path_factory.mktemp("earlier") / "report.json"
    path.write_text(json.dumps(value))
    assert "doesn't match the schema" in refusal(path)
