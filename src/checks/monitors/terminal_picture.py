"""Render the output of a real run against the sandbox, for the picture in the README and for the guide."""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from checks.engine.model import Step

FAULT = "missing-webhook-permission"
COLUMNS = 78
FIRST, END = Step.PREREQUISITES.heading, re.compile(r"This VCS provider is used by:")
"""The first line of the picture, and the line before which it ends."""
_INK, _RED, _GREEN, _AMBER = (36, 33, 29), (168, 44, 44), (11, 107, 93), (133, 84, 0)
_BLUE, _VIOLET, _GRAY = (40, 84, 140), (112, 60, 120), (93, 87, 78)
THEME = TerminalTheme((255, 253, 250), _INK, [_INK, _RED, _GREEN, _AMBER, _BLUE, _VIOLET, _GREEN, _GRAY])
"""The colors of the guide, in the order of terminal color numbers."""

FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>The terminal after bitbucket-terraform demo --fault missing-webhook-permission</title>
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px ui-monospace, Menlo, Consolas, monospace }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="{width}" height="{height}" rx="8" fill="#fffdfa" stroke="#e4ddd1"/>
<g transform="translate({terminal_x}, {terminal_y})">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def output() -> str:
    """Return verify's terminal output for the sandbox with one fault, including escape sequences.

    Raises:
        subprocess.TimeoutExpired: The command does not end within one minute.
    """
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "checks.sandbox", "--fault", FAULT, "--", sys.executable, "-m", "checks"]
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    # Run like in a clone without a build of the guide, so that the report names the files of the pages.
    with TemporaryDirectory() as folder:
        Path(folder, "docs").symlink_to(Path("docs").resolve())
        process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment, cwd=folder)
        os.close(theirs)
        read = bytearray()
        try:
            while chunk := os.read(ours, 65536):
                read += chunk
        except OSError:
            pass  # Linux reports the closed other end of a terminal this way
        finally:
            os.close(ours)
            process.wait(timeout=60)
    return read.decode().replace("\r\n", "\n")


def part(text: str) -> Text:
    """Return the part of the output that the picture shows: from the first step to the most likely cause."""
    lines = Text.from_ansi(text).split("\n")
    plain = [line.plain for line in lines]
    end = next(number for number, line in enumerate(plain) if END.match(line))
    return Text("\n").join(lines[plain.index(FIRST) : end - 1])


def render(text: Text) -> str:
    """Return the picture as SVG. It loads no font from another host."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(text)
    return console.export_svg(theme=THEME, code_format=FORMAT, unique_id="verify")


def sample(text: Text) -> str:
    """Return the step with the failed check and the end of the report as plain text, without the other steps."""
    blocks = text.plain.split("\n\n")
    failed = next(block for block in blocks if " expected " in block)
    return "\n\n".join(["…", failed, "…", *blocks[-2:]]) + "\n"


if __name__ == "__main__":
    excerpt = part(output())
    for name, content in zip(sys.argv[1:], (render(excerpt), sample(excerpt)), strict=True):
        Path(name).write_text(content, encoding="utf-8")
