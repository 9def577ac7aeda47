"""Find the links that a change adds, by comparing the guide with the version before the change."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urldefrag

from checks.monitors.links.site import Link, Site, SiteError, read_site


def added_links(site: Site, commit: str, root: Path) -> list[Link]:
    """Return the links of `site` that the guide at `commit` doesn't have.

    Args:
        site: The guide as it is now.
        commit: The commit before the change, or the name of a branch.
        root: The folder of the clone.

    Raises:
        SiteError: The guide at that commit can't be built.
    """
    git = shutil.which("git") or "git"
    with tempfile.TemporaryDirectory(prefix="before-") as folder:
        before, built = Path(folder, "clone"), Path(folder, "html")
        checkout = [git, "-C", str(root), "worktree", "add", "--quiet", "--detach", str(before), commit]
        build = [
            sys.executable,
            "-m",
            "sphinx",
            "-Q",
            "-b",
            "html",
            "-c",
            str(before),
            str(before / "docs"),
            str(built),
        ]
        try:
            _run(checkout)
            _run(build, PYTHONPATH=str(before / "src"))
            known = {urldefrag(link.address).url for link in read_site(built, before / "docs").links}
        finally:
            subprocess.run(
                [git, "-C", str(root), "worktree", "remove", "--force", str(before)], check=False, capture_output=True
            )
    return [link for link in site.links if urldefrag(link.address).url not in known]


def _run(command: list[str], **variables: str) -> None:
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, check=False)
    if done.returncode:
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "no reason was printed")
        raise SiteError(f"The guide before the change can't be built: {last}")
