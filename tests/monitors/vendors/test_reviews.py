"""Pages that were not reviewed for too long are listed."""

from datetime import date, timedelta

import pytest

from checks.monitors.state import OLD
from checks.monitors.vendors.nightly import find_unreviewed

REVIEWED = date(2026, 1, 1)
PAGE = "---\nmyst:\n  html_meta:\n    description: A page.\nreviewed: 2026-01-01\n---\n\n# Page\n"


@pytest.fixture
def docs(tmp_path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference/page.md").write_text(PAGE)
    return tmp_path


def test_a_review_is_valid_for_half_a_year(docs) -> None:
    assert find_unreviewed(docs, REVIEWED + OLD) == {}
    assert find_unreviewed(docs, REVIEWED + OLD + timedelta(days=1)) == {
        "docs/reference/page.md": "not reviewed since 2026-01-01"
    }


def test_a_review_in_the_future_is_listed(docs) -> None:
    assert find_unreviewed(docs, REVIEWED - timedelta(days=1)) == {
        "docs/reference/page.md": "its review on 2026-01-01 is in the future"
    }


@pytest.mark.parametrize("text", ["", "# Page\n", "---\norphan: true\n---\n\nreviewed: 2026-01-01\n"])
def test_a_page_without_a_date_is_listed(text, docs) -> None:
    (docs / "reference/page.md").write_text(text)
    assert find_unreviewed(docs, REVIEWED) == {"docs/reference/page.md": "its front matter has no date of a review"}
