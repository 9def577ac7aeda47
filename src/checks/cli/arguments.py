"""The command line: its options, its help, and one line about whatever is not among them."""

import argparse
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from checks.report.sanitize import wrapped
from checks.settings.variables import VARIABLES

PROGRAM = "python -m checks"

_DESCRIPTION = """\
Reads a live connection between Bitbucket Cloud and HCP Terraform or Terraform
Enterprise, and says which step of the guide is not right yet. It only reads:
nothing is changed on either side.

Give any of four credentials in the environment. What can be checked with them
is checked; the rest says what it needs. No secret is taken from an argument,
and none is ever shown."""

_EXAMPLES = """\
examples:
  every check that the credentials allow:
      %(prog)s
  two of them, and what they build on:
      %(prog)s webhooks last-fetch
  what would be used and where it would go, without calling anybody:
      %(prog)s --check-settings
  one key file, without any account:
      BITBUCKET_SSH_KEY=~/.ssh/id_rsa %(prog)s ssh-key-format
  while you click, until all is right or ten minutes are over:
      %(prog)s --wait=600
  what has changed since last night, which the report then remembers:
      %(prog)s --compare night.json --json night.json
  in a pipeline:
      %(prog)s --require-all --junit test-results/checks.xml"""

_STATUS = """\
exit status:
  0  everything that was checked is right
  1  something is wrong
  2  something could not be told, nothing could be checked, or the usage is bad
  130  interrupted"""


WAIT = 300
"""Seconds that a run waits where nobody says how long."""


LONGEST_COUNT = 9
"""Digits."""


class UsageError(Exception):
    """The command line cannot be followed; its message is one line that says why."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # What argparse quotes is what was given, and that may be a secret that begins like an option.
        option, refused, _ = message.partition(": ignored explicit argument")
        raise UsageError(f"{option} takes no value." if refused else re.sub(r"'.*'", "what was given", message))

    def unknown_option(self, given: str) -> UsageError:
        """Return what to say about an option that does not exist, without the value that came with it."""
        name = given.partition("=")[0]
        return UsageError(f"There is no option {_quoted(name)}.{_nearest(name, self._option_string_actions)}")


def parse(arguments: Sequence[str], version: str) -> argparse.Namespace:
    """Return the options.

    Args:
        arguments: What stands after the name of the program.
        version: The version of this project, for ``--version``.

    Raises:
        UsageError: An option is unknown or lacks its value.
        SystemExit: The help or the version was asked for, and shown.
    """
    parser = _Parser(
        prog=PROGRAM,
        description=_DESCRIPTION,
        epilog="\n\n".join((_EXAMPLES, "\n".join(_environment()), _STATUS)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument(
        "checks", metavar="CHECK", nargs="*", help="run this check and what it builds on (all, if none is named)"
    )
    shown = parser.add_argument_group("instead of checking")
    shown.add_argument("--list", action="store_true", help="show every check, its step and what it needs")
    shown.add_argument(
        "--explain", action="store_true", help="show every call that the checks would make; calls nobody"
    )
    shown.add_argument("--check-settings", action="store_true", help="show where each setting comes from; calls nobody")
    shown.add_argument("--version", action="version", version=version, help="show the version")
    shown.add_argument("-h", "--help", action="help", help="show this")
    how = parser.add_argument_group("how to check")
    how.add_argument(
        "--require-all", action="store_true", help="end with 2 where a check lacks its credential: for pipelines"
    )
    how.add_argument(
        "--wait",
        metavar="SECONDS",
        nargs="?",
        type=_seconds,
        const=WAIT,
        default=0,
        help=f"look again until all is right, for so long at most ({WAIT} without a number)",
    )
    how.add_argument(
        "--sample",
        metavar="N",
        type=_count,
        help="look at N Terraform workspaces alone, spread evenly over all of them",
    )
    how.add_argument(
        "--resume", action="store_true", help="go on from where a long run was interrupted in the last 12 hours"
    )
    how.add_argument("--compare", metavar="FILE", type=Path, help="say what has changed since an earlier JSON report")
    how.add_argument("-v", "--verbose", action="store_true", help="show every finding and what was read")
    how.add_argument("--no-color", action="store_true", help="no colors; so does the variable NO_COLOR")
    reports = parser.add_argument_group(
        "reports, beside the one on the terminal",
        "FILE may be -, for standard output. The report on the terminal then goes to\nstandard error.",
    )
    reports.add_argument("--json", metavar="FILE", type=Path, help="write everything as JSON")
    reports.add_argument("--junit", metavar="FILE", type=Path, help="write JUnit XML, which pipelines show")
    reports.add_argument("--html", metavar="FILE", type=Path, help="write one page for a browser")
    reports.add_argument("--markdown", metavar="FILE", type=Path, help="write Markdown, made for a support ticket")
    options, rest = parser.parse_known_intermixed_args(list(arguments))
    if rest:
        raise parser.unknown_option(rest[0])
    return options


def unknown_check(given: str, names: Iterable[str]) -> UsageError:
    """Return what to say about a check that does not exist."""
    hint = _nearest(given.replace("_", "-").lower(), names) or " Try --list."
    return UsageError(f"There is no check {_quoted(given)}.{hint}")


def _seconds(given: str) -> int:
    if given.isascii() and given.isdecimal() and int(given):
        return int(given)
    raise argparse.ArgumentTypeError("give whole seconds, as in --wait=600; a check is named before it")


def _count(given: str) -> int:
    if given.isascii() and given.isdecimal() and len(given) <= LONGEST_COUNT and int(given):
        return int(given)
    raise argparse.ArgumentTypeError("give a whole number, as in --sample=50")


def _quoted(given: str) -> str:
    """Return what was given, unless it may be a secret that strayed onto the command line: it reads like words."""
    words = r"-{0,2}[A-Z]?[a-z]{1,14}([_-][A-Z]?[a-z]{1,14}){0,4}"
    return f"“{given}”" if re.fullmatch(words, given) else "of that name"


def _nearest(given: str, names: Iterable[str]) -> str:
    found = get_close_matches(given, list(names), n=1)
    return f" Did you mean {found[0]}?" if found else ""


def _environment() -> list[str]:
    lines = ["environment (of several variables for one thing, the first that is set counts):"]
    for variable in VARIABLES:
        default = f" ({variable.default})" if variable.default else ""
        lines += wrapped(f"{variable.what}{default}", 79, f"  {variable.name:<25} ", " " * 28)
    return lines
