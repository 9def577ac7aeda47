"""When an entry began or ended, in words."""

from datetime import UTC, datetime

import pytest

from checks.history.overview import Entry
from checks.history.wording import time_of

NOW = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)


def day(number):
    return datetime(2026, 11, number, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("new", "began between the runs of 20 November 02:10 and 21 November 02:10"),
        ("open", "began between the runs of 20 November 02:10 and 21 November 02:10; last seen 23 November 02:10"),
        ("fixed", "failed from 21 November 02:10"),
        ("disconnected", "between the runs of 20 November 02:10 and 21 November 02:10"),
        ("unchecked", "last checked 23 November 02:10"),
    ],
)
def test_each_section_has_the_times_that_it_is_about(section, words):
    entry = Entry("webhooks", ("acme/network",), (), after=day(20), at=day(21), last=day(23), times=1)
    assert time_of(section, entry, NOW) == words


def test_a_time_in_another_year_has_its_year():
    entry = Entry("webhooks", ("acme/network",), (), None, datetime(2025, 11, 21, 2, 10, tzinfo=UTC), None, 1)
    assert time_of("new", entry, NOW) == "began in or before the run of 21 November 2025 02:10"
