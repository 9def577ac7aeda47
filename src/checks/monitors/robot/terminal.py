"""The reader's terminal: commands that prompt for credentials, and the variables that they set."""

import os
import subprocess

PREFIXES = ("TFE_", "BITBUCKET_")


class CannotRunError(Exception):
    """A command of the guide that the end-to-end test can neither run nor simulate."""


class Terminal:
    """Collects the commands and the lines that a reader enters, and runs them in bash."""

    def __init__(self) -> None:
        self._commands: list[str] = []
        self._lines: list[str] = []

    def run(self, commands: str) -> None:
        """Enter commands, which can prompt for values."""
        self._commands.append(commands)

    def enter(self, line: str) -> None:
        """Enter a line at a prompt."""
        self._lines.append(line)

    def variables(self) -> dict[str, str]:
        """Return the variables that the commands exported.

        Raises:
            CannotRunError: A command fails, or no command prompts for one of the lines.
        """
        # What remains after the last command was entered at no prompt. The output before the first NUL are the prompts.
        script = "\n".join((*self._commands, 'rest=$(cat); [ -z "$rest" ] || exit 3', r"printf '\0'; env -0"))
        done = subprocess.run(
            ["bash", "-c", script],  # noqa: S607 - bash is where the system has it
            input="".join(f"{line}\n" for line in self._lines),
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise CannotRunError(
                f"The commands that set the credentials ended with {done.returncode}: {done.stderr or 'a line remains'}"
            )
        exported = dict(one.split("=", 1) for one in done.stdout.split("\0") if one.startswith(PREFIXES))
        return {name: value for name, value in exported.items() if value}
