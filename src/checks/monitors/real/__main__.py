"""Look up every label of the guide on the vendors' own screens, without saving anything there."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checks.facts import sightings
from checks.facts.index import find
from checks.facts.sightings import Sighting, text_on_screen
from checks.monitors.real import session, take
from checks.monitors.real.careful_robot import Account, CarefulRobot, SignedOutError
from checks.monitors.real.masks import MaskError
from checks.monitors.real.replay import Looked, replay
from checks.monitors.robot.browser import NoBrowserError
from checks.monitors.robot.guide import GuideError, read
from checks.monitors.robot.routes import Route, steps_on
from checks.monitors.robot.screen import NotOnScreenError
from checks.monitors.robot.step import PicturePlacement, ProcedureStep

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[4]
TERRAFORM, BITBUCKET = "https://app.terraform.io", "https://bitbucket.org"
EPILOG = (
    "Exit status: 0 every label that was looked up is on the screens; 1 a label is missing; 2 the screens could not be "
    "opened, or the picture was not stored."
)


def main(words: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Run the command and return the exit status."""
    parser = _parser()
    options = parser.parse_args(words)
    if problem := _unsuitable(options):
        parser.error(problem)
    from playwright.sync_api import Error as BrowserError  # noqa: PLC0415 - so that --help works without Playwright

    try:
        session.require_private(options.session, ROOT, environ)
        if options.sign_in:
            return _sign_in(options)
        stored = session.read(options.session)
        with session.own_browser(headed=not options.headless) as browser:
            return _look(options, browser, stored)
    except (
        *(session.SessionError, SignedOutError, NoBrowserError, GuideError, MaskError, NotOnScreenError),
        *(BrowserError, ValueError, OSError),
    ) as reason:
        print(reason, file=sys.stderr)
        return 2


def _look(options: argparse.Namespace, browser: "Browser", stored: object) -> int:
    account = Account(
        terraform_url=options.terraform_url.rstrip("/"),
        bitbucket_url=options.bitbucket_url.rstrip("/"),
        organization=options.organization,
        workspace=options.workspace,
        repository=options.repository,
        terraform_workspace=options.terraform_workspace,
        provider=options.provider,
        edition=options.edition,
    )
    today = datetime.now(UTC).date()
    camera = take.RealCamera(options.take, today, f"Chromium {browser.version}") if options.take else None
    with session.signed_in(browser, stored) as (context, blocked):
        robot = CarefulRobot(context, account)
        looked = replay(robot, _steps(options), camera)
        session.store(context.storage_state(), options.session)
    print(*report(looked, blocked), sep="\n")
    if camera and not camera.file:
        raise MaskError(f"The picture {options.take!r} was not taken. {camera.reason}.")
    if camera:
        print(
            f"Stored the screenshot {options.take!r}. {take.store(options.docs, camera)} Review it before you commit."
        )
    record(looked, options.record, today)
    return 1 if looked.missing else 0


def _steps(options: argparse.Namespace) -> list[ProcedureStep | PicturePlacement]:
    """Return the steps with an SSH key, and then those of the sections that only the other route has."""
    guide = read(options.docs.resolve())
    with_key, without = (steps_on(guide, Route(options.edition, options.screens, key)) for key in (True, False))
    return [*with_key, *(one for one in without if one.anchor not in {other.anchor for other in with_key})]


def record(looked: Looked, file: Path, today: date) -> None:
    """Store which facts were seen today, and remove the sightings of those that are missing."""
    known = sightings.read(file)
    for name in looked.missing.keys() & known.keys():
        del known[name]
    known |= {
        name: Sighting(looked.reworded.get(name) or text_on_screen(find(name).fact), today) for name in looked.seen
    }
    sightings.write(known, file)
    print(f"Recorded {len(looked.seen)} labels in {file}.")


def report(looked: Looked, blocked: Sequence[str]) -> list[str]:
    """Return the lines of the report."""
    missing = [f"{name}: missing on the screen. {reason}" for name, reason in sorted(looked.missing.items())]
    return [
        *missing,
        *(
            f"{name}: the screen shows {text!r}, which the fact lists as another wording. Make it the text of the fact."
            for name, text in sorted(looked.reworded.items())
        ),
        *(f"{name}: not reached. {reason}" for name, reason in sorted(looked.not_reached.items())),
        *(f"Not replayed: {step}" for step in looked.withheld),
        *([f"Blocked requests that could change data: {', '.join(sorted(set(blocked)))}"] if blocked else []),
        *(["If a blocked request loads the screen, a missing label might be there."] if blocked and missing else []),
        f"{len(looked.seen)} labels seen, {len(missing)} missing, {len(looked.not_reached)} not reached.",
    ]


def _sign_in(options: argparse.Namespace) -> int:
    with session.own_browser(headed=not options.headless) as browser:
        context = browser.new_context()
        for url in (options.terraform_url, options.bitbucket_url):
            context.new_page().goto(url)
        print("Sign in to both services in the browser window. Then press Enter here.", flush=True)
        sys.stdin.readline()
        session.store(context.storage_state(), options.session)
    print(f"Stored the session in {options.session}. Delete the file when you no longer need it.")
    return 0


def _unsuitable(options: argparse.Namespace) -> str:
    """Return why the options don't fit together; empty if they do."""
    if not options.sign_in and not (options.organization and options.workspace):
        return "--organization and --workspace are required, because the guide opens their pages."
    own = options.bitbucket_url != BITBUCKET or (options.terraform_url != TERRAFORM and options.edition == "hcp")
    recorded = options.record.resolve() == sightings.FILE or (options.take and options.docs.resolve() == ROOT / "docs")
    if not options.sign_in and own and recorded:
        return (
            "These URLs aren't the vendors' own, so nothing from there can be recorded in the guide. "
            "Choose other files with --record and --docs."
        )
    return ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nox -s real --", description=__doc__, epilog=EPILOG)
    parser.add_argument("--sign-in", action="store_true", help="open both services, and store the session")
    parser.add_argument("--take", metavar="PICTURE", default="", help="also take this screenshot, with masks")
    parser.add_argument("--organization", default="", help="the HCP Terraform organization")
    parser.add_argument("--workspace", default="", help="the Bitbucket workspace")
    parser.add_argument("--repository", default="example", help="a repository in the Bitbucket workspace")
    parser.add_argument("--terraform-workspace", default="", help="a Terraform workspace, to open its settings")
    parser.add_argument(
        "--provider", default="Bitbucket Cloud", help="the name of the VCS provider (default: Bitbucket Cloud)"
    )
    parser.add_argument(
        "--screens", choices=("clients", "consumers"), default="clients", help="Bitbucket's form (default: clients)"
    )
    parser.add_argument(
        "--edition", choices=("hcp", "enterprise"), default="hcp", help="the edition of Terraform (default: hcp)"
    )
    parser.add_argument("--terraform-url", default=TERRAFORM, help=f"the URL of Terraform (default: {TERRAFORM})")
    parser.add_argument("--bitbucket-url", default=BITBUCKET, help=f"the URL of Bitbucket (default: {BITBUCKET})")
    parser.add_argument(
        "--session", type=Path, default=session.DEFAULT, help=f"the file of the session (default: {session.DEFAULT})"
    )
    parser.add_argument(
        "--record", type=Path, default=sightings.FILE, help="store in this file when each label was seen"
    )
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="read the pages in this folder")
    parser.add_argument("--headless", action="store_true", help="show no window; only for the sandbox")
    return parser


if __name__ == "__main__":
    sys.exit(main())
