"""Take a screenshot of a vendor's own screen for the guide, with masks, and record it as real."""

import re
from datetime import date
from pathlib import Path

from checks.monitors.pictures import capture
from checks.monitors.pictures.manifest import REAL, PictureRecord, expiry_date, file_of, read_manifest, write
from checks.monitors.pictures.marks import marks, quote
from checks.monitors.pictures.secret_patterns import find_secrets
from checks.monitors.pictures.webp import find_defects, find_leaks, pixels
from checks.monitors.real.careful_robot import Account, CarefulRobot
from checks.monitors.real.masks import MaskError, allowed_texts, masked_screenshot
from checks.monitors.robot.step import PicturePlacement

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)


class RealCamera:
    """Take one picture, at its placement.

    Attributes:
        file: The picture; empty until it is taken.
        record: Its record for the manifest.
        reason: Why its screen was not reached; empty if it was.
    """

    def __init__(self, name: str, today: date, browser: str) -> None:
        self.name, self.today, self.browser = name, today, browser
        self.file, self.reason = b"", "No step of the guide leads to it"
        self.record: PictureRecord | None = None

    def __call__(self, robot: CarefulRobot, here: PicturePlacement, reason: str) -> None:
        """Take the picture at its first placement that is reached. Raises `MaskError`, `NotOnScreenError`."""
        if here.name != self.name or self.file:
            return
        self.reason = reason
        if not reason:
            self._take(robot, here)

    def _take(self, robot: CarefulRobot, here: PicturePlacement) -> None:
        named = next(step for step in here.steps if step.labels)
        screen = robot.switch_tab(named)
        with capture.marked(screen, here) as (_, clip):
            allowed = allowed_texts([step.number for step in here.steps])
            png, readable = masked_screenshot(screen.page, clip, allowed)
        require_nothing_private(readable, robot.account)
        parts = [part for step in here.steps for part in step.labels]
        file = capture.encode_webp(png)
        areas = {part.text for part in parts if set(part.text.split(": ")) <= {*readable}}
        record = PictureRecord(
            page=here.page,
            marks=marks(here),
            generation=here.tabs.get("screens", "any"),
            kind=REAL,
            labels=sorted({*readable, *areas} - {str(step.number) for step in here.steps}),
            words=[],
            unconfirmed=[],
            facts={fact: quote(fact) for part in parts for fact in part.facts},
            taken=self.today.isoformat(),
            valid_until=expiry_date(self.today),
            width=int(clip["width"]),
            height=int(clip["height"]),
            pixels=pixels(file),
            service=named.service,
            path=_path(screen.page.url, robot.account),
            fingerprint="",
            browser=self.browser,
        )
        if problems := [*find_leaks(file, here, record), *find_defects(file, here, record)]:
            raise MaskError(f"The screenshot {here.name!r} was not stored. {' '.join(problems)}")
        self.file, self.record = file, record


def require_nothing_private(readable: list[str], account: Account) -> None:
    """Require that no readable text contains a name of the account or looks like a secret. Raises `MaskError`."""
    text = "\n".join(readable)
    for name in account.names:
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
            raise MaskError("A readable text contains a name of your account, so nothing was stored.")
    if found := sorted(find_secrets(text)):
        raise MaskError(f"A readable text looks like {', '.join(found)}, so nothing was stored.")


def _path(url: str, account: Account) -> str:
    """Return the path of a page, without names of the account, IDs, and the query."""
    path = "/" + url.partition("?")[0].partition("#")[0].split("/", 3)[-1]
    names = {
        "organization": account.organization,
        "workspace": account.workspace,
        "repository": account.repository,
        "terraform-workspace": account.terraform_workspace,
    }
    parts = {value: f"{{{name}}}" for name, value in names.items() if value}
    return _UUID.sub("{uuid}", "/".join(parts.get(part, part) for part in path.split("/")))


def store(docs: Path, camera: RealCamera) -> str:
    """Store the picture and its record, and return what happened to the picture that was there before."""
    assert camera.record is not None  # noqa: S101 - the caller checked that the picture was taken
    records = read_manifest(docs)
    old = records.get(camera.name)
    write(docs, records | {camera.name: camera.record})
    file_of(docs, camera.name).write_bytes(camera.file)
    if old is None:
        return "It is new."
    what = "a screenshot" if old.kind == REAL else "an illustration"
    return f"It replaces {what} of {old.taken}."
