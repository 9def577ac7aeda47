"""Serve the guide on this machine, with the live state of each check in its pages, until Ctrl+C."""

import argparse
import os
import sys
import threading
import webbrowser
from collections.abc import Mapping, Sequence

from checks.engine.registry import all_checks
from checks.facts.credentials import Credential
from checks.live import site
from checks.live.access import Keys
from checks.live.app import App
from checks.live.board import Board
from checks.live.connection import LiveConnection
from checks.live.guide import Guide
from checks.live.server import LOOPBACK, Server, listen
from checks.live.terminal import Terminal, echo_restored
from checks.live.token_requests import TokenRequests, state_folder
from checks.report import links
from checks.settings.environment import home_folder, read_settings
from checks.settings.settings import Settings
from checks.settings.terraform_login import PREFIX
from checks.settings.variables import VARIABLES

_INTERRUPTED = 130
_LAST_PORT = 65535


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= _LAST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a valid port: the maximum is {_LAST_PORT}.")


def parser(program: str) -> argparse.ArgumentParser:
    """Return the parser of the command line; `program` is what the reader types."""
    made = argparse.ArgumentParser(
        prog=program,
        description=__doc__,
        epilog="The environment variables are the same as for verify. The terminal prompts you for the "
        "consumer key and secret, and for the path of the SSH key, when a page needs them.",
    )
    made.add_argument("--port", type=_port, default=0, help="serve on this port (default: any free port)")
    made.add_argument("--no-browser", action="store_true", help="print the link, but don't open the browser")
    return made


def main(arguments: Sequence[str], environ: Mapping[str, str], program: str) -> int:
    """Serve the guide, and return the exit status: 130 after Ctrl+C, 2 if it can't be served.

    Raises:
        SettingsError: A setting is invalid.
        SystemExit: The help was shown, or an option is invalid.
    """
    options = parser(program).parse_args(arguments)
    pages = links.built_pages()
    if pages is None:
        return _refuse(site.MISSING, program)
    environ = dict(environ)
    settings = read_settings(environ, home_folder())
    try:
        listening = listen(options.port)
    except OSError as error:
        return _refuse(f"Port {options.port} can't be used: {error.strerror}.", program)
    keys = Keys(f"{LOOPBACK}:{listening.getsockname()[1]}")
    board = Board(all_checks())
    terminal = Terminal(environ, home_folder(), lambda sentence: board.surround(terminal=sentence))
    guide = _guide(settings, environ, board, terminal)
    app = App(guide, board, pages, keys, lambda link: terminal.say(f"To open it in another browser: {link}"))
    server = Server(app.asgi, listening, app.stop)
    with echo_restored():
        guide.start()
        terminal.start(guide.add)
        terminal.say(f"Open the guide, on this machine only: {keys.link()}")
        terminal.say("To stop it, press Ctrl+C.")
        if not options.no_browser and _has_window():
            _forget_secrets()
            # Some commands in BROWSER end only with the browser, which waits for the server.
            threading.Thread(target=webbrowser.open, args=(keys.link(),), daemon=True).start()
        try:
            server.serve_until_stopped()
        finally:
            guide.stop()
    return _INTERRUPTED


def _guide(settings: Settings, environ: Mapping[str, str], board: Board, terminal: Terminal) -> Guide:
    requests = TokenRequests(state_folder(environ, home_folder()))
    connection = LiveConnection(settings, requests, lambda words: board.surround(waiting=words))
    interactive = sys.stdin is not None and sys.stdin.isatty()
    ask = terminal.ask if interactive else _ask_nothing
    return Guide(connection, board, all_checks(), ask=ask, report=terminal.say)


def _ask_nothing(_credential: Credential, *, again: bool) -> None:
    """Ask for nothing, because no person can answer."""


def _has_window() -> bool:
    """Return whether a browser opens in a window. Without a display, Python would start one in this terminal."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    return "BROWSER" in os.environ or type(browser) is not webbrowser.GenericBrowser


def _forget_secrets() -> None:
    """Remove the secrets from the environment of this process, because the browser would inherit them."""
    for variable in VARIABLES:
        if variable.secret:
            os.environ.pop(variable.name, None)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]


def _refuse(sentence: str, program: str) -> int:
    sys.stderr.write(f"{program}: {sentence}\n")
    return 2
