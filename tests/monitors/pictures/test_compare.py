"""The comparison of two pictures."""

import io

import pytest
from PIL import Image

from checks.monitors.pictures.compare import SAME, compare, page

SIZE = (60, 40)


def square(side: int) -> list[tuple[int, int]]:
    return [(x, y) for x in range(5, 5 + side) for y in range(5, 5 + side)]


def edge(gray: int) -> bytes:
    """Return a picture of a dark shape with a diagonal edge that is anti-aliased with this gray."""
    image = Image.new("L", SIZE, "white")
    for y in range(SIZE[1]):
        image.paste(0, (0, y, y, y + 1))
        image.putpixel((y, y), gray)
    written = io.BytesIO()
    image.convert("RGB").save(written, "WEBP", lossless=True)
    return written.getvalue()


def test_compression_does_not_matter(webp) -> None:
    found = compare("one", webp(SIZE, quality=0), webp(SIZE, quality=100, method=6, exif=b"x"))
    assert (found.pixels, found.reason, str(found)) == (0, "", "one: identical")


@pytest.mark.parametrize(("side", "differs"), [(4, False), (5, True)])
def test_differing_pixels_count_above_the_limit(side, differs, webp) -> None:
    found = compare("one", webp(SIZE), webp(SIZE, *square(side)))
    assert found.pixels == side**2
    assert (found.pixels > SAME) is differs
    assert found.reason == ("25 of its pixels differ, between (5, 5) and (10, 10)" if differs else "")


def test_ignores_anti_aliasing() -> None:
    found = compare("one", edge(90), edge(170))
    assert found.reason == ""


def test_new_picture_and_changed_size_differ(webp) -> None:
    assert compare("one", b"", webp((40, 25))).reason == "a new picture"
    assert compare("one", webp((40, 25)), webp((40, 26))).reason == "its size was 40 x 25 pixels, and now is 40 x 26"


def test_comparison_page_is_self_contained(webp) -> None:
    text = page([compare("one", webp(SIZE), webp(SIZE, *square(5))), compare("two", b"", webp(SIZE))])
    assert text.count("data:image/webp;base64,") == 1
    assert text.count("data:image/png;base64,") == 3
    assert "one: 25 of its pixels differ" in text
    assert 'src="http' not in text
