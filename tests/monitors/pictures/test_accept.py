"""A retake, and what it puts in place."""

from contextlib import nullcontext
from datetime import date
from types import SimpleNamespace

import pytest

from checks.monitors.pictures import accept as replacing
from checks.monitors.pictures.accept import beyond, retake_and_compare
from checks.monitors.pictures.compare import RATIO, compare
from checks.monitors.pictures.manifest import read_manifest, write

DAY = date(2026, 12, 1)


@pytest.fixture
def guide(tmp_path, webp, recorded, monkeypatch):
    """Retake where one picture, `one`, lies already, and the robot brings the pictures that are given."""
    docs = tmp_path / "docs"
    (docs / "pictures").mkdir(parents=True)
    (docs / "pictures/one.webp").write_bytes(webp())
    write(docs, {"one": recorded(webp())})

    def retake(*, accept=False, browser="Chromium 156", **files):
        records = {name: recorded(file) for name, file in files.items()}
        camera = SimpleNamespace(files=files, records=records, browser=browser)
        monkeypatch.setattr(replacing, "chromium", nullcontext)
        monkeypatch.setattr(replacing, "read", lambda _: [])
        monkeypatch.setattr(replacing, "retake", lambda *_: camera)
        return retake_and_compare(docs, tmp_path / "seen", DAY, accept=accept)

    return SimpleNamespace(docs=docs, retake=retake, seen=tmp_path / "seen/index.html")


def lying(guide):
    return {path.name: path.read_bytes() for path in (guide.docs / "pictures").iterdir()}


def test_the_same_picture_is_told_to_be_the_same(guide, webp, capsys) -> None:
    assert guide.retake(one=webp()) == 0
    assert "one: identical" in capsys.readouterr().out


def test_another_picture_fails_and_replaces_nothing(guide, webp, capsys) -> None:
    before = lying(guide)
    assert guide.retake(one=webp((40, 24), (3, 4))) == 1
    told = capsys.readouterr().out
    assert "one: 0.104% of its pixels differ" in told
    assert f"More than {RATIO:.1%} differ in: one. To accept the changes, add --accept." in told
    assert lying(guide) == before


def test_another_browser_may_draw_it_otherwise(guide, webp) -> None:
    assert guide.retake(one=webp((40, 24), (3, 4)), browser="Chromium 157") == 0


def test_what_differs_by_less_than_the_ratio_is_alike(webp, record) -> None:
    alike = compare("one", webp((40, 25)), webp((40, 25), (3, 4)))
    assert 0 < alike.ratio <= RATIO
    assert beyond([alike], {"one": record()}, "Chromium 156") == []


def test_a_new_picture_asks_to_be_accepted(guide, webp, capsys) -> None:
    assert guide.retake(one=webp(), two=webp()) == 1
    assert "differ in: two." in capsys.readouterr().out
    assert set(lying(guide)) == {"one.webp", "manifest.json"}


def test_accepting_puts_the_new_ones_in_place_and_takes_strays_away(guide, webp) -> None:
    new = webp((40, 24), (3, 4))
    assert guide.retake(two=new, accept=True) == 0
    assert set(lying(guide)) == {"two.webp", "manifest.json"}
    assert lying(guide)["two.webp"] == new
    assert list(read_manifest(guide.docs)) == ["two"]


def test_before_after_and_difference_stand_side_by_side(guide, webp) -> None:
    guide.retake(one=webp((40, 24), (3, 4)))
    page = guide.seen.read_text()
    assert [page.count(f"<figcaption>{title}</figcaption><img") for title in ("Before", "After", "Difference")] == [
        1
    ] * 3
