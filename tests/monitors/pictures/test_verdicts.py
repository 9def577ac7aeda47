"""Each single change causes exactly the expected verdict, with the expected reason."""

import io
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from jinja2 import FileSystemLoader
from PIL import Image, ImageChops

from checks.facts.index import entries
from checks.monitors.pictures import live_picture, page_fingerprint
from checks.monitors.pictures.capture import RING
from checks.monitors.pictures.manifest import VALID_FOR, PictureRecord, file_of, read_manifest
from checks.monitors.pictures.verdicts import JudgedPicture, PictureVerdict, judge_pictures, judge_placements
from checks.monitors.pictures.webp import pixels
from checks.monitors.robot.guide import PAGES, read
from checks.monitors.robot.step import PicturePlacement

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def here() -> Sequence[PicturePlacement]:
    return [one for one in read(ROOT / "docs", (*PAGES, live_picture.PAGE)) if isinstance(one, PicturePlacement)]


@dataclass
class Guide:
    """A copy of the guide, with methods that change it."""

    docs: Path
    here: Sequence[PicturePlacement]
    records: dict[str, PictureRecord]
    patch: pytest.MonkeyPatch
    today: date

    def judge_placements(self) -> list[JudgedPicture]:
        return judge_placements(self.here, self.records, self.docs, self.today)

    def findings(self) -> set[tuple[str, PictureVerdict]]:
        return {
            (one.picture, one.verdict) for one in self.judge_placements() if one.verdict is not PictureVerdict.FRESH
        }

    def reasons(self) -> str:
        return "\n".join(one.reason for one in self.judge_placements() if one.verdict is not PictureVerdict.FRESH)

    # Changes

    def fact(self, name: str, **change: str) -> None:
        """Change the text of a fact, which also changes the pages that quote it."""
        fact = entries()[name].fact
        for field, text in change.items():
            self.patch.setitem(vars(fact), field, text)  # facts are frozen, so only tests can change them
        self.read()

    def read(self) -> None:
        self.here = [one for one in read(self.docs, (*PAGES, live_picture.PAGE)) if isinstance(one, PicturePlacement)]

    def page(self, name: str, old: str, new: str) -> None:
        page = self.docs / f"{name}.md"
        text = page.read_text()
        assert old in text
        page.write_text(text.replace(old, new, 1))
        self.read()

    def template(self, name: str, old: str, new: str) -> None:
        """Replace text in a template of the sandbox."""
        kept = FileSystemLoader.get_source

        def changed(loader: FileSystemLoader, environment: object, template: str) -> tuple[str, str, object]:
            source, *rest = kept(loader, environment, template)
            if template == name:
                assert old in source
                source = source.replace(old, new)
            return source, *rest

        self.patch.setattr(FileSystemLoader, "get_source", changed)
        page_fingerprint._signed_in_client.cache_clear()

    def record(self, name: str, **change: object) -> None:
        self.records[name] = replace(self.records[name], **change)

    def alt(self, name: str, text: str) -> None:
        self.here = [replace(one, alt=text) if one.name == name else one for one in self.here]

    def caption(self, name: str, text: str) -> None:
        self.here = [replace(one, caption=text) if one.name == name else one for one in self.here]

    def file(self, name: str, data: bytes, *, in_manifest: bool) -> None:
        """Replace the file, and update the manifest if `in_manifest` is true."""
        file_of(self.docs, name).write_bytes(data)
        if in_manifest:
            self.record(name, pixels=pixels(data))

    def byte(self, name: str) -> None:
        data = bytearray(file_of(self.docs, name).read_bytes())
        data[len(data) // 2] ^= 1
        self.file(name, bytes(data), in_manifest=False)

    def pixels(self, name: str, change: Callable[[Image.Image], Image.Image], **options: object) -> None:
        written = io.BytesIO()
        with Image.open(file_of(self.docs, name)) as image:
            change(image.convert("RGB")).save(written, "WEBP", lossless=True, **options)
        self.file(name, written.getvalue(), in_manifest=True)


@pytest.fixture
def guide(tmp_path: Path, here: Sequence[PicturePlacement], monkeypatch: pytest.MonkeyPatch) -> Iterator[Guide]:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "conf.py", tmp_path)
    records = read_manifest(tmp_path / "docs")
    day = date.fromisoformat(min(one.taken for one in records.values()))
    yield Guide(tmp_path / "docs", here, records, monkeypatch, day)
    page_fingerprint._signed_in_client.cache_clear()


def recolored(ground: tuple[int, int, int]) -> Callable[[Image.Image], Image.Image]:
    def change(image: Image.Image) -> Image.Image:
        new = Image.new("RGB", image.size, ground)
        difference = ImageChops.difference(image, Image.new("RGB", image.size, RING)).convert("L")
        new.paste(RING, mask=difference.point(lambda value: 255 * (value == 0)))
        return new

    return change


def recompressed(file: Path) -> bytes:
    """Return a different file with the same pixels."""
    written = io.BytesIO()
    with Image.open(file) as image:
        image.convert("RGB").save(written, "WEBP", lossless=True, quality=90, method=5)
    assert written.getvalue() != file.read_bytes()
    return written.getvalue()


def exif() -> Image.Exif:
    made = Image.Exif()
    made[0x0131] = "somebody's camera"
    return made


ALL = "every picture"
Change = Callable[[Guide], object]
MUTATIONS: dict[str, tuple[Change, set[str], PictureVerdict, str]] = {
    "a label in a fact": (
        lambda guide: guide.fact("bitbucket-screens.client-callback-url", text="Callback address"),
        {"new-client"},
        PictureVerdict.STALE,
        "The text of the fact bitbucket-screens.client-callback-url is 'Callback address'; it was 'Callback URL'",
    ),
    "a permission": (
        lambda guide: guide.fact("bitbucket.webhooks-read-and-write", level="Read and change"),
        {"client-permissions", "consumer-permissions"},
        PictureVerdict.STALE,
        "is 'Webhooks: Read and change'; it was 'Webhooks: Read and write'",
    ),
    "a label in a page": (
        lambda guide: guide.page(
            "create-consumer",
            "In {label}`bitbucket-screens.client-callback-url`, paste the callback URL",
            "In {label}`bitbucket-screens.client-url`, paste the callback URL",
        ),
        {"new-client"},
        PictureVerdict.STALE,
        "The picture marks 'Callback URL' with 7; step 7 on the page (docs/create-consumer.md:78) is about 'URL'.",
    ),
    "a template": (
        lambda guide: guide.template("bitbucket/ssh_key.html", "No expiry", "Never expires"),
        {"public-key"},
        PictureVerdict.STALE,
        "keys/new changed: it now says 'Never expires'; it no longer says 'No expiry'.",
    ),
    "fields in another order": (
        lambda guide: guide.template(
            "bitbucket/oauth_consumers_form.html",
            '{{ parts.text("privacy", "Privacy policy URL") }}\n'
            '  {{ parts.text("eula", "End user license agreement URL") }}',
            '{{ parts.text("eula", "End user license agreement URL") }}\n'
            '  {{ parts.text("privacy", "Privacy policy URL") }}',
        ),
        {"new-consumer", "consumer-permissions"},
        PictureVerdict.STALE,
        "shows the same words in another order. Compare the order of the steps. docs/create-consumer.md:",
    ),
    "a page that the sandbox no longer draws": (
        lambda guide: guide.record("grant-access", path="/nowhere"),
        {"grant-access"},
        PictureVerdict.UNKNOWN,
        "The depicted page cannot be rendered: The sandbox responds with 404",
    ),
    "a byte of a file": (
        lambda guide: guide.byte("provider-fields"),
        {"provider-fields"},
        PictureVerdict.STALE,
        "file c",
    ),
    "a day in the manifest": (
        lambda guide: guide.record("new-client", valid_until=(guide.today - timedelta(1)).isoformat()),
        {"new-client"},
        PictureVerdict.STALE,
        "It was valid until",
    ),
    "the day of today": (
        lambda guide: setattr(guide, "today", guide.today + VALID_FOR + timedelta(days=366)),
        {ALL},
        PictureVerdict.STALE,
        "It was valid until",
    ),
    "a day to come": (
        lambda guide: guide.record("new-client", taken=(guide.today + timedelta(1)).isoformat()),
        {"new-client"},
        PictureVerdict.STALE,
        "which is in the future",
    ),
    "a file that no longer exists": (
        lambda guide: file_of(guide.docs, "private-key").unlink(),
        {"private-key"},
        PictureVerdict.MISSING,
        "private-key.webp does not exist. docs/scope-and-ssh-key.md:",
    ),
    "a picture that was never taken": (
        lambda guide: guide.records.pop("private-key"),
        {"private-key"},
        PictureVerdict.MISSING,
        "It was never taken.",
    ),
    "a file too many": (
        lambda guide: (guide.docs / "pictures/old.webp").write_bytes(b"x"),
        {"old"},
        PictureVerdict.ORPHANED,
        "old.webp is neither in a page nor in the manifest.",
    ),
    "a page without its picture": (
        lambda guide: guide.page(
            "connect-and-authorize", "```{picture} provider-fields", "```{comment} provider-fields"
        ),
        {"provider-fields"},
        PictureVerdict.ORPHANED,
        "It is in the manifest, but no page shows it.",
    ),
    "a text that says nothing": (
        lambda guide: guide.alt("callback-url", "Callback URL"),
        {"callback-url"},
        PictureVerdict.UNREADABLE,
        "Its alternative text has 12 characters.",
    ),
    "a text that leaves out what is marked": (
        lambda guide: guide.alt("callback-url", "A list on the page, whose fourth entry has an address and a button."),
        {"callback-url"},
        PictureVerdict.UNREADABLE,
        "Its alternative text does not mention 'Callback URL'",
    ),
    "the size of a picture": (
        lambda guide: guide.record("new-client", width=700),
        {"new-client"},
        PictureVerdict.UNREADABLE,
        "Its size is",
    ),
    "a ground on which marks cannot be seen": (
        lambda guide: guide.pixels("new-client", recolored((0x80, 0x20, 0x40))),
        {"new-client"},
        PictureVerdict.UNREADABLE,
        "Its marks have a contrast of 1.",
    ),
    "a text with the numbers of earlier steps": (
        lambda guide: guide.alt(
            "callback-url",
            next(one.alt for one in guide.here if one.name == "callback-url").replace("marked 4", "marked 3"),
        ),
        {"callback-url"},
        PictureVerdict.UNREADABLE,
        "Its alternative text names the numbers 3; the marked steps are 4.",
    ),
    "lossless recompression": (
        lambda guide: guide.file("new-client", recompressed(file_of(guide.docs, "new-client")), in_manifest=False),
        set(),
        PictureVerdict.FRESH,
        "",
    ),
    "a picture without marks": (
        lambda guide: guide.pixels("new-client", lambda image: Image.new("RGB", image.size, "white")),
        {"new-client"},
        PictureVerdict.UNREADABLE,
        "It has no marks.",
    ),
    "metadata in a file": (
        lambda guide: guide.pixels("new-client", lambda image: image, exif=exif()),
        {"new-client"},
        PictureVerdict.LEAKING,
        "The file contains more than lossless pixels, for example metadata.",
    ),
    "a token in a caption": (
        lambda guide: guide.caption("new-client", "Use ATATT3xFfGF0aBcDeFgHiJkL here."),
        {"new-client"},
        PictureVerdict.LEAKING,
        "Its caption seems to contain an Atlassian token.",
    ),
    "a key on a picture": (
        lambda guide: guide.record("new-client", labels=[*guide.records["new-client"].labels, "aB3dE6gH9jK2mN5pQ8sT"]),
        {"new-client"},
        PictureVerdict.LEAKING,
        "The manifest seems to contain a key or secret.",
    ),
}


def test_unchanged_input_causes_no_report(guide) -> None:
    assert guide.findings() == set()
    assert len(guide.judge_placements()) == len(guide.here) == len(guide.records) >= 8


@pytest.mark.parametrize("name", MUTATIONS)
def test_one_change_causes_exactly_the_expected_verdict(guide, name: str) -> None:
    change, pictures, verdict, reason = MUTATIONS[name]
    change(guide)
    assert guide.findings() == {(one, verdict) for one in ({*guide.records} if pictures == {ALL} else pictures)}
    assert all(reason in line for line in guide.reasons().splitlines()), guide.reasons()


@pytest.mark.parametrize("broken", ["{", json.dumps({"pictures": {"one": {"page": "x"}}}), "[]"])
def test_invalid_manifest_is_unknown(guide, broken: str) -> None:
    (guide.docs / "pictures/manifest.json").write_text(broken)
    (verdict,) = judge_pictures(guide.docs, guide.today)
    assert verdict.verdict is PictureVerdict.UNKNOWN


def test_unreadable_pages_are_unknown(guide) -> None:
    (guide.docs.parent / "conf.py").unlink()
    (verdict,) = judge_pictures(guide.docs, guide.today)
    assert verdict.verdict is PictureVerdict.UNKNOWN
    assert "The guide cannot be read" in verdict.reason
