"""Two pictures side by side."""

import io

import pytest
from PIL import Image

from checks.monitors.pictures.compare import TOLERANCE, compare, page


def test_the_same_bytes_do_not_differ(webp) -> None:
    assert compare("one", webp((40, 25)), webp((40, 25))).ratio == 0


def test_each_pixel_counts(webp) -> None:
    found = compare("one", webp((40, 25)), webp((40, 25), (3, 4), (5, 6)))
    assert found.ratio == pytest.approx(2 / 1000)
    with Image.open(io.BytesIO(found.difference)) as seen:
        assert [seen.getpixel(at) for at in ((3, 4), (5, 6), (7, 8))] == [255, 255, 0]


@pytest.mark.parametrize(("by", "share"), [(TOLERANCE, 0), (TOLERANCE + 1, 1 / 1000)])
def test_a_pixel_counts_once_it_differs_by_more_than_the_tolerance(by, share, webp) -> None:
    assert compare("one", webp((40, 25)), webp((40, 25), (3, 4), color=(255 - by, 255, 255))).ratio == pytest.approx(
        share
    )


def test_a_new_picture_and_one_of_another_size_differ_wholly(webp) -> None:
    assert compare("one", b"", webp((40, 25))).ratio == 1
    assert compare("one", webp((40, 25)), webp((40, 26))).ratio == 1


def test_the_page_shows_before_after_and_difference_without_another_file(webp) -> None:
    text = page([compare("one", webp((40, 25)), webp((40, 25), (3, 4))), compare("two", b"", webp((40, 25)))])
    assert text.count("data:image/webp;base64,") == 3
    assert text.count("data:image/png;base64,") == 1
    assert "one: 0.100% of its pixels differ" in text
    assert 'src="http' not in text
