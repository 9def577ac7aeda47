from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.monitors.links import ledger
from checks.monitors.links.ledger import LinkRecord
from checks.monitors.links.site import Link
from checks.monitors.links.verdict import JudgedLink, LinkVerdict

PAGE = "https://vendor.example/page"
DAY = date(2026, 11, 24)


GOOD = LinkRecord("2026-11-01", "2026-11-20")


def nights(*verdicts, start=None, apart=1):
    """Return the record of a link after these nights."""
    remembered = {PAGE: start} if start else {}
    for number, verdict in enumerate(verdicts):
        judged = [JudgedLink(Link(PAGE, ("docs/index.md:1",)), verdict, "")]
        remembered = ledger.update(remembered, judged, DAY + timedelta(days=number * apart))
    return remembered.get(PAGE)


def test_working_link_is_reported_after_three_failed_nights():
    assert [nights(*[LinkVerdict.BROKEN] * count, start=GOOD).out for count in (1, 2, 3)] == [False, False, True]


def test_new_link_is_reported_after_one_failed_night():
    assert nights(LinkVerdict.BROKEN).out


def test_several_runs_in_one_night_count_once():
    assert nights(*[LinkVerdict.BROKEN] * 5, start=GOOD, apart=0).strikes == 1


@pytest.mark.parametrize("verdict", [LinkVerdict.WORKS, LinkVerdict.MOVED])
def test_link_that_works_again_has_no_strikes(verdict):
    assert nights(LinkVerdict.BROKEN, LinkVerdict.BROKEN, verdict, start=GOOD) == GOOD


@pytest.mark.parametrize("verdict", [LinkVerdict.UNKNOWN, LinkVerdict.BLOCKED])
def test_unknown_result_keeps_the_record(verdict):
    before = LinkRecord("2026-10-01", "2026-11-01", 2, "2026-11-20")
    assert nights(verdict, start=before) == before


def test_failed_nights_keep_the_day_when_the_link_last_worked():
    assert nights(LinkVerdict.WORKS, LinkVerdict.BROKEN, LinkVerdict.BROKEN) == LinkRecord(
        "2026-11-24", "2026-11-24", 2, "2026-11-26"
    )


def test_night_without_news_keeps_the_record():
    reported = nights(*[LinkVerdict.BROKEN] * 3, start=GOOD)
    assert nights(LinkVerdict.BROKEN, start=reported, apart=9) == reported
    assert nights(LinkVerdict.WORKS, start=GOOD) == GOOD
    assert nights(*[LinkVerdict.WORKS] * 2, start=GOOD, apart=27).worked == "2026-12-21"


@pytest.mark.parametrize("record", [LinkRecord("2026-05-01"), LinkRecord("2026-01-01", "2026-05-01")])
def test_age_counts_from_the_last_day_when_the_link_worked(record):
    assert not record.aged(date(2026, 10, 28))
    assert record.aged(date(2026, 10, 29))


def test_removes_unused_and_ignored_links():
    assert ledger.update({PAGE: LinkRecord("2026-11-01")}, [], DAY) == {}
    assert nights(LinkVerdict.IGNORED, start=LinkRecord("2026-11-01")) is None


RECORDS = st.builds(LinkRecord, st.dates().map(str), st.dates().map(str), st.integers(0, 9), st.dates().map(str))


@given(remembered=st.dictionaries(st.text(alphabet="abc/:#é"), RECORDS))
def test_reads_what_it_writes(remembered, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "folder" / "links.json"
    ledger.write(path, remembered)
    assert ledger.read(path) == remembered


def test_ledger_is_empty_without_a_file(tmp_path):
    assert ledger.read(tmp_path / "links.json") == {}


@pytest.mark.parametrize("text", ["", "[]", '{"x": 1}', '{"x": {"strike": 1}}'])
def test_rejects_a_file_that_is_not_a_ledger(text, tmp_path):
    path = tmp_path / "links.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="is not the state of a monitor"):
        ledger.read(path)
