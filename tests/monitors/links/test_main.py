import json
from datetime import date, timedelta

import pytest

from checks.monitors.links import __main__ as command
from checks.monitors.links.__main__ import judge_links, main
from checks.monitors.links.settings import LinkSettings
from checks.monitors.links.site import Link
from checks.monitors.links.verdict import LinkVerdict

DAY = date(2026, 11, 24)
TEXT = "<p>Words for readers.</p>"
WORKED = {"first": "2026-11-01", "worked": "2026-11-20", "strikes": 0, "struck": ""}


@pytest.fixture
def run(tmp_path, site, web, server, make):
    """Return a function that checks a page with links to these paths, and returns the exit status and the ledger."""
    server.replies["/vendor.com/well"] = make(TEXT)
    ledger = tmp_path / "ledger.json"

    def run(*paths, day=DAY, known=None, more=(), body=""):
        if known is not None:
            ledger.write_text(json.dumps({f"https://vendor.com{path}": record for path, record in known.items()}))
        folder = site(index="".join(f'<a href="https://vendor.com{path}"></a>' for path in paths) + body)
        files = ["--ledger", str(ledger), "--settings", str(tmp_path / "links.toml")]
        files += ["--markdown", str(tmp_path / "out/links.md")]
        status = main(["--site", str(folder), "--source", str(tmp_path), *files, *more], web, day)
        records = json.loads(ledger.read_text()) if ledger.exists() else {}
        return status, {url.removeprefix("https://vendor.com"): record for url, record in records.items()}

    return run


@pytest.fixture
def busy(server, make):
    """Publish a page with a temporary server error."""
    server.replies["/vendor.com/busy"] = make(status=503)


@pytest.fixture
def addition(monkeypatch):
    """Simulate a change that adds every link except ``/old``."""

    def added(site, *_):
        return [one for one in site.links if "old" not in one.address]

    monkeypatch.setattr(command, "added_links", added)


def test_working_links_need_no_action(run, capsys, tmp_path):
    record = {"first": "2026-11-24", "worked": "2026-11-24", "strikes": 0, "struck": ""}
    assert run("/well") == (0, {"/well": record})
    assert capsys.readouterr().out.startswith("On 2026-11-24, 1 link: 1 works.\n")
    assert "nothing to do" in (tmp_path / "out/links.md").read_text()


def test_working_link_is_reported_in_the_third_failed_night(run, capsys):
    records = WORKED
    for night in range(3):
        status, known = run("/well", "/dead", known={"/dead": records}, day=DAY + timedelta(night))
        records = known["/dead"]
        assert (status, records["strikes"]) == (int(night == 2), night + 1)
    assert "https://vendor.com/dead: broken. The page no longer exists (status 404)." in capsys.readouterr().out


def test_new_link_is_reported_in_the_first_failed_night(run):
    status, known = run("/well", "/dead")
    assert (status, known["/dead"]["strikes"]) == (1, 1)


def test_night_without_news_keeps_the_file(run, tmp_path):
    run("/well")
    before = (tmp_path / "ledger.json").read_bytes()
    run("/well", day=DAY + timedelta(30))
    assert (tmp_path / "ledger.json").read_bytes() == before
    run("/well", day=DAY + timedelta(31))
    assert (tmp_path / "ledger.json").read_bytes() != before


@pytest.mark.usefixtures("busy")
def test_a_link_that_cannot_be_checked_for_180_days_is_reported(run, capsys):
    known = {"/busy": WORKED}
    assert run("/well", "/busy", known=known, day=date(2026, 11, 20) + timedelta(180))[0] == 0
    assert run("/well", "/busy", known=known, day=date(2026, 11, 20) + timedelta(181))[0] == 1
    assert "Last seen working: 2026-11-20." in capsys.readouterr().out


def test_an_acknowledged_link_is_not_requested(run, server, tmp_path):
    (tmp_path / "links.toml").write_text(
        '[acknowledged."https://vendor.com/dead"]\nuntil = 2026-12-31\nreason = "Opened in a browser."\n'
    )
    assert run("/well", "/dead")[0] == 0
    assert [path for _, path, _ in server.requests] == ["/vendor.com/well"]
    assert run("/well", "/dead", day=date(2027, 1, 1))[0] == 1


def test_expected_words_come_from_the_settings(run, tmp_path):
    (tmp_path / "links.toml").write_text('[expected]\n"https://vendor.com/well" = "Words for writers"\n')
    assert run("/well", "/well?", known={})[0] == 1


def test_offline_all_links_are_unknown(run, server):
    server.replies.clear()
    status, known = run("/dead", known={"/dead": WORKED})
    assert (status, known["/dead"]) == (2, WORKED)


def test_broken_internal_link_is_reported_first(run, server, capsys):
    assert run("/well", body='<a href="gone.html"></a>', more=["--offline"])[0] == 1
    assert "index.html: The link gone.html leads to no file." in capsys.readouterr().out
    assert run("/well", more=["--offline"])[0] == 0
    assert server.requests == []


@pytest.mark.parametrize(("path", "status"), [("/dead", 1), ("/busy", 0), ("/well", 0)])
@pytest.mark.usefixtures("busy", "addition")
def test_only_a_missing_page_fails_for_added_links(path, status, run, server):
    assert run(path, "/old", more=["--added-since", "main"]) == (status, {})
    assert len(server.requests) == 1


def test_invalid_ledger_is_not_replaced(run, tmp_path, capsys):
    (tmp_path / "ledger.json").write_text("[")
    with pytest.raises(json.JSONDecodeError):
        run("/well")
    assert "is not the state of a monitor" in capsys.readouterr().err
    assert (tmp_path / "ledger.json").read_text() == "["


def test_missing_site_leaves_no_partial_report(tmp_path, capsys):
    (tmp_path / "out").mkdir()
    arguments = ["--site", str(tmp_path / "no"), "--ledger", str(tmp_path / "ledger.json")]
    assert main([*arguments, "--markdown", str(tmp_path / "out" / "links.md")], day=DAY) == 2
    assert "Build the guide first" in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []


def test_links_after_the_time_limit_are_unknown(web, server):
    (found,) = judge_links([Link("https://vendor.com/well", ())], web, LinkSettings(), DAY, seconds=-1)
    assert found.verdict is LinkVerdict.UNKNOWN
    assert server.requests == []
