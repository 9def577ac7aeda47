from collections.abc import Callable

from bs4 import BeautifulSoup

from checks.settings.variables import VARIABLES


def test_lists_every_check_under_its_step_with_its_requests(shown: Callable[[str], BeautifulSoup]) -> None:
    page = shown("all-checks")
    assert [" ".join(head.text.rstrip("¶").split()) for head in page.find_all("h2")] == [
        "Step 2: Create an OAuth consumer in Bitbucket Cloud",
        "Create a Terraform workspace",
    ]
    assert {"blue-door", "open-window"} <= {head.text.rstrip("¶") for head in page.find_all("h3")}
    assert "The window is open. Runs after blue-door." in page.text
    cells = [cell.text for cell in page.find_all("table")[1].find_all("td")]
    assert cells == [
        "GET https://api.bitbucket.org/2.0/repositories/{workspace}/{repo_slug}/hooks",
        "read:webhook:bitbucket",
        "GET https://app.terraform.io/api/v2/ping",
        "any valid token; sent only with an HCP Terraform API token",
    ]


def test_lists_every_setting_once(shown: Callable[[str], BeautifulSoup]) -> None:
    terms = [term.text for term in shown("all-settings").find_all("dt")]
    assert terms == [variable.name for variable in VARIABLES]


def test_setting_shows_its_default_and_whether_it_is_secret(shown: Callable[[str], BeautifulSoup]) -> None:
    page = shown("all-settings")
    meanings = dict(zip((term.text for term in page.find_all("dt")), page.find_all("dd"), strict=True))
    assert "Default: https://app.terraform.io." in meanings["TFE_ADDRESS"].text
    assert "TF_TOKEN_<host>" in meanings["TFE_TOKEN"].text
    assert "Secret: never printed." in meanings["TFE_TOKEN"].text
    assert "Secret: never printed." not in meanings["TFE_ORGANIZATION"].text


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
