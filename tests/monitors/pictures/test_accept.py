"""The comparison of retaken pictures, and their acceptance."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from checks.monitors.pictures import retake as replacing
from checks.monitors.pictures.manifest import read_manifest, write
from checks.monitors.pictures.retake import retake_and_compare
from checks.monitors.pictures.webp import pixels

DAY = date(2026, 12, 1)


@pytest.fixture
def guide(tmp_path, webp, recorded, monkeypatch):
    """A guide with one stored picture, and a function that retakes the given pictures."""
    docs = tmp_path / "docs"
    (docs / "pictures").mkdir(parents=True)
    (docs / "pictures/one.webp").write_bytes(webp())
    write(docs, {"one": recorded(webp())})

    def retake(*, accept=False, browser="Chromium 156", labels=("Save",), **files):
        change = {"browser": browser, "labels": list(labels)}
        records = {name: replace(recorded(file), **change) for name, file in files.items()}
        camera = SimpleNamespace(screenshots=files, records=records, browser=browser)
        monkeypatch.setattr(replacing, "chromium", nullcontext)
        monkeypatch.setattr(replacing, "read", lambda _: [])
        monkeypatch.setattr(replacing, "retake", lambda *_: camera)
        return retake_and_compare(docs, tmp_path / "seen", DAY, accept=accept)

    return SimpleNamespace(docs=docs, retake=retake, seen=tmp_path / "seen/index.html")


def stored_files(guide):
    return {path.name: path.read_bytes() for path in (guide.docs / "pictures").iterdir()}


def test_same_picture_is_identical(guide, webp, capsys) -> None:
    assert guide.retake(one=webp()) == 0
    assert "one: identical" in capsys.readouterr().out


def test_retakes_the_picture_of_the_live_guide(guide, webp, recorded, monkeypatch, tmp_path) -> None:
    (guide.docs / "follow-live.md").touch()
    record = replace(recorded(webp()), kind="real", service="guide")
    monkeypatch.setattr(replacing.links, "built_pages", lambda: tmp_path)
    monkeypatch.setattr(replacing.live_picture, "take", lambda *_: (webp(), record))
    assert guide.retake(accept=True, one=webp()) == 0
    assert read_manifest(guide.docs)["live-guide"] == record
    assert pixels((guide.docs / "pictures/live-guide.webp").read_bytes()) == pixels(webp())


def test_picture_of_the_live_guide_needs_the_built_pages(guide, webp, monkeypatch, capsys) -> None:
    (guide.docs / "follow-live.md").touch()
    monkeypatch.setattr(replacing.links, "built_pages", lambda: None)
    assert guide.retake(one=webp()) == 1
    assert "nox -s docs" in capsys.readouterr().err


@pytest.fixture
def other(webp):
    """A picture of which a part has a different color."""
    return webp((40, 24), *((x, y) for x in range(5, 12) for y in range(5, 12)))


def test_different_picture_fails_without_replacing_the_stored_one(guide, other, capsys) -> None:
    before = stored_files(guide)
    assert guide.retake(one=other) == 1
    printed = capsys.readouterr().out
    assert "one: 49 of its pixels differ, between (5, 5) and (12, 12)" in printed
    assert "Review these pictures: one. To replace them, add --accept." in printed
    assert stored_files(guide) == before


def test_different_picture_from_another_browser_fails(guide, other, capsys) -> None:
    assert guide.retake(one=other, browser="Chromium 157") == 1
    assert "Chromium 156 took the stored picture, Chromium 157 this one" in capsys.readouterr().out


def test_reason_lists_changed_labels(guide, other, capsys) -> None:
    guide.retake(one=other, labels=["Save changes"])
    assert "it now shows 'Save changes'; it no longer shows 'Save'" in capsys.readouterr().out


def test_few_different_pixels_count_as_the_same(guide, webp, capsys) -> None:
    assert guide.retake(one=webp((40, 24), (3, 4))) == 0
    assert "one: 1 pixels differ" in capsys.readouterr().out


def test_a_new_picture_must_be_accepted(guide, webp, capsys) -> None:
    assert guide.retake(one=webp(), two=webp()) == 1
    assert "two: a new picture" in capsys.readouterr().out
    assert set(stored_files(guide)) == {"one.webp", "manifest.json"}


def test_vendor_screenshot_is_never_replaced(guide, other, webp, recorded, capsys) -> None:
    write(guide.docs, {"one": replace(recorded(webp()), kind="real")})
    before = stored_files(guide)
    assert guide.retake(one=other, accept=True) == 0
    assert stored_files(guide) == before
    assert "one: a screenshot of a vendor's own screen" in capsys.readouterr().out


def test_accept_replaces_pictures_and_removes_unused_ones(guide, other) -> None:
    assert guide.retake(two=other, accept=True) == 0
    assert set(stored_files(guide)) == {"two.webp", "manifest.json"}
    assert pixels(stored_files(guide)["two.webp"]) == pixels(other)
    assert list(read_manifest(guide.docs)) == ["two"]


def test_before_after_and_difference_are_side_by_side(guide, other) -> None:
    guide.retake(one=other)
    page = guide.seen.read_text()
    assert [page.count(f"<figcaption>{title}</figcaption><img") for title in ("Before", "After", "Difference")] == [
        1
    ] * 3
