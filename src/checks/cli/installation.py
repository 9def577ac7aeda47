"""Finds the command that also installs an extra of this project."""

import json
import sys
from importlib.metadata import distribution
from pathlib import Path

from checks.cli.verify import DISTRIBUTION

EXTRAS = {"flask": "sandbox", "shtab": "completion", "starlette": "guide", "uvicorn": "guide"}
"""The extra that installs each optional dependency."""

_INSTALLERS = {
    "pipx_metadata.json": "pipx install --force {}",
    "uv-receipt.toml": "uv tool install --force {}",
    "CACHEDIR.TAG": "uvx --from {} {program}",
}
"""The command of each tool that creates the environment of a command, by a file in that environment."""


def command_for(extra: str, program: str) -> str:
    """Return a command that installs this project again from the same source, with `extra`.

    The source is a folder, a wheel, or a Git commit, as recorded by the installation (PEP 610).

    Args:
        extra: The name of the extra.
        program: What the reader types to run the subcommand. uvx installs and runs in one command.
    """
    recorded = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    requirement = f'"{DISTRIBUTION}[{extra}]{_source(recorded)}"'
    prefix = Path(sys.prefix)
    command = next((words for file, words in _INSTALLERS.items() if (prefix / file).exists()), "pip install {}")
    return command.format(requirement, program=program)


def _source(recorded: dict[str, object]) -> str:
    """Return the part of a requirement that names its source, or nothing if the source was a package index."""
    match recorded:
        case {"url": url, "vcs_info": {"vcs": vcs, "commit_id": commit}}:
            return f" @ {vcs}+{url}@{commit}"
        case {"url": url}:
            return f" @ {url}"
    return ""
