"""Pictures of screens are reproducible, have marks, contain no secrets, and don't change the screen."""

import io
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import Image

from checks.monitors.pictures.capture import RING, encode_webp, marked, take
from checks.monitors.robot.browser import DENSITY, window
from checks.monitors.robot.guide import read
from checks.monitors.robot.manual_steps import ManualSteps
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.routes import ROUTES, steps_on
from checks.monitors.robot.screen import NotOnScreenError
from checks.monitors.robot.step import Part, PicturePlacement, ProcedureStep
from checks.monitors.robot.step_grammar import action
from checks.sandbox.healthy import unconnected
from checks.sandbox.server import serving

RINGED = tuple(bytes.fromhex(RING[1:]))


def test_encoded_file_contains_only_the_same_pixels() -> None:
    image = Image.effect_noise((40, 24), 90).convert("RGB")
    png = io.BytesIO()
    image.save(png, "PNG", pnginfo=None)
    file = encode_webp(png.getvalue())
    with Image.open(io.BytesIO(file)) as seen:
        assert (seen.format, seen.convert("RGB").tobytes()) == ("WEBP", image.tobytes())
    assert file == encode_webp(png.getvalue())
    assert file[12:16] == b"VP8L"


@pytest.fixture(scope="module")
def steps_to_first_picture(request):
    """The steps of the first route up to its first picture."""
    steps = steps_on(read(request.config.rootpath / "docs"), ROUTES[0])
    return steps[: next(number for number, one in enumerate(steps) if isinstance(one, PicturePlacement)) + 1]


@contextmanager
def robot_at_picture(browser, steps_to_first_picture, folder):
    """Yield a robot at the placement of the picture, in a separate sandbox."""
    with serving(unconnected(datetime.now(UTC))) as sandbox, window(browser) as context:
        robot = Robot(context, ManualSteps(sandbox, folder, "platform", key=False))
        for step in steps_to_first_picture[:-1]:
            action(step)(robot, step)
        yield robot


def colors(file: bytes) -> set[tuple[int, ...]]:
    with Image.open(io.BytesIO(file)) as image:
        return {color for _, color in image.convert("RGB").getcolors(image.width * image.height)}


@pytest.mark.browser
def test_pictures_of_two_runs_are_identical(browser, steps_to_first_picture, tmp_path) -> None:
    shots = []
    for _ in range(2):
        with robot_at_picture(browser, steps_to_first_picture, tmp_path) as robot:
            shots += [take(robot, steps_to_first_picture[-1]), take(robot, steps_to_first_picture[-1])]
    assert len({shot.png for shot in shots}) == 1
    assert len({shot.address for shot in shots}) == 2
    shot = shots[0]
    with Image.open(io.BytesIO(shot.png)) as image:
        assert image.size == (shot.width * DENSITY, shot.height * DENSITY)
    assert RINGED in colors(shot.png)
    assert shot.service == "terraform"
    assert "Callback URL" in shot.labels


@pytest.mark.browser
def test_restores_the_screen(browser, steps_to_first_picture, tmp_path) -> None:
    with robot_at_picture(browser, steps_to_first_picture, tmp_path) as robot:
        robot.screen.page.get_by_text("Copied").wait_for(state="hidden")
        body = robot.screen.page.locator("body")
        before = body.inner_html()
        take(robot, steps_to_first_picture[-1])
        # Hiding the text cursor leaves empty style attributes.
        assert body.inner_html().replace(' style=""', "") == before


FORM = "<main><form><label for=a>Secret</label><input id=a size=90></form></main>"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def secret_placement(steps_to_first_picture):
    """The placement of a picture of a form with the field Secret."""
    parts = (Part("words", "Copy "), Part("label", "Secret", ("terraform-screens.secret",), doubtful=False))
    step = ProcedureStep(page="page", section="part", line=1, number=1, parts=parts)
    return replace(steps_to_first_picture[-1], show="main", steps=(step,))


@pytest.mark.browser
def test_replaces_known_values_and_rejects_unknown_secrets(
    browser, steps_to_first_picture, tmp_path, secret_placement
) -> None:
    with robot_at_picture(browser, steps_to_first_picture, tmp_path) as robot:
        page = robot.screen.page
        page.set_content(FORM)
        page.get_by_role("textbox").fill(robot.callback)
        hidden = take(robot, secret_placement)
        page.get_by_role("textbox").fill(f"https://app.terraform.io/auth/{NOBODY}/callback")
        assert take(robot, secret_placement).png == hidden.png
        page.get_by_role("textbox").fill("aB3dE6gH9jK2mN5pQ8sT")
        with pytest.raises(NotOnScreenError, match=r"would show a key or secret\.$") as caught:
            take(robot, secret_placement)
        assert "aB3dE6gH9jK2mN5pQ8sT" not in str(caught.value)
        assert page.get_by_role("textbox").input_value() == "aB3dE6gH9jK2mN5pQ8sT"
        assert page.locator("#marks").count() == 0


@pytest.mark.browser
def test_unconfirmed_label_has_a_different_ring(browser, steps_to_first_picture, tmp_path, secret_placement) -> None:
    (step,) = secret_placement.steps
    doubtful = replace(step, parts=tuple(replace(part, doubtful=part.kind == "label") for part in step.parts))
    with robot_at_picture(browser, steps_to_first_picture, tmp_path) as robot:
        robot.screen.page.set_content(FORM)
        plain = take(robot, secret_placement)
        dashed = take(robot, replace(secret_placement, steps=(doubtful,)))
    assert plain.png != dashed.png
    assert RINGED in colors(dashed.png)


NEIGHBOURS = """<style>p {{ margin: 0 }}</style><main><form><p>Above</p>{form}
<p class=row><button>Skip</button> <span class=mark>not confirmed</span></p></form></main>"""


@pytest.mark.browser
def test_clip_contains_only_complete_elements(browser, steps_to_first_picture, tmp_path, secret_placement) -> None:
    field = "<div class=field><label for=a>Secret</label><input id=a size=90></div>"
    with robot_at_picture(browser, steps_to_first_picture, tmp_path) as robot:
        page = robot.screen.page
        page.set_content(NEIGHBOURS.format(form=field))
        shot = take(robot, replace(secret_placement, show="marks"))
        page.add_style_tag(content="p { visibility: hidden }")
        assert take(robot, replace(secret_placement, show="marks")).png == shot.png
        whole = replace(secret_placement, show="main")
        assert take(robot, whole).unconfirmed == ()
        page.set_content(NEIGHBOURS.format(form=field))
        assert (shot.labels, shot.unconfirmed) == (("Secret",), ())
        assert take(robot, whole).unconfirmed == ("Skip",)


TICKS = """<style>p {{ margin: 0; font: 16px/1.6 sans-serif }}</style><main><form><p>A long text above the label</p>
<p class=tick><input type=checkbox id=a><label for=a>Secret</label> {beside}</p></form></main>"""


@pytest.mark.browser
@pytest.mark.parametrize("beside", ["", "beside the label"])
def test_a_number_covers_no_text(browser, beside, steps_to_first_picture, tmp_path, secret_placement) -> None:
    with robot_at_picture(browser, steps_to_first_picture, tmp_path) as robot:
        page = robot.screen.page
        page.set_content(TICKS.format(beside=beside))
        page.evaluate("document.querySelector('main').style.padding = '30px'")
        with marked(robot.screen, secret_placement):
            badge = page.locator("#marks > div").last.bounding_box()
            texts = [page.get_by_text("Secret").bounding_box(), page.get_by_text("A long text").bounding_box()]
        assert page.locator("#marks").count() == 0
    label, above = texts
    # The number is on the side of the ring that has no text.
    if beside:
        assert badge["x"] + badge["width"] < label["x"]
    else:
        assert badge["x"] > label["x"] + label["width"]
    assert badge["y"] >= above["y"] + above["height"] or badge["x"] + badge["width"] < above["x"]


@pytest.mark.browser
def test_a_frame_that_the_picture_would_cut_is_not_visible(
    browser, steps_to_first_picture, tmp_path, secret_placement
) -> None:
    rows = "<div class=field><label for=a>Secret</label><input id=a></div><p style='margin: 90px'>Below</p>"
    frame = "<main><section style='border: {width} solid rgb(1, 2, 3); padding: {space}'>{rows}</section></main>"
    with robot_at_picture(browser, steps_to_first_picture, tmp_path) as robot:
        shots = []
        for show in ("marks", "main"):
            robot.screen.page.set_content(frame.format(width="2px", space="20px", rows=rows))
            shots.append(take(robot, replace(secret_placement, show=show)).png)
    assert [(1, 2, 3) in colors(shot) for shot in shots] == [False, True]


@pytest.mark.browser
def test_the_focus_is_not_visible(browser, steps_to_first_picture, tmp_path, secret_placement) -> None:
    with robot_at_picture(browser, steps_to_first_picture, tmp_path) as robot:
        page = robot.screen.page
        page.set_content("<style>:focus { outline: 3px solid rgb(1, 2, 3) }</style>" + FORM)
        page.get_by_role("textbox").focus()
        assert (1, 2, 3) not in colors(take(robot, secret_placement).png)
        assert (1, 2, 3) in colors(page.screenshot())


CLOSE = """<style>p {{ margin: 0 0 {gap}px; font: 16px/1.2 sans-serif }} label {{ display: inline-block }}</style>
<main style="padding: 30px"><form><p><label for=a>Name</label><input id=a></p>
<p><label for=b>Secret</label><input id=b></p></form></main>"""


@pytest.mark.browser
@pytest.mark.parametrize("gap", [4, 6, 30])
def test_the_rings_of_neighbors_do_not_overlap(
    browser, gap, steps_to_first_picture, tmp_path, secret_placement
) -> None:
    (secret,) = secret_placement.steps
    parts = (Part("words", "In "), Part("label", "Name", ("terraform-screens.name",), doubtful=False))
    steps = (replace(secret, number=2, parts=parts), replace(secret, number=3))
    with robot_at_picture(browser, steps_to_first_picture, tmp_path) as robot:
        robot.screen.page.set_content(CLOSE.format(gap=gap))
        with marked(robot.screen, replace(secret_placement, steps=steps)):
            first, _, second, _ = (one.bounding_box() for one in robot.screen.page.locator("#marks > div").all())
    assert second["y"] - first["y"] - first["height"] >= 0
    assert gap < 30 or second["y"] - first["y"] - first["height"] > 10


@pytest.mark.browser
def test_a_number_covers_no_other_button(browser, steps_to_first_picture, tmp_path, secret_placement) -> None:
    buttons = """<style>button { font: 16px sans-serif; padding: 8px 16px; margin-right: 12px }</style>
<main style="padding: 14px"><p>Text above the buttons</p><button>Secret</button><button>Cancel</button></main>"""
    with robot_at_picture(browser, steps_to_first_picture, tmp_path) as robot:
        page = robot.screen.page
        page.set_content(buttons)
        with marked(robot.screen, secret_placement):
            badge = page.locator("#marks > div").last.bounding_box()
            other = page.get_by_role("button", name="Cancel").bounding_box()
    assert badge["x"] + badge["width"] <= other["x"]
