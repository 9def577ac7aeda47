from collections.abc import Callable

from bs4 import BeautifulSoup


def test_every_member_of_the_report_is_listed(shown: Callable[[str], BeautifulSoup]) -> None:
    members = [row.find("td").text for row in shown("report-format").find_all("tr")[1:]]
    assert {"schema_version", "checks", "checks[].id", "checks[].findings[].fix", "settings.provider"} <= set(members)
    assert len(set(members)) == len(members)
