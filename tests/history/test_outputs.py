"""Each output shows what is new, fixed, open, and unchecked, and shows outside text literally."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families

from checks.engine.model import failed
from checks.history import html_page, json_output, markdown_output, metrics, terminal_output, wording
from checks.history.filed_report import Cause, Named
from checks.history.filing import file_report
from checks.history.ledger import Ledger
from checks.history.overview import read_overview
from checks.history.report_reader import parse_report
from checks.report import json_report
from checks.report.terminal.options import RenderOptions

SCHEMA = json.loads(files("checks.history").joinpath("schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
NAMES = {"ws-1": "network-production", "ws-2": "app-production", "ws-3": "docs"}
TWO = {"last-fetch": {"ws-1": "passed", "ws-2": "passed"}, "workspaces-visible": {"workspaces": "passed"}}
ONE = TWO | {"last-fetch": {"ws-1": "passed"}}
CAUSE = "The webhook of acme/network is missing"


def hooks(first, second="passed", third="passed"):
    return {"webhooks": {"ws-1": first, "ws-3": second}, "branch-exists": {"ws-3": third}}


PLAN = (
    (0, TWO | hooks("passed", "failed"), ""),
    (1, TWO | hooks("failed", "failed", "unknown"), CAUSE),
    (2, ONE | hooks("failed", "passed", "unknown") | {"ssh-key-stored": {"ot-1": "failed"}}, CAUSE),
)
"""The checks of three nights, and their cause."""


@pytest.fixture
def overview(ledger, nights):
    """Return the overview of two organizations that share a cause, and of one that wasn't checked for days."""
    for organization in ("acme", "globex"):
        for night, checks, cause in PLAN:
            file_report(ledger, nights.report(night, checks, organization=organization, names=NAMES, cause=cause))
    file_report(ledger, nights.report(-9, TWO, organization="initech", names=NAMES))
    return read_overview(ledger, nights.at(2))


@pytest.fixture
def shown(overview):
    return "\n".join(terminal_output.lines(overview, RenderOptions(width=110)))


def part(shown, heading):
    """Return the lines of a section of the terminal output."""
    return re.search(rf"^{heading}\n(.*?)(?:\n\n|\Z)", shown, re.DOTALL | re.MULTILINE)[1]


class TestTerminal:
    def test_begins_with_the_numbers(self, shown):
        assert shown.startswith("3 organizations, 2 new, 2 still open, 2 fixed, 1 not checked\n")

    def test_has_a_line_for_each_organization_with_a_character_for_each_day(self, shown):
        assert re.search(r"^  acme     \[ {27}FFF\]  failed, 3 November 02:10$", shown, re.MULTILINE)
        assert "initech  [" in shown
        assert "passed, 23 October 02:10: not checked for 11 days" in shown

    def test_states_the_time_zone(self, shown):
        assert shown.endswith("\n\nAll times are in UTC.")

    def test_shows_a_shared_cause_once_and_since_when_in_each_organization(self, shown):
        causes = part(shown, "Most likely causes")
        assert causes.count("The webhook of acme/network is missing.") == 1
        assert "acme: began between the runs of 1 November 02:10 and 2 November 02:10" in causes
        assert "globex: began between the runs of 1 November 02:10 and 2 November 02:10" in causes

    @pytest.mark.parametrize(
        ("heading", "words"),
        [
            ("New in the last run", "acme: ssh-key-stored: ot-1"),
            ("Fixed in the last run", "acme: webhooks: docs\n    failed from 1 November 02:10"),
            ("No longer connected in the last run", "acme: app-production"),
            ("Still open", "acme: webhooks: network-production\n    began between the runs of 1 November 02:10 and 2"),
            ("Not checked", "acme: branch-exists: docs\n    last checked 1 November 02:10"),
        ],
    )
    def test_shows_each_section(self, shown, heading, words):
        assert words in part(shown, heading)

    def test_shows_only_the_first_of_many(self, ledger, nights):
        for night, verdict in enumerate(("passed", "failed")):
            checks = {"webhooks": {f"ws-{number}": verdict for number in range(100)}}
            file_report(ledger, nights.report(night, TWO | checks))
        lines = list(terminal_output.lines(read_overview(ledger, nights.at(1)), RenderOptions()))
        assert len(lines) < 20
        assert any("and 95 more" in line for line in lines)


class TestPage:
    @pytest.fixture
    def page(self, overview):
        return BeautifulSoup(html_page.text(overview), "html.parser")

    @pytest.fixture
    def path(self, overview, tmp_path):
        path = tmp_path / "history.html"
        path.write_text(html_page.text(overview), encoding="utf-8")
        return path

    def test_has_no_script_and_blocks_everything_from_outside(self, page):
        assert page.find("script") is None
        assert "default-src 'none'" in page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        assert page.find(src=True) is None
        assert all(link["href"].startswith("#") for link in page.find_all(href=True))

    def test_has_a_picture_of_90_days_and_a_table_with_the_same_content(self, page):
        pictures = page.select("svg.days")
        assert [len(one.find_all("rect")) for one in pictures] == [90, 90, 90]
        assert pictures[0]["aria-label"] == "Days of acme"
        rows = [[cell.text for cell in row.find_all("td")] for row in page.select("#days-0 tbody tr")]
        assert rows == [
            ["2026-08-06", "2026-10-31", "no run"],
            ["2026-11-01", "2026-11-03", "failed"],
        ]

    def test_names_no_check_of_what_is_no_longer_connected(self, page):
        rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in page.select("#disconnected tr")]
        item = "app-production in the project prj-1"
        assert [row[:2] for row in rows] == [["Organization", "Item"], ["acme", item], ["globex", item]]

    def test_states_differ_in_height_as_well_as_in_color(self, page):
        bars = page.select("#organizations tr:first-child rect")
        assert {bar["class"][0]: bar["height"] for bar in bars} == {"none": "1", "failed": "20"}

    def test_has_a_section_for_each_group(self, page):
        headings = [heading.text for heading in page.find_all("h2")]
        assert headings[:4] == ["Most likely causes", "Organizations", "New in the last run", "Fixed in the last run"]
        assert "network-production in the project prj-1" in page.select_one("#open").text

    def test_links_lead_to_existing_parts(self, page):
        assert all(page.find(id=link["href"][1:]) for link in page.find_all(href=True))

    @pytest.mark.browser
    @pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (375, "dark"), (1280, "light"), (1280, "dark")])
    def test_is_accessible_and_fits_the_window(self, path, window, barriers, width, scheme):
        page = window(width=width, scheme=scheme)
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert barriers(page) == []


class TestJson:
    def test_matches_its_schema(self, overview):
        Draft202012Validator.check_schema(SCHEMA)
        VALIDATOR.validate(json.loads(json_output.text(overview)))

    def test_names_each_organization_and_cause(self, overview):
        document = json_output.document(overview)
        assert [one["organization"] for one in document["organizations"]] == ["acme", "globex", "initech"]
        assert [(one["words"], one["organizations"]) for one in document["causes"]] == [(CAUSE, ["acme", "globex"])]
        assert document["organizations"][0]["cause"]["after"] == "2026-11-01T02:10:00+00:00"


class TestMetrics:
    @pytest.fixture
    def families(self, overview):
        return {one.name: one.samples for one in text_string_to_metric_families(metrics.text(overview))}

    def value(self, families, name, **labels):
        (found,) = (
            one.value for one in families[f"bitbucket_terraform_{name}"] if labels.items() <= one.labels.items()
        )
        return found

    def test_the_official_client_reads_every_family(self, families):
        assert set(families) == {
            f"bitbucket_terraform_{name}"
            for name in (
                *("last_run_timestamp_seconds", "last_run_state", "new", "fixed", "disconnected", "unchecked"),
                *("flapping", "failures"),
            )
        }

    def test_has_the_numbers_of_each_organization(self, families, nights):
        assert self.value(families, "new", organization="acme") == 1
        assert self.value(families, "failures", organization="acme", check="webhooks") == 1
        assert self.value(families, "last_run_state", organization="initech", state="passed") == 1
        assert self.value(families, "last_run_timestamp_seconds", organization="acme") == nights.at(2).timestamp()

    def test_names_no_workspace_or_repository(self, overview):
        assert not any(name in metrics.text(overview) for name in NAMES.values())

    def test_has_a_bounded_number_of_samples(self, families):
        samples = sum(map(len, families.values()))
        assert samples <= 3 * (1 + 3 + 5) + 2 * 2


class TestMarkdown:
    def test_is_a_summary_for_people(self, overview):
        page = BeautifulSoup(MarkdownIt().render(markdown_output.text(overview)), "html.parser")
        assert page.h1.text.endswith("3 organizations, 2 new, 2 still open, 2 fixed, 1 not checked")
        assert [one.text for one in page.find_all("h2")] == [
            *("Most likely causes", "New in the last run", "Fixed in the last run"),
            "No longer connected in the last run",
        ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(st.characters(), min_size=1) | st.sampled_from(["<script>x</script>", "\x1b]0;x\x07", "' OR 1=1 --"])
)
def test_outside_text_is_shown_literally_everywhere(tmp_path_factory, nights, words):
    with Ledger(tmp_path_factory.mktemp("hostile") / "ledger.sqlite", create=True) as ledger:
        report = nights.report(0, TWO | hooks("failed"))
        hostile = words.encode("utf-8", "replace").decode()
        report = replace(
            report,
            organization=hostile,
            terraform_url=hostile,
            provider=hostile,
            cause=Cause("webhooks", hostile, hostile, hostile),
            verdicts={(check, key and hostile): one for (check, key), one in report.verdicts.items()},
            names={hostile: Named(hostile, hostile)},
        )
        file_report(ledger, report)
        overview = read_overview(ledger, nights.at(0))
    assert len(overview.standings) == 1
    page = BeautifulSoup(html_page.text(overview), "html.parser")
    assert {tag.name for tag in page.find_all()} <= ALLOWED_TAGS
    assert page.find("script") is None
    lines = list(terminal_output.lines(overview, RenderOptions()))
    assert all(line.isprintable() for line in lines)
    assert "<" not in re.sub(r"</?(h1|h2|ul|li|p|strong|em)>", "", MarkdownIt().render(markdown_output.text(overview)))
    VALIDATOR.validate(json.loads(json_output.text(overview)))
    assert list(text_string_to_metric_families(metrics.text(overview)))


ALLOWED_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "section", "h1", "h2", "p", "time", "div"),
    *(
        "ul",
        "li",
        "strong",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "span",
        "a",
        "svg",
        "rect",
        "details",
        "summary",
    ),
}


def test_secrets_of_a_run_are_in_no_output(ledger, made):
    run = made.run(made.result(failed("acme/network", "a webhook", "none", "Add it.")))
    file_report(ledger, parse_report(json_report.text(run).encode(), run.started + timedelta(days=1)))
    overview = read_overview(ledger, run.started)
    outputs = (html_page.text, json_output.text, markdown_output.text, metrics.text)
    assert "planted" not in "".join(text(overview) for text in outputs) + "\n".join(ledger._database.iterdump())


def test_a_time_has_a_year_only_in_another_year(nights):
    assert wording.moment(nights.at(0), nights.at(1)) == "1 November 02:10"
    assert wording.moment(nights.at(0), nights.at(100)) == "1 November 2026 02:10"
