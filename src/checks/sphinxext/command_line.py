"""The page of the command line: the output of ``--help``."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from checks.cli import arguments, subcommands
from checks.cli.subcommands import CONSOLE_COMMAND, PROGRAM_VARIABLE
from checks.settings import variables

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_COLUMNS = 80


class CommandLineDirective(SphinxDirective):
    """``{command-line}`` shows what ``bitbucket-terraform verify --help`` prints."""

    def run(self) -> list[nodes.Node]:
        """Return the help as a block. Raises `subprocess.CalledProcessError` if the command fails."""
        for module in (arguments, subcommands, variables):
            self.env.note_dependency(str(Path(module.__file__ or "")))
        completed = subprocess.run(
            [sys.executable, "-m", "checks", "--help"],
            env=os.environ | {PROGRAM_VARIABLE: f"{CONSOLE_COMMAND} verify", "COLUMNS": str(_COLUMNS), "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        block = nodes.literal_block(
            completed.stdout, completed.stdout, language="text", classes=["command-line", "no-copy"]
        )
        self.set_source_info(block)
        return [block]


def setup(app: "Sphinx") -> None:
    """Register the directive."""
    app.add_directive("command-line", CommandLineDirective)
