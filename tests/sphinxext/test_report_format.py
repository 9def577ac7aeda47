from collections.abc import Callable

from bs4 import BeautifulSoup


def test_lists_every_report_field_with_type_and_description(
    shown: Callable[[str], BeautifulSoup],
) -> None:
    rows = [[cell.text for cell in row.find_all("td")] for row in shown("report-format").find_all("tr")[1:]]
    names = [name for name, *_ in rows]
    assert {"schema_version", "checks", "checks[].id", "checks[].findings[].fix", "settings.provider"} <= set(names)
    assert len(set(names)) == len(names)
    assert all(kind and description for _, kind, description in rows)
