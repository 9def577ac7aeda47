"""The header that all reports have in common: cause, first step, and changes."""

from datetime import UTC, datetime

from checks.diagnosis.comparison import Baseline
from checks.engine.model import Ended, Outcome, Verdict, passed
from checks.report import header
from checks.settings.settings import Settings

MOMENT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_the_header_is_empty_if_all_checks_pass_without_a_comparison(made):
    run = made.run(made.result(passed("a", "b", "b")))
    assert header.cause(run) == header.first_step(run) == header.compared(run) == ""
    assert list(header.changes(run)) == []


def test_the_first_step_links_the_published_guide(made):
    run = made.run(*made.one_of_each(), settings=Settings(guide_url="https://example.com/guide"))
    assert header.first_link(run) == "https://example.com/guide/create-consumer.html#select-the-permissions"
    assert header.first_step(run).endswith(f"See {header.first_link(run)}")


def test_refers_to_the_guide_if_no_finding_has_a_fix(made):
    run = made.run(made.result(ended=Ended(Outcome.ERROR, "Refused.")))
    assert header.first_words(run) == "See the guide."
    assert header.cause(run).startswith(
        'No failures, but the result is incomplete. Could not check "Each repository has its webhook"'
    )


def test_changes_show_the_check_titles_or_the_id_of_a_removed_check(made):
    earlier = Baseline(MOMENT, {("webhooks", "acme/a"): Verdict.FAILED, ("gone", ""): Verdict.UNKNOWN})
    changes = header.changes(made.run(made.result(passed("acme/a", "b", "b")), earlier=earlier))
    assert {change.name: change.subjects for change in changes if change.subjects} == {
        "fixed": ("Each repository has its webhook: acme/a",),
        "not rechecked": ("gone",),
    }
