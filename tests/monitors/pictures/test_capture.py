"""Pictures of screens: the same bytes each time, with marks, without secrets, and the screen stays as it was."""

import io
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import Image

from checks.monitors.pictures.capture import RING, encode_webp, take
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


def test_a_file_holds_the_same_pixels_and_nothing_else() -> None:
    image = Image.effect_noise((40, 24), 90).convert("RGB")
    png = io.BytesIO()
    image.save(png, "PNG", pnginfo=None)
    file = encode_webp(png.getvalue())
    with Image.open(io.BytesIO(file)) as seen:
        assert (seen.format, seen.convert("RGB").tobytes()) == ("WEBP", image.tobytes())
    assert file == encode_webp(png.getvalue())
    assert file[12:16] == b"VP8L"


@pytest.fixture(scope="module")
def ahead(request):
    """The steps of the first way up to its first picture."""
    steps = steps_on(read(request.config.rootpath / "docs"), ROUTES[0])
    return steps[: next(number for number, one in enumerate(steps) if isinstance(one, PicturePlacement)) + 1]


@contextmanager
def there(browser, ahead, folder):
    """Lend a robot that stands where the picture is to be taken, in a sandbox of its own."""
    with serving(unconnected(datetime.now(UTC))) as sandbox, window(browser) as context:
        robot = Robot(context, ManualSteps(sandbox, folder, "platform", key=False))
        for step in ahead[:-1]:
            action(step)(robot, step)
        yield robot


def colors(file: bytes) -> set[tuple[int, ...]]:
    with Image.open(io.BytesIO(file)) as image:
        return {color for _, color in image.convert("RGB").getcolors(image.width * image.height)}


@pytest.mark.browser
def test_two_pictures_of_two_runs_are_the_same_to_the_bit(browser, ahead, tmp_path) -> None:
    shots = []
    for _ in range(2):
        with there(browser, ahead, tmp_path) as robot:
            shots += [take(robot, ahead[-1]), take(robot, ahead[-1])]
    assert len({shot.file for shot in shots}) == 1
    assert len({shot.address for shot in shots}) == 2
    shot = shots[0]
    with Image.open(io.BytesIO(shot.file)) as image:
        assert image.size == (shot.width * DENSITY, shot.height * DENSITY)
    assert RINGED in colors(shot.file)
    assert shot.service == "terraform"
    assert "Callback URL" in shot.labels


@pytest.mark.browser
def test_the_screen_stays_as_it_was(browser, ahead, tmp_path) -> None:
    with there(browser, ahead, tmp_path) as robot:
        robot.screen.page.get_by_text("Copied").wait_for(state="hidden")
        body = robot.screen.page.locator("body")
        before = body.inner_html()
        take(robot, ahead[-1])
        # Hiding the caret leaves empty styles behind.
        assert body.inner_html().replace(' style=""', "") == before


FORM = "<main><form><label for=a>Secret</label><input id=a size=90></form></main>"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def secret_here(ahead):
    """A picture of a form whose field is called Secret."""
    parts = (Part("words", "Copy "), Part("label", "Secret", ("terraform-screens.secret",), doubtful=False))
    step = ProcedureStep(page="page", section="part", line=1, number=1, parts=parts)
    return replace(ahead[-1], show="main", steps=(step,))


@pytest.mark.browser
def test_what_is_known_is_drawn_as_something_else_and_an_unknown_secret_stops_the_picture(
    browser, ahead, tmp_path, secret_here
) -> None:
    with there(browser, ahead, tmp_path) as robot:
        page = robot.screen.page
        page.set_content(FORM)
        page.get_by_role("textbox").fill(robot.callback)
        hidden = take(robot, secret_here)
        page.get_by_role("textbox").fill(f"https://app.terraform.io/auth/{NOBODY}/callback")
        assert take(robot, secret_here).file == hidden.file
        page.get_by_role("textbox").fill("aB3dE6gH9jK2mN5pQ8sT")
        with pytest.raises(NotOnScreenError, match=r"would show a key or secret\.$") as stopped:
            take(robot, secret_here)
        assert "aB3dE6gH9jK2mN5pQ8sT" not in str(stopped.value)
        assert page.get_by_role("textbox").input_value() == "aB3dE6gH9jK2mN5pQ8sT"
        assert page.locator("#marks").count() == 0


@pytest.mark.browser
def test_a_doubtful_label_has_another_ring(browser, ahead, tmp_path, secret_here) -> None:
    (step,) = secret_here.steps
    doubtful = replace(step, parts=tuple(replace(part, doubtful=part.kind == "label") for part in step.parts))
    with there(browser, ahead, tmp_path) as robot:
        robot.screen.page.set_content(FORM)
        plain = take(robot, secret_here)
        dashed = take(robot, replace(secret_here, steps=(doubtful,)))
    assert plain.file != dashed.file
    assert RINGED in colors(dashed.file)


NEIGHBOURS = """<style>p {{ margin: 0 }}</style><main><form><p>Above</p>{form}
<p class=row><button>Skip</button> <span class=mark>not confirmed</span></p></form></main>"""


@pytest.mark.browser
def test_around_its_marks_it_cuts_no_neighbour_in_half(browser, ahead, tmp_path, secret_here) -> None:
    field = "<div class=field><label for=a>Secret</label><input id=a size=90></div>"
    with there(browser, ahead, tmp_path) as robot:
        page = robot.screen.page
        page.set_content(NEIGHBOURS.format(form=field))
        shot = take(robot, replace(secret_here, show="marks"))
        page.add_style_tag(content="p { visibility: hidden }")
        assert take(robot, replace(secret_here, show="marks")).file == shot.file
        whole = replace(secret_here, show="main")
        assert take(robot, whole).unconfirmed == ()
        page.set_content(NEIGHBOURS.format(form=field))
        assert (shot.labels, shot.unconfirmed) == (("Secret",), ())
        assert take(robot, whole).unconfirmed == ("Skip",)
