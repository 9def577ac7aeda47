"""Asks in the terminal for credentials that come into being while the reader follows the guide."""

import getpass
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from checks.facts.credentials import Credential
from checks.settings.environment import read_settings
from checks.settings.settings import Settings
from checks.settings.variables import SettingsError

PROMPTS = {
    Credential.CONSUMER: (("BITBUCKET_CLIENT_ID", "Consumer key"), ("BITBUCKET_CLIENT_SECRET", "Consumer secret")),
    Credential.SSH_KEY: (("BITBUCKET_SSH_KEY", "Path of the SSH private key"),),
}


class Terminal:
    """Asks for one credential at a time, in its own thread, and validates it as the environment's variables.

    Args:
        environ: The environment variables at the start.
        home: The home directory, or None if it is unknown.
        waiting: Called with a sentence while the terminal waits for a credential, and with an empty text afterwards.
        read: Reads a line without echo, after a prompt.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        home: Path | None,
        waiting: Callable[[str], None],
        read: Callable[[str], str] = getpass.getpass,
    ) -> None:
        self._environ = dict(environ)
        self._home = home
        self._waiting = waiting
        self._read = read
        self._open_prompt = ""
        self._asked: set[Credential] = set()
        self._open: set[Credential] = set()
        self._wanted: queue.Queue[Credential] = queue.Queue()

    def say(self, sentence: str) -> None:
        """Show a sentence on its own line. A prompt that waits for an answer is repeated below it."""
        prompt = self._open_prompt
        print(f"\n{sentence}\n{prompt}" if prompt else f"{sentence}\n", end="", flush=True)  # noqa: T201 - a dialog

    def start(self, add: Callable[[Settings], None]) -> None:
        """Start to ask; `add` is called with the settings after each new credential, and returns once they are used."""
        threading.Thread(target=self._work, args=(add,), daemon=True).start()

    def ask(self, credential: Credential, /, *, again: bool) -> None:
        """Ask for a credential, unless its question is still open: only once, or again if the reader requested it.

        A question is open until the guide uses the answer. Otherwise, a click in the meantime would repeat it.
        """
        if credential in self._open or (credential in self._asked and not again):
            return
        self._asked.add(credential)
        self._open.add(credential)
        self._wanted.put(credential)

    def _work(self, add: Callable[[Settings], None]) -> None:
        while True:
            credential = self._wanted.get()
            settings = self.prompt(credential)
            if settings:
                self._asked.discard(credential)
                add(settings)
            self._open.discard(credential)

    def prompt(self, credential: Credential) -> Settings | None:
        """Ask for a credential until it is valid, and return the settings with it; None if the reader skips it."""
        self._waiting(f"The terminal that runs the live guide prompts you for {credential.what}.")
        self.say(f"\nThe page needs {credential.what}. To skip this, press Enter.")
        try:
            while True:
                given: dict[str, str] = {}
                for variable, name in PROMPTS[credential]:
                    given[variable] = self._answer(f"{name}: ")
                    if not given[variable]:
                        return None
                try:
                    settings = read_settings(self._environ | given, self._home)
                except SettingsError as error:
                    self.say(f"{error}")
                    continue
                self._environ |= given
                self.say("Continue in the browser.")
                return settings
        except EOFError:
            return None
        finally:
            self._waiting("")

    def _answer(self, prompt: str) -> str:
        self._open_prompt = prompt
        try:
            return self._read(prompt).strip()
        finally:
            self._open_prompt = ""


@contextmanager
def echo_restored() -> Iterator[None]:
    """Restore the terminal at the end, because a prompt without echo might still be open."""
    try:
        import termios  # noqa: PLC0415 - only POSIX has it

        before = termios.tcgetattr(sys.stdin.fileno())
    except (ImportError, OSError, ValueError, termios.error):
        yield
        return
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, before)
