"""The command line: its options, its help, and its errors, one line each."""

import argparse
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from checks.cli.subcommands import SUBCOMMANDS
from checks.settings.variables import VARIABLES

_DESCRIPTION = """\
Check a live connection between Bitbucket Cloud and HCP Terraform or Terraform
Enterprise, and report which setup step to fix. The checks are read-only.

Set up to four credentials in the environment. Checks that need a credential
you haven't set are skipped. Secrets are never read from arguments or printed."""

_EXAMPLES = """\
examples:
  run all checks that the credentials allow:
      %(prog)s
  run two checks and their prerequisites:
      %(prog)s webhooks last-fetch
  show the settings, without sending requests:
      %(prog)s --check-settings
  check an SSH key file, without any account:
      BITBUCKET_SSH_KEY=~/.ssh/id_rsa %(prog)s ssh-key-format
  repeat the checks for up to ten minutes while you fix the setup:
      %(prog)s --wait=600
  compare with last night's report, and then replace it:
      %(prog)s --compare night.json --json night.json
  run in a CI pipeline:
      %(prog)s --require-all --within 10m --junit checks.xml"""

_STATUS = """\
exit status:
  0    all checks that ran passed
  1    at least one check failed
  2    a result is unknown or an error, no check passed, or the command line is
       invalid
  130  interrupted"""


WAIT = 300
"""The default of ``--wait``, in seconds."""


SHORTEST_BUDGET = 20
"""The minimum of ``--within``, in seconds. The start, the first responses, and the reports need some of them."""

LONGEST_COUNT = 9
"""The maximum number of digits in a number."""

REPORTS = {
    "json": "write a JSON report",
    "junit": "write a JUnit XML report",
    "html": "write an HTML report",
    "markdown": "write a Markdown report for a support ticket",
}
"""The options for report files, with their help. `checks.cli.outputs.FORMATS` has the function of each."""


class UsageError(Exception):
    """The command line is invalid; the message is one line."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors don't show values."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line without its values.

        Raises:
            UsageError: Always.
        """
        # argparse quotes values from the command line, which might be secrets that look like options.
        message = message.removeprefix("argument ")
        option, refused, _ = message.partition(": ignored explicit argument")
        raise UsageError(f"{option}: takes no value" if refused else re.sub(r"'.*'", "the value", message))

    def unknown_option(self, given: str) -> UsageError:
        """Return the error for an option that doesn't exist, without its value."""
        name = given.partition("=")[0]
        return UsageError(f"unrecognized option{_named(name)}.{_nearest(name, self._option_string_actions)}")


class _ShowVersion(argparse.Action):
    def __init__(self, *, find: Callable[[], str], **options: Any) -> None:  # noqa: ANN401 - as in argparse
        super().__init__(nargs=0, **options)
        self._find = find

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        parser._print_message(f"{self._find()}\n", sys.stdout)  # noqa: SLF001 - as the actions of argparse do
        parser.exit()


def make_parser(version: Callable[[], str], program: str) -> Parser:
    """Return the parser of the command line.

    Args:
        version: Returns the version of this project, for ``--version``.
        program: What the reader types to run this, for the usage line and the examples.
    """
    parser = Parser(
        prog=program,
        usage="%(prog)s [options] [CHECK ...]",
        description=_DESCRIPTION,
        epilog="\n\n".join(("\n".join(_subcommands()), _EXAMPLES, "\n".join(_environment()), _STATUS)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    named = parser.add_argument_group("arguments")
    named.add_argument(
        "checks", metavar="CHECK", nargs="*", help="name of a check to run, with its prerequisites (default: all)"
    )
    shown = parser.add_argument_group("actions")
    shown.add_argument("--list", action="store_true", help="list all checks with their step and required credentials")
    shown.add_argument(
        "--explain", action="store_true", help="list the requests that each check makes, without sending them"
    )
    shown.add_argument(
        "--check-settings", action="store_true", help="show the source of each setting, without sending requests"
    )
    shown.add_argument("--version", action=_ShowVersion, find=version, help="show the version and exit")
    shown.add_argument("-h", "--help", action="help", help="show this help message and exit")
    how = parser.add_argument_group("options")
    how.add_argument(
        "--require-all",
        action="store_true",
        help="exit with status 2 if a check is skipped because a credential is missing (for CI)",
    )
    how.add_argument(
        "--wait",
        metavar="SECONDS",
        nargs="?",
        type=_seconds,
        const=WAIT,
        default=0,
        help=f"repeat the checks until they pass, for up to SECONDS (default: {WAIT})",
    )
    how.add_argument(
        "--sample",
        metavar="N",
        type=_count,
        help="check N Terraform workspaces only, evenly distributed by name",
    )
    how.add_argument(
        "--within",
        metavar="TIME",
        type=_duration,
        help="end the run within TIME, such as 10m; with --compare, start with the items that were not checked for "
        "the longest time",
    )
    how.add_argument("--compare", metavar="FILE", type=Path, help="show what changed since an earlier JSON report")
    how.add_argument("-v", "--verbose", action="store_true", help="show all findings and requests")
    how.add_argument("--no-color", action="store_true", help="disable color (also: set NO_COLOR)")
    reports = parser.add_argument_group(
        "report files",
        "FILE can be - for standard output. The terminal report then goes to standard\nerror.",
    )
    for name, summary in REPORTS.items():
        reports.add_argument(f"--{name}", metavar="FILE", type=Path, help=summary)
    return parser


def parse(
    arguments: Sequence[str], version: Callable[[], str], program: str = "python -m checks"
) -> argparse.Namespace:
    """Return the options.

    Raises:
        UsageError: An option is unknown, or its value is missing or invalid.
        SystemExit: The help or the version was shown.
    """
    parser = make_parser(version, program)
    options, rest = parser.parse_known_intermixed_args(list(arguments))
    if rest:
        raise parser.unknown_option(rest[0])
    if options.within and options.wait:
        raise UsageError(
            "--within and --wait can't be combined: use --within in CI, and --wait while you fix a problem."
        )
    return options


def unknown_check(given: str, names: Iterable[str]) -> UsageError:
    """Return the error for a check that doesn't exist."""
    hint = _nearest(given.replace("_", "-").lower(), names) or " Try --list."
    return UsageError(f"unknown check{_named(given)}.{hint}")


def _seconds(given: str) -> int:
    if given.isascii() and given.isdecimal() and int(given):
        return int(given)
    raise argparse.ArgumentTypeError(
        "expected a whole number of seconds, such as --wait=600. Put the names of checks before it."
    )


def _duration(given: str) -> int:
    match = re.fullmatch(r"(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?", given, re.ASCII)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    duration = (hours * 60 + minutes) * 60 + seconds
    if duration < SHORTEST_BUDGET:
        raise argparse.ArgumentTypeError(
            f"expected at least {SHORTEST_BUDGET} seconds, as hours, minutes, and seconds, such as --within=1h30m"
        )
    return duration


def _count(given: str) -> int:
    if given.isascii() and given.isdecimal() and len(given) <= LONGEST_COUNT and int(given):
        return int(given)
    raise argparse.ArgumentTypeError("expected a whole number, such as --sample=50")


def _named(given: str) -> str:
    """Return `given` after a colon if it consists of ordinary words; otherwise it might be a secret, so nothing."""
    words = r"-{0,2}[A-Z]?[a-z]{1,14}([_-][A-Z]?[a-z]{1,14}){0,4}"
    return f": {given}" if re.fullmatch(words, given) else ""


def _nearest(given: str, names: Iterable[str]) -> str:
    found = get_close_matches(given, list(names), n=1)
    return f" Did you mean {found[0]}?" if found else ""


_NAME_WIDTH = max(len(variable.name) for variable in VARIABLES)


def _subcommands() -> list[str]:
    lines = (f"  {subcommand.name:<{_NAME_WIDTH}} {subcommand.summary}" for subcommand in SUBCOMMANDS[1:])
    return ["other commands, each with its own --help:", *lines]


def _environment() -> list[str]:
    lines = ["environment (if several variables set the same value, the first one counts):"]
    for variable in VARIABLES:
        default = f" (default: {variable.default})" if variable.default else ""
        lines += textwrap.wrap(
            f"{variable.what}{default}",
            79,
            initial_indent=f"  {variable.name:<{_NAME_WIDTH}} ",
            subsequent_indent=" " * (_NAME_WIDTH + 3),
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines
