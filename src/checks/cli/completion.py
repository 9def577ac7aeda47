"""``completion`` prints a script with which a shell completes subcommands, options, and names."""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from checks.cli.subcommands import CONSOLE_COMMAND, SUBCOMMANDS
from checks.engine.registry import all_checks
from checks.report.exit_status import ExitStatus

SHELLS = ("bash", "zsh", "fish")
_SEVERAL = re.compile(r'(?<=^  )"\(\*\)::?', re.MULTILINE)
"""The start of an argument that can be repeated, as shtab writes it for zsh."""

_DESCRIPTION = """\
Print a script with which a shell completes subcommands, options, and the names
of checks and faults. The script starts no program and reads no file, so create
it again after an update."""
_EPILOG = """\
examples:
  bash, with the package bash-completion:
      %(prog)s bash > ~/.local/share/bash-completion/completions/bitbucket-terraform
  zsh, in a folder of $fpath:
      %(prog)s zsh > ~/.zfunc/_bitbucket-terraform
  fish:
      %(prog)s fish > ~/.config/fish/completions/bitbucket-terraform.fish"""


def main(arguments: Sequence[str], environ: Mapping[str, str], program: str) -> int:  # noqa: ARG001 - as every subcommand
    """Print the script, and return the exit status.

    Raises:
        SystemExit: The help was shown, or the shell is unknown.
    """
    options = parser(program).parse_args(list(arguments))
    import shtab  # noqa: PLC0415 - an optional dependency

    whole = _whole_parser()
    for action in _actions(whole):
        if action.type is Path:
            action.complete = shtab.FILE  # type: ignore[attr-defined] # read by shtab
    script = shtab.complete(whole, options.shell)
    if options.shell == "zsh":  # shtab lets zsh complete only the first of several arguments
        script = _SEVERAL.sub('"*:', script)
    sys.stdout.write(f"{script}\n")
    return ExitStatus.PASSED


def parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command line; `program` is what the reader types."""
    made = argparse.ArgumentParser(
        prog=program,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("shell", metavar="SHELL", choices=SHELLS, help=f"{', '.join(SHELLS[:-1])}, or {SHELLS[-1]}")
    return made


def _whole_parser() -> argparse.ArgumentParser:
    """Return one parser for all subcommands. A subcommand whose extra isn't installed has no options."""
    whole = argparse.ArgumentParser(prog=CONSOLE_COMMAND)
    added = whole.add_subparsers()
    for one in SUBCOMMANDS:
        try:
            parents = [one.parser(one.name)]
        except ModuleNotFoundError:
            parents = []
        added.add_parser(one.name, help=one.summary, parents=parents, add_help=False)
    for action in _actions(whole):
        if action.dest == "checks":
            action.choices = [check.id for check in all_checks()]
    return whole


def _actions(of: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in of._actions:  # noqa: SLF001 - as shtab does
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            for one in action.choices.values():
                yield from _actions(one)
