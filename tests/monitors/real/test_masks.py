"""Only allowed texts are readable on a screenshot, and a mask that misses something stops it."""

import io

import pytest
from PIL import Image

from checks.monitors.real.masks import MaskError, allowed_texts, masked_screenshot

pytestmark = pytest.mark.browser

CLIP = {"x": 0, "y": 0, "width": 600, "height": 400}
PAGE = "<body style='margin: 0; font: 16px sans-serif'><main>{}</main>"


@pytest.fixture
def shot(robot):
    """Return a function that takes a screenshot of some HTML, and returns it with its readable texts."""

    def take(html, *, allowed=("Save", "Callback URL"), before=lambda _: None):
        with robot() as (careful, _):
            page = careful.screen.page
            page.set_content(PAGE.format(html))
            before(page)
            png, readable = masked_screenshot(page, CLIP, set(allowed))
            assert page.evaluate("document.adoptedStyleSheets.length") == 0
        return Image.open(io.BytesIO(png)).convert("RGB"), readable

    return take


def dark(image, box=None):
    """Return whether a part of the picture has dark pixels, as black text does."""
    return image.crop(box).convert("L").getextrema()[0] < 128


def test_allowed_texts_are_labels_and_permissions() -> None:
    allowed = allowed_texts([4])
    assert {"Callback URL", "Read and write", "OAuth Consumers", "4"} <= allowed
    assert not {"acme", "Jordan Lee", ""} & allowed


def test_an_allowed_text_stays_readable(shot) -> None:
    image, readable = shot("<p>Save</p>")
    assert (dark(image), readable) == (True, ["Save"])


@pytest.mark.parametrize(
    "html",
    [
        "<p>Jordan Lee</p>",
        "<p>Save as Jordan Lee</p>",
        "<p style='color: black !important'>Jordan Lee</p>",
        "<input value='Jordan Lee'>",
        "<input placeholder='Jordan Lee' style='border: 0'>",
        "<textarea style='border: 0; resize: none'>Jordan Lee</textarea>",
        "<select style='border: 0; appearance: none'><option>Jordan Lee</select>",
        "<style>p::before { content: 'Jordan Lee' }</style><p></p>",
        "<p style='text-decoration: underline'>Jordan Lee</p>",
        "<p style='text-shadow: 1px 1px black'>Jordan Lee</p>",
        "<p style='background: linear-gradient(black, black)'>&nbsp;</p>",
        "<svg width=90 height=30><text y=20>Jordan Lee</text></svg>",
        (
            "<canvas id=c width=90 height=30 style='background: white'></canvas>"
            "<script>c.getContext('2d').fillText('Jordan Lee', 9, 9)</script>"
        ),
    ],
)
def test_everything_else_is_masked(html, shot) -> None:
    image, readable = shot(html.replace("<input value", "<input style='border: 0' value"))
    assert (dark(image), readable) == (False, [])


def test_a_text_of_several_lines_does_not_reveal_its_neighbors(shot) -> None:
    image, readable = shot("<p style='width: 120px'>Jordan Lee has the <b>Callback URL</b> of acme and much more</p>")
    assert readable == ["Callback URL", "Callback URL"], "a box for each line"
    assert not dark(image, (0, 0, 240, 34)), "the first line"
    assert not dark(image, (0, 36, 50, 70)), "the end of the first text, next to the label"
    assert dark(image, (60, 36, 240, 70)), "the label"
    assert not dark(image, (0, 108, 240, 200)), "the last line"


CLOSED = """<div id=host></div><script>
  const root = host.attachShadow({mode: "closed"});
  root.innerHTML = "<style>p { -webkit-text-fill-color: black }</style><p>Jordan Lee</p>";
</script>"""


def test_a_text_that_style_sheets_cannot_reach_stops_the_screenshot(shot) -> None:
    with pytest.raises(MaskError, match="The mask does not cover a text of 10 characters") as caught:
        shot(CLOSED)
    assert "Jordan" not in str(caught.value)


def test_an_image_that_style_sheets_cannot_reach_stops_the_screenshot(shot) -> None:
    image = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    with pytest.raises(MaskError, match=r"The mask does not cover an image \(img\)"):
        shot(CLOSED.replace("<p>Jordan Lee</p>", f"<img width=9 height=9 src='{image}'>"))


def test_a_masked_text_on_top_of_an_allowed_one_stops_the_screenshot(shot) -> None:
    with pytest.raises(MaskError, match="overlaps a text that stays readable"):
        shot("<p>Callback URL</p><p style='position: absolute; top: 0; margin: 0'>Jordan</p>")


def test_a_page_that_changes_stops_the_screenshot(shot) -> None:
    def animate(page):
        page.evaluate("setInterval(() => { document.querySelector('p').textContent += '.' }, 1)")

    with pytest.raises(MaskError, match="The page changed while the screenshot was taken"):
        shot("<p>Jordan Lee</p>", before=animate)
