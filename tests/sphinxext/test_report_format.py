from collections.abc import Callable

from bs4 import BeautifulSoup


def test_lists_every_report_field_with_type_and_description(
    shown: Callable[..., BeautifulSoup],
) -> None:
    rows = [[cell.text for cell in row.find_all("td")] for row in shown("report-format").find_all("tr")[1:]]
    names = [name for name, *_ in rows]
    assert {"schema_version", "checks", "checks[].id", "checks[].findings[].fix", "settings.provider"} <= set(names)
    assert len(set(names)) == len(names)
    assert all(kind and description for _, kind, description in rows)


def test_lists_every_field_of_the_history(shown: Callable[..., BeautifulSoup]) -> None:
    names = [row.td.text for row in shown("report-format", "history").find_all("tr")[1:]]
    assert {"made", "organizations[].days", "organizations[].new[].subjects", "causes[].organizations"} <= set(names)


def test_phones_show_the_fields_as_a_list(shown: Callable[..., BeautifulSoup]) -> None:
    table = shown("report-format").table
    assert table is not None
    assert "stacked" in table["class"]
