import pytest

from checks.monitors.links.linkcheck import LinkcheckError, run_linkcheck


def test_a_server_that_says_later_for_ever_keeps_nobody_waiting(pages, server, make):
    server.replies["/busy"] = make(status=429, headers={"Retry-After": "1"})
    folder = pages({"busy": server.url("/busy")})
    [(link, row)] = run_linkcheck(folder, folder, seconds=3, timeout=3)
    assert len(server.asked) > 1
    assert (link.address, row) == (server.url("/busy"), None)


def test_only_links_to_other_sites_are_looked_at(pages):
    folder = pages({"mail": "mailto:somebody@vendor.example", "here": "index.html"})
    assert run_linkcheck(folder, folder, seconds=30) == []


def test_pages_that_cannot_be_read(tmp_path):
    (tmp_path / "conf.py").write_text("raise ValueError('planted')")
    with pytest.raises(LinkcheckError, match="could not read the pages"):
        run_linkcheck(tmp_path, tmp_path, seconds=30)


def test_every_place_of_a_link_is_known_each_once(tmp_path, server, make):
    server.replies["/page"] = make("Well.")
    link = f"`page <{server.url('/page')}>`__"
    (tmp_path / "conf.py").write_text("")
    (tmp_path / "index.rst").write_text(f"Links\n=====\n\n{link} {link}\n\nAgain, {link}.\n")
    (tmp_path / "other.rst").write_text(f":orphan:\n\nOther\n=====\n\n{link}\n")
    [(link, row)] = run_linkcheck(tmp_path, tmp_path, seconds=30)
    assert link.places == ("index.rst:4", "index.rst:6", "other.rst:6")
    assert row.status == "working"
