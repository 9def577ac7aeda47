"""Changes of pictures, their screens, and their manifest."""

import io
from collections.abc import Callable

import pytest
from monitored_project import CONNECT, CREATE, TEMPLATES, Project, Rows, edit, verify
from PIL import Image, ImageDraw

from checks.monitors.pictures.webp import pixels

pytestmark = pytest.mark.browser

STYLE = "src/checks/sandbox/static/screens.css"


def a_byte_of_a_picture(project: Project) -> None:
    name = "docs/pictures/provider-fields.webp"
    data = bytearray((project.root / name).read_bytes())
    data[len(data) // 2] ^= 1
    project.write(name, bytes(data))


def painted(project: Project, draw: Callable[[Image.Image], None]) -> None:
    """Change the pixels of a picture, and its hash in the manifest."""
    name, manifest = "docs/pictures/provider-fields.webp", "docs/pictures/manifest.json"
    before, written = (project.root / name).read_bytes(), io.BytesIO()
    with Image.open(io.BytesIO(before)) as opened:
        image = opened.convert("RGB")
    draw(image)
    image.save(written, "WEBP", lossless=True, quality=70, method=3)
    project.write(name, written.getvalue())
    if pixels(before) != pixels(written.getvalue()):
        project.edit(manifest, pixels(before), pixels(written.getvalue()))


def a_token_on_a_picture(project: Project) -> None:
    painted(project, lambda image: ImageDraw.Draw(image).text((30, 30), "ATATT3xFfGF0aBcDeFgHiJkL", fill="black"))


def swapped_steps(project: Project) -> None:
    text = project.text(CONNECT)
    first, second = (
        "1. In the HCP Terraform tab, paste the key in {label}`terraform-screens.key`.\n",
        "1. In {label}`terraform-screens.name`, enter a name for the VCS provider.\n",
    )
    start = text.index(":sync: consumers")
    part = text[start:].replace(first, "FIRST", 1).replace(second, first, 1).replace("FIRST", second, 1)
    project.write(CONNECT, (text[:start] + part).encode())


def exchanged(name: str, one: str, other: str) -> Callable[[Project], None]:
    """Return a change that exchanges two texts in a file."""

    def change(project: Project) -> None:
        parts = [part.replace(other, one) for part in project.text(name).split(one)]
        project.write(name, other.join(parts).encode())

    return change


def two_picture_files(project: Project) -> None:
    """Exchange the files of two pictures, and their hashes in the manifest."""
    names = [f"docs/pictures/{name}.webp" for name in ("callback-url", "public-key")]
    files = [(project.root / name).read_bytes() for name in names]
    for name, data in zip(names, reversed(files), strict=True):
        project.write(name, data)
    exchanged("docs/pictures/manifest.json", *map(pixels, files))(project)


ROWS: Rows = {
    "words in the template of a picture, which no step quotes": (
        edit(f"{TEMPLATES}/bitbucket/ssh_key.html", ">Expires on<", ">Ends on<"),
        {"pictures": "keys/new changed: it now says 'Ends on'; it no longer says 'Expires on'."},
    ),
    "the style of the screens": (
        edit(STYLE, "h1 { margin: 0 0 1rem;", "h1 { margin: 0 0 2rem;"),
        {"pictures": "changed, but none of its words."},
    ),
    "steps in another order": (
        swapped_steps,
        {"pictures": "provider-fields: The picture marks 'Key' with 2; step 2 on the page"},
    ),
    "a number in an alternative text": (
        edit("docs/add-vcs-provider.md", "Copy button, marked 4.", "Copy button, marked 3."),
        {"pictures": "Its alternative text names the numbers 3; the marked steps are 4."},
    ),
    "a label that an alternative text leaves out": (
        edit(CREATE, "The Scopes tab of the form, marked 1. ", "The form, marked 1. "),
        {"pictures": "client-permissions: Its alternative text does not mention 'Scopes'"},
    ),
    "two pictures in each other's place": (
        exchanged(CREATE, "{picture} client-permissions", "{picture} consumer-permissions"),
        {"pictures": "consumer-permissions: The picture marks 'Account: Write' with 1; step 1 on the page"},
    ),
    "two picture files, with their hashes": (
        two_picture_files,
        {"pictures": "callback-url: Its size is (1584, 1168) pixels"},
    ),
    "a byte of a picture": (a_byte_of_a_picture, {"pictures": "provider-fields: The "}),
    "a token painted into a picture, with its hash": (
        a_token_on_a_picture,
        {"walk": "These pictures differ from the screens"},
    ),
    "a day in the manifest": (
        edit("docs/pictures/manifest.json", '"valid_until": "2', '"valid_until": "1'),
        {"pictures": "callback-url: It was valid until 1"},
    ),
    "a comment in the style of the screens": (edit(STYLE, "body {", "/* A comment. */\nbody {"), {}),
    "recompression of a picture without loss": (lambda project: painted(project, lambda _: None), {}),
}


@pytest.mark.parametrize("name", ROWS)
def test_exactly_the_expected_monitors_report_a_change(name: str, project: Project) -> None:
    verify(project, *ROWS[name])
