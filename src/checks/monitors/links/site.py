"""Read the built guide: its external links, those that a change adds, and its broken internal links."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from checks.monitors import markup
from checks.monitors.markup import Markup

_EXTERNAL = ("http:", "https:")
_URL = re.compile(r"https?://[^\s\"'`()\[\]|\\]+[^\s\"'`()\[\]|\\.,;:]")
# Names that can never be registered, names of this machine, and variable parts. Source: RFC 2606, RFC 6761.
_EXAMPLE = re.compile(
    r"[<>{}$*\N{HORIZONTAL ELLIPSIS}]|//[^/]*(\bexample\b|\blocalhost\b|\b127\.0\.0\.1\b|\.(test|invalid)\b)"
)
_UNNAMED = re.compile(r"id\d+")
"""The anchor that Sphinx generates for a heading whose usual anchor already exists."""


class SiteError(Exception):
    """The guide is not built, so no link can be checked. The message says what to run."""


@dataclass(frozen=True)
class Link:
    """A URL outside the guide, and every location that links to it, as ``docs/create-workspace.md:12``."""

    address: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    """The built guide: its links to other sites, and the problems of its links within itself."""

    links: tuple[Link, ...]
    problems: tuple[str, ...]


def read_site(folder: Path, source: Path) -> Site:
    """Read every page of the built guide, with its raw HTML, its templates, and its code blocks.

    Args:
        folder: The folder of the built pages.
        source: The folder of the pages as written, in which lines are counted.

    Raises:
        SiteError: The folder has no page.
    """
    pages = {path.relative_to(folder).as_posix(): markup.read(path.read_text("utf-8")) for path in _files(folder)}
    if not pages:
        raise SiteError(f"There is no page in {folder}. Build the guide first: nox -s docs")
    written = {path: path.read_text(encoding="utf-8").splitlines() for path in sorted(source.rglob("*.md"))}
    found: dict[str, list[str]] = {}
    for name, page in pages.items():
        for address in _external(page):
            found.setdefault(address, []).append(name)
    links = [Link(address, tuple(_places(address, names, source, written))) for address, names in found.items()]
    problems = [problem for name in pages for problem in _problems(name, pages, folder)]
    return Site(tuple(links), tuple(problems))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.html") if "_static" not in path.parts)


def _external(page: Markup) -> Iterator[str]:
    """Yield each URL of another site once."""
    in_code = [url for text in page.code for url in _URL.findall(text)]
    linked = [link for link in page.links if link.startswith(_EXTERNAL)]
    yield from dict.fromkeys(url for url in (*linked, *in_code) if not _EXAMPLE.search(url))


def _places(address: str, names: list[str], source: Path, written: Mapping[Path, list[str]]) -> Iterator[str]:
    """Yield the lines that contain the URL, and the pages that show it from a fact, a template, or a directive."""
    exact = re.compile(re.escape(address) + r"(?![\w/#?&=%-])")
    with_lines = set()
    for path, lines in written.items():
        for number, line in enumerate(lines, start=1):
            if exact.search(line):
                with_lines.add(path)
                yield f"{_shown(path, source)}:{number}"
    for name in names:
        path = source / Path(name).with_suffix(".md")
        if path not in with_lines:
            yield _shown(path, source) if path in written else name


def _shown(path: Path, source: Path) -> str:
    return os.path.relpath(path, source.parent)


def _problems(name: str, pages: Mapping[str, Markup], folder: Path) -> Iterator[str]:
    page = pages[name]
    for anchor in sorted(page.repeated):
        yield f"{name}: Several elements have the anchor #{anchor}."
    for anchor in sorted(filter(_UNNAMED.fullmatch, page.section_anchors)):
        yield f"{name}: Two headings have the same text, so one has the unstable anchor #{anchor}."
    for link in dict.fromkeys(page.links):
        if not urlsplit(link).scheme and not link.startswith("//") and (problem := _broken(name, link, pages, folder)):
            yield f"{name}: The link {link} {problem}."


def _broken(name: str, link: str, pages: Mapping[str, Markup], folder: Path) -> str:
    """Return why a link within the guide is broken; empty if it works."""
    path, fragment = urldefrag(urljoin(f"/{name}", link))
    target = unquote(urlsplit(path).path).lstrip("/")
    target = f"{target}index.html" if not target or target.endswith("/") else target
    if target not in pages:
        return "" if (folder / target).is_file() else "leads to no file"
    anchor = unquote(fragment.partition(":~:")[0])
    return "" if not anchor or anchor in pages[target].anchors else f"leads to no anchor of {target}"


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
        options = ("-Q", "-b", "html", "-c", str(before), str(before / "docs"), str(built))
        try:
            _run(checkout)
            _run([sys.executable, "-m", "sphinx", *options], PYTHONPATH=str(before / "src"))
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
