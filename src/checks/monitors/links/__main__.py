"""``python -m checks.monitors.links`` checks the links of the built guide."""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from checks.monitors.issue import issue_file
from checks.monitors.links import ledger, report, settings
from checks.monitors.links.settings import LinkSettings
from checks.monitors.links.site import Link, SiteError, added_links, read_site
from checks.monitors.links.verdict import JudgedLink, LinkVerdict, judge_link
from checks.monitors.web import Web

EPILOG = "Exit status: 0 nothing to do; 1 a link needs attention; 2 no link could be checked."
WORKERS = 8
"""Number of hosts to which requests are sent at the same time."""


def main(arguments: Sequence[str] | None = None, web: Web | None = None, day: date | None = None) -> int:
    """Run the command and return the exit status.

    Args:
        arguments: The command-line arguments; by default, the arguments of this process.
        web: Sends the requests; by default to the internet.
        day: The day of the scan; by default today.
    """
    options = _parser().parse_args(arguments)
    today = day or datetime.now(UTC).date()
    try:
        site = read_site(options.site, options.source.resolve())
        if site.problems:
            print(*site.problems, sep="\n")
            return 1
        if options.offline:
            print(f"The links within the guide work; {len(site.links)} links lead to other sites.")
            return 0
        known = settings.read(options.settings)
        if options.added_since:
            return _added(added_links(site, options.added_since, Path.cwd()), known, web or Web(), today)
        with issue_file(options.markdown) as write:
            remembered = ledger.read(options.ledger)
            judged = judge_links(site.links, web or Web(), known, today, options.seconds)
            scan = report.LinkScan(today, judged, ledger.update(remembered, judged, today))
            if not scan.inconclusive:
                ledger.write(options.ledger, scan.ledger)
            found = report.build(scan)
            write(found)
    except (SiteError, ValueError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(found.terminal)
    return scan.exit_status


def _added(links: Sequence[Link], known: LinkSettings, web: Web, today: date) -> int:
    """Request each link that a change adds once, and return 1 if the page or its host doesn't exist."""
    judged = judge_links(links, web, known, today)
    for one in judged:
        print(f"{one.link.address}: {one.verdict.value}. {one.reason} Linked from {', '.join(one.link.places)}.")
    gone = [one for one in judged if one.gone]
    print(f"This change adds {len(judged)} links; {len(gone)} of them don't exist.")
    return 1 if gone else 0


def judge_links(
    links: Sequence[Link], web: Web, known: LinkSettings, today: date, seconds: float = 300
) -> list[JudgedLink]:
    """Return the verdict on each link. Each host gets one request at a time.

    Args:
        links: The links.
        web: Sends the requests.
        known: The settings of the maintainers.
        today: The day.
        seconds: The time limit for all requests. Links that were not reached by then are unknown.
    """
    ends = time.monotonic() + seconds
    hosts: dict[str, list[Link]] = {}
    for link in links:
        hosts.setdefault(urlsplit(link.address).netloc, []).append(link)

    def judge(link: Link) -> JudgedLink:
        if why := known.acknowledgment(link.address, today):
            return JudgedLink(link, LinkVerdict.IGNORED, f"Not checked: {why}.")
        if time.monotonic() > ends:
            return JudgedLink(link, LinkVerdict.UNKNOWN, "Not requested before the time limit.")
        return judge_link(link, web, known.expected.get(link.address, ""))

    def judge_host(links: Sequence[Link]) -> list[JudgedLink]:
        return [judge(link) for link in links]

    with ThreadPoolExecutor(WORKERS) as pool:
        found: Mapping[str, JudgedLink] = {
            one.link.address: one for some in pool.map(judge_host, hosts.values()) for one in some
        }
    return [found[link.address] for link in links]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nox -s links --", description=__doc__, epilog=EPILOG)
    parser.add_argument(
        "--source", type=Path, default=Path("docs"), help="count lines in the pages in this folder (default: docs)"
    )
    parser.add_argument(
        "--site",
        type=Path,
        default=Path("_build/html"),
        help="read the built pages in this folder (default: _build/html)",
    )
    parser.add_argument(
        "--settings",
        type=Path,
        default=Path("docs/monitors/links.toml"),
        help="read expected words and acknowledged links in this file (default: docs/monitors/links.toml)",
    )
    parser.add_argument(
        "--offline", action="store_true", help="check only the links within the guide, without sending a request"
    )
    parser.add_argument(
        "--added-since", metavar="COMMIT", help="check only the links that the guide at this commit doesn't have"
    )
    parser.add_argument(
        "--ledger",
        type=Path,
        default=Path("_build/monitors/links.json"),
        help="store the state of each link in this file (default: _build/monitors/links.json)",
    )
    parser.add_argument(
        "--seconds", type=float, default=300, help="limit the time for requests, in seconds (default: 300)"
    )
    parser.add_argument("--markdown", type=Path, help="write the text of the issue to this file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
