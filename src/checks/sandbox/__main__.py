"""Serve both services until Ctrl-C and say how a client reaches them, or for as long as a COMMAND runs."""

import argparse
import difflib
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from types import FrameType

from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import generated, healthy
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import serving

_INTERRUPTED = 130
_A_DAY = 24 * 3600
_LAST_PORT = 65534  # the other service is served on the next one


def _fault(name: str) -> str:
    if name in FAULTS:
        return name
    near = difflib.get_close_matches(name, FAULTS, n=1, cutoff=0)
    raise argparse.ArgumentTypeError(f"There is no fault {name!r}. The nearest name is {near[0]!r}.")


def _whole(text: str) -> int:
    if text.isdecimal():
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 on.")


def _port(text: str) -> int:
    number = _whole(text)
    if number <= _LAST_PORT:
        return number
    raise argparse.ArgumentTypeError(f"{text!r} is no port: the highest is {_LAST_PORT}.")


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m checks.sandbox", description=__doc__)
    parser.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="NAME",
        help="break this; may be repeated",
    )
    parser.add_argument("--list-faults", action="store_true", help="list the faults and what happened in each")
    parser.add_argument(
        "--workspaces",
        type=_whole,
        metavar="N",
        help="generate N Terraform workspaces, each with a repository",
    )
    parser.add_argument("--delay", type=_whole, default=0, metavar="MS", help="wait before every answer")
    parser.add_argument(
        "--port",
        type=_port,
        default=0,
        help="the port of HCP Terraform; Bitbucket is served on the next one",
    )
    parser.add_argument(
        "command",
        nargs="*",
        metavar="COMMAND",
        help="after --: run this with all that it needs to reach both services in its environment",
    )
    return parser.parse_args(words)


def _scenario(arguments: argparse.Namespace) -> Scenario:
    clock = datetime.now(UTC)
    scenario = healthy(clock) if arguments.workspaces is None else generated(arguments.workspaces, clock)
    for name in arguments.fault:
        broken = FAULTS[name].change(scenario)
        if broken == scenario:
            raise LookupError(
                f"The fault {name!r} finds nothing to break here. Leave out --workspaces or another fault."
            )
        scenario = broken
    return scenario


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run `command` and return its exit status. A proxy would not know the way to loopback, so none is asked."""
    unproxied = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    try:
        return subprocess.run(command, env=os.environ | unproxied | environment, check=False).returncode
    except OSError as error:
        print(f"The command {command[0]!r} cannot be run: {error.strerror}.", file=sys.stderr)
        return 2


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(words: Sequence[str] | None = None) -> int:
    """Serve, and return the exit status.

    It is 0 once the faults are listed, 130 after Ctrl-C, 2 for wrong input, and otherwise that of the command.
    """
    arguments = _arguments(words)
    if arguments.list_faults:
        for fault in FAULTS.values():
            print(f"{fault.name}: {fault.happened}")
        return 0
    signal.signal(signal.SIGTERM, _stop)
    try:
        with serving(_scenario(arguments), arguments.port, arguments.delay / 1000) as sandbox:
            if arguments.command:
                return _run(arguments.command, sandbox.environment())
            for name, value in sandbox.environment().items():
                print(f"export {name}={shlex.quote(value)}")
            print("# Both services run. Stop them with Ctrl-C.", flush=True)
            while True:
                time.sleep(_A_DAY)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except LookupError as error:
        print(*error.args, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"The sandbox cannot use port {arguments.port}: {error.strerror}.", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
