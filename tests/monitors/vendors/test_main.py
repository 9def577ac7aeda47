"""The whole command over the facts of this guide, with every page that they name published on loopback."""

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
    """Return words as a page with this format marks a label."""
    if form is TextFormat.HTML:
        return f"<p><b>{words.replace('<', '&lt;')}</b></p>"
    signs = {TextFormat.MARKDOWN: "**", TextFormat.PLAIN: "*"}[form] if text_match.is_weak(words) else ""
    return f"{signs}{words}{signs}"


@pytest.fixture
def pages(publish):
    """Publish every page with the words that facts quote of it, without those of the facts that are left out."""

    def pages(*left_out):
        said = {}
        for name, entry in entries().items():
            source = entry.fact.source
            if source.kind is not Kind.UNCONFIRMED and name not in left_out:
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
    """Run the command; return its exit status."""

    def run(*arguments):
        own = ["--ledger", str(tmp_path / "state.json"), "--accepted", str(tmp_path / "vendors.json")]
        own += ["--markdown", str(tmp_path / "issue.md")]
        web = Web(at, timeout=5, pause=0)
        return main([*own, "--json", str(tmp_path / "report.json"), *arguments], web, date(2026, 12, 1))

    return run


def test_with_every_page_as_it_was_it_is_silent(vendors, pages, capsys, tmp_path):
    pages()
    assert vendors() == 0
    told = json.loads((tmp_path / "report.json").read_text())
    watched = sum(
        entry.fact.source.kind is not Kind.UNCONFIRMED and entry.fact.source.words != "" for entry in entries().values()
    )
    assert told["totals"]["found"] == watched
    assert told["totals"]["not watchable"] == len(entries()) - watched
    assert "documentation, not screens" in capsys.readouterr().out
    assert "nothing to do" in (tmp_path / "issue.md").read_text()


def test_a_renamed_button_is_told_with_what_rests_on_it(vendors, pages, capsys, tmp_path):
    pages()
    vendors()
    capsys.readouterr()
    pages(FACT)
    assert vendors() == 1
    told = capsys.readouterr().out
    assert f"{FACT}: no longer found. The page no longer contains the words. {PAGE} “Connect and continue”" in told
    assert "docs/connect-and-authorize.md" in told
    facts = json.loads((tmp_path / "report.json").read_text())["facts"]
    assert [name for name, one in facts.items() if one["verdict"] == "no longer found"] == [FACT]
    assert any(place.startswith("docs/connect-and-authorize.md:") for place in facts[FACT]["uses"]["pages"])
    issue = (tmp_path / "issue.md").read_text()
    assert issue.startswith("<!-- freshness: vendors -->\n# Vendor documentation\n")
    assert f"`{FACT}`" in issue.split("## ")[1]


def test_a_change_is_told_until_somebody_agrees(vendors, pages, publish):
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


def test_offline_nothing_is_remembered(vendors, capsys, tmp_path):
    assert vendors() == 2
    assert not (tmp_path / "state.json").exists()
    assert "Check the internet connection." in capsys.readouterr().out
    assert "\n## " not in (tmp_path / "issue.md").read_text()


def test_uses_are_told_without_a_look(vendors, capsys, server):
    assert vendors("--uses", FACT) == 0
    assert capsys.readouterr().out.startswith(f"{FACT}:\n  pages: docs/connect-and-authorize.md:")
    assert server.asked == []


def test_a_misspelt_fact(vendors, capsys):
    assert vendors("--uses", "terraform-screens.conect-and-continue") == 2
    assert "similar names: terraform-screens.connect-and-continue" in capsys.readouterr().err


def test_documents_that_somebody_downloaded_are_remembered(vendors, tmp_path, capsys):
    for published in DOCUMENTS:
        paths = {read.path: {"get": {}} for name, read in called(published) if name != "terraform.ping"}
        (tmp_path / published.file).write_text(json.dumps({"paths": paths}))
    assert vendors("--fingerprint", str(tmp_path)) == 0
    assert "Not in the vendors' documents: terraform.ping." in capsys.readouterr().out
    assert json.loads((tmp_path / "vendors.json").read_text())["operations"]["bitbucket.hooks"]


def test_a_ledger_that_cannot_be_read_is_not_replaced(vendors, tmp_path, capsys):
    (tmp_path / "vendors.json").write_text("[]")
    assert vendors() == 2
    assert "not a ledger of vendors" in capsys.readouterr().err
    assert {one.name for one in tmp_path.iterdir()} == {"vendors.json"}
    assert (tmp_path / "vendors.json").read_text() == "[]"
