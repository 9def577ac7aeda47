"""Run both simulated services until Ctrl+C, or while a COMMAND runs, and print how to reach them."""

import argparse
import difflib
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType

from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import generated, healthy, unconnected
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox, serving

_EPILOG = "The subcommand demo has the same options, and runs the checks as COMMAND."
_INTERRUPTED = 130
_A_DAY = 24 * 3600
_LAST_PORT = 65534  # the other service is served on the next one


def _fault(name: str) -> str:
    if name in FAULTS:
        return name
    near = difflib.get_close_matches(name, FAULTS, n=1, cutoff=0)
    raise argparse.ArgumentTypeError(f"There is no fault {name!r}. Similar name: {near[0]!r}.")


def _whole(text: str) -> int:
    if text.isdecimal():
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 0.")


def _port(text: str) -> int:
    number = _whole(text)
    if number <= _LAST_PORT:
        return number
    raise argparse.ArgumentTypeError(f"{text!r} is not a valid port: the maximum is {_LAST_PORT}.")


def parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command line; `program` is what the reader types."""
    made = options(argparse.ArgumentParser(prog=program, description=__doc__, epilog=_EPILOG))
    made.add_argument(
        "command",
        nargs="*",
        metavar="COMMAND",
        help="after --: run this command, with the variables to reach both services in its environment",
    )
    return made


def options(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add the options to a parser, and return it."""
    made.add_argument(
        "--fault",
        type=_fault,
        choices=FAULTS,
        action="append",
        default=[],
        metavar="NAME",
        help="simulate this fault; repeatable",
    )
    made.add_argument("--list-faults", action="store_true", help="list the faults and their descriptions")
    made.add_argument(
        "--workspaces",
        type=_whole,
        metavar="N",
        help="generate N Terraform workspaces, each with a repository",
    )
    made.add_argument(
        "--unconnected",
        action="store_true",
        help="start before the first step of the guide, to practice all steps in a browser",
    )
    made.add_argument(
        "--screens",
        choices=("clients", "consumers"),
        default="clients",
        help="the form that Bitbucket shows: clients (since 2026) or consumers (before) (default: clients)",
    )
    made.add_argument("--enterprise", action="store_true", help="simulate Terraform Enterprise, not HCP Terraform")
    made.add_argument(
        "--delay", type=_whole, default=0, metavar="MS", help="wait this time before every response (default: 0)"
    )
    made.add_argument(
        "--port",
        type=_port,
        default=0,
        help="serve HCP Terraform on this port, and Bitbucket on the next (default: any free ports)",
    )
    return made


def parse(words: Sequence[str], program: str) -> argparse.Namespace:
    """Return the options. Raises `SystemExit` if the help was shown or an option is invalid."""
    made = parser(program)
    arguments = made.parse_args(words)
    if arguments.unconnected and (arguments.fault or arguments.workspaces is not None):
        made.error("--unconnected can't be combined with --fault or --workspaces.")
    return arguments


def _scenario(arguments: argparse.Namespace) -> Scenario:
    clock = datetime.now(UTC)
    if arguments.unconnected:
        scenario = unconnected(clock)
    elif arguments.workspaces is None:
        scenario = healthy(clock)
    else:
        scenario = generated(arguments.workspaces, clock)
    scenario = replace(scenario, screens=arguments.screens)
    if arguments.enterprise:
        scenario = replace(scenario, app_name="Terraform Enterprise", release="2.0.8")
    for name in arguments.fault:
        broken = FAULTS[name].change(scenario)
        if broken == scenario:
            raise LookupError(f"The fault {name!r} has no effect here. Omit --workspaces or another fault.")
        scenario = broken
    return scenario


def _run_command(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run `command` and return its exit status. After Ctrl+C, wait until the command has ended.

    Proxies are disabled for loopback, because they cannot reach it.
    """
    unproxied = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    try:
        with subprocess.Popen(command, env=os.environ | unproxied | environment) as process:
            while process.poll() is None:
                try:
                    process.wait()
                except KeyboardInterrupt:
                    # A terminal also interrupts the command. If only the sandbox was interrupted, forward the signal.
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(1)
                    process.send_signal(signal.SIGINT)
            return process.returncode
    except OSError as error:
        print(f"The command {command[0]!r} can't be run: {error.strerror}.", file=sys.stderr)
        return 2


def _variables(sandbox: Sandbox, arguments: argparse.Namespace) -> dict[str, str]:
    environment = sandbox.environment()
    if arguments.unconnected:
        del environment["BITBUCKET_SSH_KEY"]  # no account has its public key yet
    return environment


def _print_places(sandbox: Sandbox, arguments: argparse.Namespace, start: str = "") -> None:
    """Print the URLs to open in a browser, each line with a start."""
    state = sandbox.state
    app_name = state.scenario.app_name
    print(f"{start}Open {state.terraform_url} for {app_name} and {state.bitbucket_url} for Bitbucket Cloud.")
    if arguments.unconnected:
        print(f"{start}Later, {state.terraform_url}/sandbox/values also lists the key, its secret, and the SSH key.")
    sys.stdout.flush()


def _print_usage(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Print the variables to export, and the URLs to open in a browser."""
    for name, value in _variables(sandbox, arguments).items():
        print(f"export {name}={shlex.quote(value)}")
    _print_places(sandbox, arguments, "# ")
    print("# Both services are running. To stop them, press Ctrl+C.", flush=True)


def _verify_command(program: str) -> str:
    """Return what the user types to run the checks, if they typed `program` to start the sandbox."""
    before, found, _ = program.rpartition(" sandbox")
    return "nox -s verify" if program.startswith("nox ") else f"{before if found else 'python -m checks'} verify"


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run(words: Sequence[str], program: str) -> int:
    """Serve, and return the exit status.

    0: the faults were listed; 130: Ctrl+C; 2: invalid input; otherwise: the exit status of the command.
    """
    arguments = parse(words, program)
    if arguments.list_faults:
        for fault in FAULTS.values():
            print(f"{fault.name}: {fault.happened}")
        return 0
    # A second Ctrl+C must not end the sandbox while the command still uses it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _stop)
    try:
        with serving(_scenario(arguments), arguments.port, arguments.delay / 1000) as sandbox:
            if arguments.command:
                if arguments.unconnected:
                    _print_places(sandbox, arguments)
                return _run_command(arguments.command, _variables(sandbox, arguments))
            sandbox.state.verify_command = _verify_command(program)
            _print_usage(sandbox, arguments)
            while True:
                time.sleep(_A_DAY)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except LookupError as error:
        print(*error.args, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"The sandbox can't use port {arguments.port}: {error.strerror}.", file=sys.stderr)
        return 2
