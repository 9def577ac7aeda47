import json
from datetime import date

import pytest

from checks.monitors.links.__main__ import main

DAY = date(2026, 11, 24)


@pytest.fixture
def run_linkcheck(tmp_path, server, make):
    """Look at a page that links to ``/well`` and to the paths given; return the exit status and the ledger."""
    server.replies["/well"] = make("<p>Well.</p>")
    (tmp_path / "conf.py").write_text("")
    ledger = tmp_path / "ledger.json"

    def run(*paths, day=DAY, known=None):
        if known is not None:
            ledger.write_text(json.dumps({server.url(path): record for path, record in known.items()}))
        (tmp_path / "index.rst").write_text("\n\n".join(["L\n=", *(f"`x <{server.url(path)}>`__" for path in paths)]))
        folders = ["--source", str(tmp_path), "--config", str(tmp_path), "--ledger", str(ledger)]
        reports = ["--json", str(tmp_path / "out" / "links.json"), "--markdown", str(tmp_path / "out" / "links.md")]
        status = main([*folders, *reports], day)
        return status, json.loads(ledger.read_text()) if ledger.exists() else None

    return run


def test_with_everything_well_it_is_silent(run_linkcheck, server, tmp_path, capsys):
    assert run_linkcheck("/well") == (0, {server.url("/well"): {"worked": "2026-11-24", "strikes": 0, "struck": ""}})
    assert capsys.readouterr().out == "On 2026-11-24, 1 link: 1 works.\n"
    assert json.loads((tmp_path / "out" / "links.json").read_text())["exit_status"] == 0
    assert "nothing to do" in (tmp_path / "out" / "links.md").read_text()


def test_the_third_night_speaks(run_linkcheck, server, capsys):
    twice = {"/dead": {"worked": "2026-11-01", "strikes": 2, "struck": "2026-11-23"}}
    status, ledger = run_linkcheck("/well", "/dead", known=twice)
    assert status == 1
    assert ledger[server.url("/dead")] == {"worked": "2026-11-01", "strikes": 3, "struck": "2026-11-24"}
    assert f"{server.url('/dead')}: broken. The page no longer exists (status 404)." in capsys.readouterr().out


def test_offline_nothing_is_remembered(run_linkcheck, server):
    known = {"/dead": {"worked": "2026-11-01", "strikes": 2, "struck": "2026-11-23"}}
    status, ledger = run_linkcheck("/dead", known=known)
    assert (status, ledger) == (2, {server.url("/dead"): known["/dead"]})


def test_a_ledger_that_cannot_be_read_is_not_replaced(tmp_path, capsys):
    ledger = tmp_path / "ledger.json"
    ledger.write_text("[")
    assert main(["--source", str(tmp_path), "--config", str(tmp_path), "--ledger", str(ledger)], DAY) == 2
    assert "not a ledger of links" in capsys.readouterr().err
    assert ledger.read_text() == "["


def test_pages_that_cannot_be_read_leave_no_half_report(tmp_path, capsys):
    (tmp_path / "conf.py").write_text("raise ValueError('planted')")
    folders = ["--source", str(tmp_path), "--config", str(tmp_path), "--ledger", str(tmp_path / "ledger.json")]
    assert main([*folders, "--json", str(tmp_path / "out" / "links.json")], DAY) == 2
    assert "could not read the pages" in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []
