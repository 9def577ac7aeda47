"""Two pictures side by side."""

import io

import pytest
from PIL import Image

from checks.freshness.pictures.compare import RATIO, TOLERANCE, compared, page
from checks.freshness.pictures.record import Record
from checks.freshness.pictures.replace import beyond


def webp(size: tuple[int, int] = (40, 25), *dots: tuple[int, int], colour: int = 0) -> bytes:
    image = Image.new("RGB", size, "white")
    for dot in dots:
        image.putpixel(dot, (colour, 255, 255))
    written = io.BytesIO()
    image.save(written, "WEBP", lossless=True)
    return written.getvalue()


def test_the_same_bytes_do_not_differ() -> None:
    assert compared("one", webp(), webp()).ratio == 0


def test_each_pixel_counts() -> None:
    found = compared("one", webp(), webp((40, 25), (3, 4), (5, 6)))
    assert found.ratio == pytest.approx(2 / 1000)
    with Image.open(io.BytesIO(found.difference)) as seen:
        assert [seen.getpixel(at) for at in ((3, 4), (5, 6), (7, 8))] == [255, 255, 0]


@pytest.mark.parametrize(("by", "share"), [(TOLERANCE, 0), (TOLERANCE + 1, 1 / 1000)])
def test_a_pixel_counts_once_it_differs_by_more_than_the_tolerance(by: int, share: float) -> None:
    assert compared("one", webp(), webp((40, 25), (3, 4), colour=255 - by)).ratio == pytest.approx(share)


def test_a_new_picture_and_one_of_another_size_differ_wholly() -> None:
    assert compared("one", b"", webp()).ratio == 1
    assert compared("one", webp((40, 25)), webp((40, 26))).ratio == 1


def test_the_page_shows_before_after_and_difference_without_another_file() -> None:
    text = page([compared("one", webp(), webp((40, 25), (3, 4))), compared("two", b"", webp())])
    assert text.count("data:image/webp;base64,") == 3
    assert text.count("data:image/png;base64,") == 1
    assert "one: 0.100% of its pixels differ" in text
    assert 'src="http' not in text


def record(browser: str) -> Record:
    return Record(
        page="page",
        steps=[1],
        generation="any",
        kind="drawing",
        labels=[],
        unconfirmed=[],
        facts={},
        taken="2026-11-24",
        believed_until="2027-05-23",
        width=20,
        height=12,
        size=1,
        sha256="",
        service="terraform",
        path="/",
        fingerprint="",
        browser=browser,
    )


@pytest.mark.parametrize(("browser", "named"), [("Chromium 156", ["one"]), ("Chromium 155", [])])
def test_only_what_the_same_browser_drew_must_be_alike(browser: str, named: list[str]) -> None:
    differing = compared("one", webp(), webp((40, 25), (3, 4), (5, 6)))
    assert differing.ratio > RATIO
    assert beyond([differing], {"one": record(browser)}, "Chromium 156") == named


def test_what_differs_by_less_than_the_ratio_is_alike() -> None:
    alike = compared("one", webp(), webp((40, 25), (3, 4)))
    assert alike.ratio <= RATIO
    assert beyond([alike], {"one": record("Chromium 156")}, "Chromium 156") == []


def test_a_new_picture_asks_to_be_accepted() -> None:
    assert beyond([compared("one", b"", webp())], {}, "Chromium 156") == ["one"]
