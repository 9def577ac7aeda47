"""Defects and leaks of picture files."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from checks.monitors.pictures.capture import RING
from checks.monitors.pictures.webp import HIGHEST, WIDEST, _has_only_pixels, contrast, find_defects, find_leaks

DOTS = ((3, 4), (5, 6))
COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


@pytest.fixture
def ringed(webp):
    """A picture file with points in the color of the marks."""
    return lambda **options: webp((40, 24), *DOTS, color=RING, **options)


def test_valid_picture_has_no_defects(ringed, here, record) -> None:
    assert list(find_defects(ringed(), here, record())) == []
    assert list(find_leaks(ringed(), here, record())) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"width": 21}, "Its size is (40, 24) pixels; for 21 x 12 it must be (42, 24)."),
        ({"width": WIDEST + 1}, f"Its size on the page is {WIDEST + 1} x 12; the maximum"),
        ({"height": HIGHEST + 1}, f"Its size on the page is 20 x {HIGHEST + 1}; the maximum"),
    ],
)
def test_rejects_invalid_sizes(change, reason, ringed, here, record) -> None:
    assert any(reason in one for one in find_defects(ringed(), here, record(**change)))


@pytest.mark.parametrize("alt", ["A picture of the form with its button Save, which marked 1 beside it.", "Save"])
def test_rejects_uninformative_alternative_texts(alt, ringed, here, record) -> None:
    (reason,) = find_defects(ringed(), replace(here, alt=alt), record())
    assert reason.endswith("Describe the content of the screen.")


def test_rejects_low_contrast_of_marks(ringed, here, record) -> None:
    (reason,) = find_defects(ringed(ground="#902040"), here, record())
    assert reason.startswith("Its marks have a contrast of ")


def test_rejects_a_picture_without_marks(webp, here, record) -> None:
    assert list(find_defects(webp(), here, record())) == ["It has no marks."]


def test_rejects_a_large_file(webp, here, record) -> None:
    noise = webp() + b"\0" * 130_000
    assert any("bytes; the maximum is 120000" in one for one in find_defects(noise, here, record()))


def test_rejects_a_file_that_is_not_a_picture(here, record) -> None:
    (reason,) = find_defects(b"x", here, record())
    assert reason.startswith("The file cannot be decoded")


@given(COLOURS, COLOURS)
def test_contrast_is_symmetric_and_between_1_and_21(one, other) -> None:
    assert 1 <= contrast(one, other) <= 21
    assert contrast(one, other) == contrast(other, one)
    assert contrast(one, one) == 1


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


MORE = "The file contains more than lossless pixels, for example metadata."


def camera() -> Image.Exif:
    made = Image.Exif()
    made[0x0131] = "somebody's camera"
    return made


@pytest.mark.parametrize("options", [{"exif": camera()}, {"xmp": b"<x/>"}], ids=["EXIF", "XMP"])
def test_reports_metadata(options, ringed, here, record) -> None:
    assert list(find_leaks(ringed(**options), here, record())) == [MORE]


@pytest.mark.parametrize("tail", [b"tail", b"x", b"\0"])
def test_reports_trailing_data(tail, ringed, here, record) -> None:
    assert list(find_leaks(ringed() + tail, here, record())) == [MORE]


@pytest.mark.parametrize("where", ["caption", "alt"])
def test_reports_a_secret_in_a_text_without_repeating_it(where, ringed, here, record) -> None:
    secret = "ATATT3xFfGF0aBcDeFgHiJkL"
    (reason,) = find_leaks(
        ringed(), replace(here, **{where: f"Use {secret} in the form that has the button Save."}), record()
    )
    assert reason.endswith("seems to contain an Atlassian token.")
    assert secret not in reason


@given(st.binary(max_size=200))
def test_invalid_data_is_never_accepted_as_a_picture(data) -> None:
    assert not _has_only_pixels(data)
