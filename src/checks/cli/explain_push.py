"""``explain-push`` shows which Terraform workspaces a push would start a run in, and the rule that decides."""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress

from checks.cli.arguments import Parser, UsageError
from checks.cli.console import Console
from checks.clients.errors import ReadError
from checks.clients.repository_name import branch_name
from checks.clients.terraform_workspace_records import TerraformWorkspace, bitbucket_repository
from checks.connection.connection import Connection
from checks.facts import run_triggers
from checks.facts.credentials import Credential
from checks.facts.run_triggers import Effect
from checks.report import links
from checks.report.exit_status import ExitStatus
from checks.report.sanitize import wrapped
from checks.settings.environment import home_folder, read_settings
from checks.triggers.push import Decision, Push, decide

WIDTH = 100
_FULL_NAME = re.compile(r"(?!\.+/)[^\s/:@]+/(?!\.+$)[^\s/:@]+")
_DESCRIPTION = """\
For each Terraform workspace that is connected to a repository, show whether a
push would start a run or a speculative plan, and the rule that decides. The
command reads the settings of the workspaces. It doesn't push anything, and it
doesn't check the connection: a missing webhook, for example, also keeps runs
from starting.

Set TFE_TOKEN and TFE_ORGANIZATION. To look up the name of the main branch, the
command also sends one request with BITBUCKET_EMAIL and BITBUCKET_API_TOKEN."""
_EPILOG = """\
examples:
  a push to the main branch that changes two files:
      %(prog)s acme/network --changed main.tf --changed modules/vpc/main.tf
  the files of the last commit:
      %(prog)s acme/network --changed $(git diff --name-only HEAD~)
  a tag:
      %(prog)s acme/network --tag v1.2.0
  a pull request into the branch release:
      %(prog)s acme/network --pull-request --branch release --changed main.tf

exit status:
  0  the rules were applied, regardless of the result
  2  the workspaces can't be read, or the command line is invalid"""
_LIST_OF_FILES = (
    "If HCP Terraform doesn't receive a usable list of changed files, runs start in all connected workspaces."
)
_FILES_NOT_READ = (
    "Without --changed, the changed files are unknown. The command doesn't read them from Bitbucket Cloud, because the "
    "push might not be there yet, and HashiCorp doesn't document which commits of a push are compared. List the files "
    "with git diff --name-only, and pass them with --changed."
)
_ASSUMED = {
    False: "Each commit starts only one run. A commit that already had a run doesn't start another run.",
    True: "The pull request must come from a branch of the same repository, not from a fork.",
}
_STARTS = {
    Effect.RUN: "starts a run",
    Effect.PLAN: "starts a speculative plan",
    Effect.NOTHING: "starts nothing",
    Effect.UNKNOWN: "unknown",
}


def main(arguments: Sequence[str], environ: Mapping[str, str], program: str) -> int:
    """Show what a push starts, and return the exit status.

    Raises:
        UsageError: An argument or a setting is missing or invalid, or the workspaces can't be read.
        SettingsError: The environment contains an invalid value.
        SystemExit: The help was shown.
    """
    options = parse(arguments, program)
    settings = read_settings(environ, home_folder())
    if Credential.TERRAFORM_TOKEN not in settings.credentials:
        raise UsageError("Set TFE_TOKEN and TFE_ORGANIZATION.")
    console = Console(sys.stdout)
    with closing(Connection(settings)) as connection:
        try:
            lines = list(connection.hide(list(_lines(options, connection, settings.guide_url or links.local_guide()))))
        except ReadError as error:
            raise UsageError(connection.hide(str(error))) from None
    console.show(lines)
    return ExitStatus.PASSED


def parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command line; `program` is what the reader types."""
    made = Parser(
        prog=program,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("repository", metavar="REPOSITORY", help="full name of the repository, such as acme/network")
    made.add_argument(
        "--branch",
        metavar="B",
        default="",
        help="branch of the push, or destination of the pull request (default: the main branch)",
    )
    made.add_argument("--tag", metavar="T", help="tag of the push, instead of a branch")
    made.add_argument("--pull-request", action="store_true", help="pull request instead of a push")
    made.add_argument(
        "--changed",
        metavar="PATH",
        nargs="+",
        action="extend",
        help="path of a changed file in the repository; can be repeated (default: unknown)",
    )
    return made


def parse(arguments: Sequence[str], program: str) -> argparse.Namespace:
    """Return the options. Raises `UsageError` if an argument is missing or invalid, and `SystemExit` for the help."""
    options = parser(program).parse_args(list(arguments))
    options.repository = bitbucket_repository(options.repository) or options.repository
    if not _FULL_NAME.fullmatch(options.repository):
        raise UsageError("REPOSITORY: expected the full name of a repository, such as acme/network.")
    if options.tag is not None and (options.branch or options.pull_request):
        raise UsageError("--tag can't be combined with --branch or --pull-request.")
    return options


def _lines(options: argparse.Namespace, connection: Connection, guide_url: str | None) -> Iterator[str]:
    listed = connection.workspace_list().connected
    repository = options.repository.lower()
    connected = [one for one in listed if one.repository.lower() == repository and one.may_be_on_bitbucket]
    push = _push(options, connected, connection)
    decisions = [(one, decide(one, push)) for one in sorted(connected, key=lambda one: one.name)]
    for workspace, decision in decisions:
        yield from _explained(workspace, decision, guide_url)
    if not connected:
        yield from wrapped(f"No workspace that this token can read is connected to {options.repository}.", WIDTH)
    unnamed = sum(not one.repository for one in listed)
    if unnamed:
        yield from wrapped(f"For {unnamed:,} more, HCP Terraform doesn't report the repository.", WIDTH)
    rules = {decision.rule for _, decision in decisions}
    if connected:
        yield from wrapped(_ASSUMED[options.pull_request], WIDTH)
    if any(decision.effect is Effect.UNKNOWN for _, decision in decisions) and not (options.changed or options.tag):
        yield from wrapped(_FILES_NOT_READ, WIDTH)
    if rules & {run_triggers.NO_FILE_IN_PATHS, run_triggers.PULL_REQUEST_FILES}:
        yield from wrapped(_LIST_OF_FILES, WIDTH)
    if decisions:
        yield from wrapped(links.note(guide_url), WIDTH)


def _push(options: argparse.Namespace, connected: Sequence[TerraformWorkspace], connection: Connection) -> Push:
    # One workspace names the branch and the other leaves it empty, so only the name of the main branch decides.
    undecided = options.tag is None and any(
        one.branch is not None and bool(one.branch) != bool(options.branch) for one in connected
    )
    main_branch = None
    if undecided and Credential.BITBUCKET_TOKEN in connection.credentials:
        with suppress(ReadError):  # the result is unknown then
            main_branch = connection.main_branch(connected[0].repository)
    changed = (
        None if options.changed is None else tuple(path.removeprefix("./").lstrip("/") for path in options.changed)
    )
    return Push(branch_name(options.branch), options.tag, options.pull_request, changed, main_branch)


def _explained(workspace: TerraformWorkspace, decision: Decision, guide_url: str | None) -> Iterator[str]:
    yield from wrapped(f"{workspace.name}: {_STARTS[decision.effect]}", WIDTH)
    said = " ".join(filter(None, (decision.rule.text if decision.rule else "", decision.reason)))
    yield from wrapped(said, WIDTH, "  ")
    yield from wrapped(f"See: {links.to_solution(decision.section, guide_url)}", WIDTH, "  ")
    yield ""
