"""The whole command with the facts of this guide, and all their pages published on loopback."""

import json
from datetime import date

import pytest

from checks.facts.fact import Kind
from checks.facts.index import entries
from checks.monitors.vendors import text_match
from checks.monitors.vendors.__main__ import main
from checks.monitors.vendors.operations import DOCUMENTS, called
from checks.monitors.vendors.sources import TextFormat, readings
from checks.monitors.web import Web

FACT = "terraform-screens.connect-and-continue"
PAGE = "https://developer.hashicorp.com/terraform/cloud-docs/vcs/bitbucket-cloud"


def mark(words, form):
    """Return words marked as a label in this format."""
    if form is TextFormat.HTML:
        return f"<p><b>{words.replace('<', '&lt;')}</b></p>"
    signs = {TextFormat.MARKDOWN: "**", TextFormat.PLAIN: "*"}[form] if text_match.is_weak(words) else ""
    return f"{signs}{words}{signs}"


@pytest.fixture
def pages(publish):
    """Return a function that publishes every page with its quoted words, except for the omitted facts."""

    def pages(*omitted):
        said = {}
        for name, entry in entries().items():
            source = entry.fact.source
            if source.kind is not Kind.UNCONFIRMED and name not in omitted:
                said.setdefault(readings(source.page.partition("#")[0])[0], []).append(source.words)
        for place, words in said.items():
            marked = [mark(one, place.form) for one in words]
            publish(place.address, "\n\n".join([*marked, "Other words. " * 30]))
        for published in DOCUMENTS:
            paths = {read.path: {"get": {}} for _, read in called(published)}
            quoted = [words for place, words in said.items() if place.address == published.address]
            publish(published.address, json.dumps({"paths": paths, "info": quoted}))

    return pages


@pytest.fixture
def vendors(at, tmp_path):
    """Return a function that runs the command and returns its exit status."""

    def run(*arguments):
        own = ["--ledger", str(tmp_path / "state.json"), "--accepted", str(tmp_path / "vendors.json")]
        own += ["--markdown", str(tmp_path / "issue.md")]
        web = Web(at, timeout=5, pause=0)
        return main([*own, *arguments], web, date(2026, 12, 1))

    return run


def test_unchanged_pages_need_no_action(vendors, pages, capsys, tmp_path):
    pages()
    assert vendors() == 0
    watched = sum(
        entry.fact.source.kind is not Kind.UNCONFIRMED and entry.fact.source.words != "" for entry in entries().values()
    )
    output = capsys.readouterr().out
    assert f"{len(entries())} facts: {watched} found, {len(entries()) - watched} not watchable." in output
    assert "documentation, not screens" in output
    assert "nothing to do" in (tmp_path / "issue.md").read_text()


def test_renamed_button_is_reported_with_its_uses(vendors, pages, capsys, tmp_path):
    pages()
    vendors()
    capsys.readouterr()
    pages(FACT)
    assert vendors() == 1
    output = capsys.readouterr().out
    assert f"{FACT}: no longer found. The page no longer contains the words." in output
    assert f"    Words: Connect and continue\n    Page: {PAGE}\n    pages: docs/connect-and-authorize.md:" in output
    assert output.count(": no longer found.") == 1
    issue = (tmp_path / "issue.md").read_text()
    assert issue.startswith("<!-- freshness: vendors -->\n# Vendor documentation\n")
    assert f"`{FACT}`" in issue.split("## ")[1]


def test_change_is_reported_until_it_is_accepted(vendors, pages, publish):
    pages()
    vendors()
    [bitbucket, _] = DOCUMENTS
    paths = {
        read.path: {"get": {"deprecated": True, "description": read.source.words}} for _, read in called(bitbucket)
    }
    publish(bitbucket.address, json.dumps({"paths": paths, "info": _quoted(bitbucket.address)}))
    assert [vendors(), vendors("--accept"), vendors()] == [1, 1, 0]


def _quoted(address):
    sources = [entry.fact.source for entry in entries().values()]
    return [source.words for source in sources if readings(source.page.partition("#")[0])[0].address == address]


def test_stores_nothing_offline(vendors, capsys, tmp_path):
    assert vendors() == 2
    assert not (tmp_path / "state.json").exists()
    assert "Check the internet connection." in capsys.readouterr().out
    assert "\n## " not in (tmp_path / "issue.md").read_text()


def test_uses_are_printed_without_requests(vendors, capsys, server):
    assert vendors("--uses", FACT) == 0
    assert capsys.readouterr().out.startswith(f"{FACT}:\n  pages: docs/connect-and-authorize.md:")
    assert server.requests == []


def test_rejects_a_misspelled_fact(vendors, capsys):
    assert vendors("--uses", "terraform-screens.conect-and-continue") == 2
    assert "similar names: terraform-screens.connect-and-continue" in capsys.readouterr().err


def test_stores_operations_of_downloaded_documents(vendors, tmp_path, capsys):
    for published in DOCUMENTS:
        paths = {read.path: {"get": {}} for name, read in called(published) if name != "terraform.ping"}
        (tmp_path / published.file).write_text(json.dumps({"paths": paths}))
    assert vendors("--fingerprint", str(tmp_path)) == 0
    assert "Not in the vendors' documents: terraform.ping." in capsys.readouterr().out
    assert json.loads((tmp_path / "vendors.json").read_text())["operations"]["bitbucket.hooks"]


def test_invalid_ledger_is_not_replaced(vendors, tmp_path, capsys):
    (tmp_path / "vendors.json").write_text("[]")
    assert vendors() == 2
    assert "is not the state of a monitor" in capsys.readouterr().err
    assert {one.name for one in tmp_path.iterdir()} == {"vendors.json"}
    assert (tmp_path / "vendors.json").read_text() == "[]"
