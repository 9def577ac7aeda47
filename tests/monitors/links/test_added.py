"""Links that a change adds, in a clone that contains the commit before the change."""

import shutil
import subprocess

import pytest

from checks.monitors.links.added import added_links
from checks.monitors.links.site import Link, Site, SiteError


@pytest.fixture
def clone(tmp_path):
    """A clone whose first commit contains a page with one link."""
    root = tmp_path / "clone"
    (root / "docs").mkdir(parents=True)
    (root / "conf.py").write_text('extensions = ["myst_parser"]\n')
    (root / "docs/index.md").write_text("# Guide\n\n[Old](https://vendor.com/old)\n")
    git = shutil.which("git") or pytest.skip("git is not installed")
    for command in (
        ("init", "--quiet"),
        ("add", "."),
        ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"),
    ):
        subprocess.run([git, *command], cwd=root, check=True)
    return root


def test_returns_only_new_links(clone):
    links = tuple(Link(f"https://vendor.com/{name}", ()) for name in ("old", "old#part", "new"))
    assert added_links(Site(links, ()), "HEAD", clone) == [links[2]]
    assert not (clone / ".git/worktrees").exists()


def test_rejects_an_unknown_commit(clone):
    with pytest.raises(SiteError, match=r"before the change can't be built: .*nowhere"):
        added_links(Site((), ()), "nowhere", clone)
