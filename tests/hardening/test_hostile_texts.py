"""Text from the vendors appears as plain text in every report, from the response to the file."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from checks.__main__ import main
from checks.cli.outputs import FORMATS
from checks.report.sanitize import sanitize
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving

HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\x9b31m",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "]]></failure><testcase/>&amp;&lt;",
    "[click](https://evil.example) ![](https://evil.example/x.png) @everyone <b>",
    "::error title=x::y\n::set-output name=a::b",
    "\u202etxt.exe\u2066\u200b",
    "`rm -rf` | a | b |\n\n# heading",
)


def with_text(words):
    """Return a scenario in which Terraform workspaces, a failed fetch, and a submodule URL contain `words`."""
    scenario = FAULTS["last-fetch-failed"].change(healthy(datetime.now(UTC)))

    def changed(one):
        versions = tuple(
            replace(each, error_message=words) if each.error else each for each in one.configuration_versions
        )
        return replace(one, name=f"{one.name} {words}", configuration_versions=versions)

    def written(one):
        return replace(
            one, files={name: text.replace("policies.git", f"{words}.git") for name, text in one.files.items()}
        )

    return replace(
        scenario,
        terraform_workspaces=tuple(map(changed, scenario.terraform_workspaces)),
        repositories=tuple(map(written, scenario.repositories)),
    )


@pytest.fixture(scope="module")
def services():
    with serving(healthy(datetime.now(UTC))) as running:
        yield running


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def reports(request, services, tmp_path, capsys):
    """Run the command with every report, and return the text of each by name."""
    services.begin(with_text(request.param))
    summary = tmp_path / "summary"
    environ = services.environment() | {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    options = [word for name in FORMATS for word in (f"--{name}", str(tmp_path / name))]
    assert main(["-v", "--no-color", *options], environ) == 1
    found = {name: (tmp_path / name).read_text(encoding="utf-8") for name in FORMATS}
    return found | {
        "terminal": capsys.readouterr().out,
        "summary": summary.read_text(encoding="utf-8"),
        "": request.param,
    }


def test_the_terminal_gets_only_printable_characters(reports):
    assert all(line.isprintable() for line in reports["terminal"].splitlines())


def test_github_reads_no_commands_from_the_text(reports):
    lines = [line for line in reports["terminal"].splitlines() if line.lstrip().startswith("::")]
    inside = False
    for line in lines:
        if line.startswith("::stop-commands::"):
            inside, token = True, line.removeprefix("::stop-commands::")
        elif inside and line == f"::{token}::":
            inside = False
        elif not inside:
            assert line.startswith(("::error title=", "::warning title=", "::notice title="))
            assert line.count("title=") == 1 + line.count("title=x")
    assert not inside


def test_the_html_report_has_no_elements_or_links_from_the_text(reports):
    page = BeautifulSoup(reports["html"], "html.parser")
    assert not page.find_all(["script", "img", "b", "iframe", "object", "link"])
    assert not [tag for tag in page.select("*") for name in tag.attrs if name.startswith("on")]
    assert not [tag for tag in page.find_all("a") if "evil.example" in tag.get("href", "")]
    assert sanitize(reports[""]).split()[0] in page.get_text()


def test_the_junit_report_stays_valid(reports):
    suites = ET.fromstring(reports["junit"])  # noqa: S314 - XML from this project
    assert len(suites.findall(".//testcase")) == int(suites.get("tests", "0"))


@pytest.mark.parametrize("name", ["markdown", "summary"])
def test_markdown_has_no_links_or_mentions_from_the_text(reports, name):
    shown = (
        MarkdownIt("commonmark").enable(["strikethrough", "table", "linkify"], ignoreInvalid=True).render(reports[name])
    )
    page = BeautifulSoup(shown, "html.parser")
    assert not page.find_all(["script", "img", "b", "table"])
    assert not [tag for tag in page.find_all("a") if "evil.example" in tag.get("href", "")]
    assert "@everyone" not in reports[name]
    assert [tag.name for tag in page.find_all("h1")] == ["h1"]
