"""A copy of the whole project in which a test changes one thing, and the reports of all monitors about the change."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from checks.monitors.links.__main__ import main as links
from checks.monitors.pictures import live_picture
from checks.monitors.robot.guide import PAGES
from checks.monitors.vendors.__main__ import main as vendors
from checks.monitors.web import Web

# A program that runs a monitor with a copy of the web on loopback.
HERE = """
import sys
from datetime import date
from checks.monitors.{monitor}.__main__ import main
from checks.monitors.web import Web
web, day, *words = sys.argv[1:]
here = Web(lambda address: address.replace("https://", web + "/", 1), timeout=10, pause=0)
sys.exit(main(words, here, date.fromisoformat(day)))
"""
UNCHANGED = "_build/html"
FACTS, TEMPLATES = "src/checks/facts", "src/checks/sandbox/templates"
BEGIN, CREATE, CONNECT = "docs/prerequisites.md", "docs/create-consumer.md", "docs/connect-and-authorize.md"


def pages_and_code(name: str) -> bool:
    """Count the files that the build reads."""
    return not name.startswith("docs/monitors/")


def steps_and_code(name: str) -> bool:
    """Count the files that the end-to-end test reads: no page without steps, and no file of the links monitor.

    The test also reads the menu paths of the other pages, but no row changes them.
    """
    pages = {f"docs/{page}.md" for page in (*PAGES, live_picture.PAGE)}
    return name.startswith(("src/", "docs/pictures/", "docs/_static/")) or name in pages


@dataclass
class Project:
    """A copy of the project, and of the web around it."""

    root: Path
    web: str
    replies: dict
    make: Callable[..., object]
    day: date
    results: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    changed: dict[Path, bytes] = field(default_factory=dict)
    records: dict[str, object] = field(default_factory=dict)
    state: dict[str, dict[str, str]] = field(default_factory=dict)
    published: set[str] = field(default_factory=set)

    # Changes

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace text in a file."""
        self.write(name, self.text(name).replace(old, new, 1).encode())
        assert self.changed[self.root / name] != (self.root / name).read_bytes(), f"{name} does not say {old!r}"

    def text(self, name: str) -> str:
        return (self.root / name).read_text()

    def write(self, name: str, data: bytes) -> None:
        path = self.root / name
        self.changed.setdefault(path, path.read_bytes())
        path.write_bytes(data)

    def publish(self, address: str, body: str = "", **how: object) -> None:
        self.replies["/" + address.removeprefix("https://")] = self.make(body, **how)
        self.published.add(address)

    @contextmanager
    def restored(self) -> Iterator["Project"]:
        """Yield the project, and restore all changes afterward."""
        replies, day = dict(self.replies), self.day
        try:
            yield self
        finally:
            for path, data in self.changed.items():
                path.write_bytes(data)
            self.changed.clear()
            self.records.clear()
            self.state.clear()
            self.published.clear()
            self.replies.clear()
            self.replies.update(replies)
            self.day = day

    # Reports

    def reports(self) -> dict[str, str]:
        """Run every monitor that reads something that changed, and return the output of those that report something."""
        only_web = not self.changed and bool(self.published or self.records or self.state)
        found = {} if only_web else self._local()
        (self.root / "_build/links.json").write_text(json.dumps(self.records))
        known = json.loads((self.root / "_build/known.json").read_text())
        (self.root / "_build/vendors.json").write_text(
            json.dumps(known | {part: known[part] | change for part, change in self.state.items()})
        )
        # Without a site, or with a broken link within it, the other links aren't checked.
        found |= self.night(built=not found.get("docs", (0, ""))[0])
        return {name: words for name, (status, words) in found.items() if status}

    def night(self, *, built: bool = True) -> dict[str, tuple[int, str]]:
        """Run the monitors of the web, and return their results."""
        found = {
            "vendors": self._web("vendors", "--ledger", "_build/vendors.json", "--accepted", "_build/accepted.json")
        }
        if built:
            found["links"] = self._web("links", "--ledger", "_build/links.json", "--site", self.html)
        assert not [status for status, _ in found.values() if status not in {0, 1}], found
        return found

    def _local(self) -> dict[str, tuple[int, str]]:
        """Return the results of the monitors that read only files."""
        built = self.build()
        offline = ("-m", "checks.monitors.links", "--offline", "--site", self.html)
        return {
            "docs": built if built[0] else self._once(pages_and_code, *offline),
            "walk": self._once(steps_and_code, "-m", "checks.monitors.robot", "--no-live", "--route", "1"),
            "pictures": self._once(steps_and_code, "-m", "checks.monitors.pictures", "--today", self.day.isoformat()),
        }

    @property
    def html(self) -> str:
        """The folder of the built site."""
        changed = self._digest(pages_and_code)
        return f"_build/{changed[:12]}" if changed != self._digest(lambda _: False) else UNCHANGED

    def build(self) -> tuple[int, str]:
        """Build the site. Only pages that depend on a change are read again."""
        if self.html != UNCHANGED and not (self.root / self.html).exists():
            shutil.copytree(self.root / UNCHANGED, self.root / self.html)
        # No monitor reads the Markdown copy of the pages, which takes most of the time of a build.
        options = ("-q", "-nW", "-D", "llms_txt_enabled=0", "-c", ".")
        return self._once(pages_and_code, "-m", "sphinx", *options, "docs", self.html)

    def _web(self, monitor: str, *words: str) -> tuple[int, str]:
        """Run a monitor of the web; in this process, which takes less time, if no file of the project changed."""
        if self.changed:
            return self._run("-c", HERE.format(monitor=monitor), self.web, self.day.isoformat(), *words)
        client = Web(lambda address: address.replace("https://", f"{self.web}/", 1), timeout=10, pause=0)
        said = io.StringIO()
        with chdir(self.root), redirect_stdout(said), redirect_stderr(said):
            return {"links": links, "vendors": vendors}[monitor](words, client, self.day), said.getvalue()

    def _digest(self, counts: Callable[[str], bool]) -> str:
        """Return a digest of the changed files that count."""
        digest = sha256()
        for path, data in sorted((path, path.read_bytes()) for path in self.changed):
            if counts(str(path.relative_to(self.root))):
                digest.update(str(path).encode() + data)
        return digest.hexdigest()

    def _once(self, counts: Callable[[str], bool], *words: str) -> tuple[int, str]:
        key = (self._digest(counts), " ".join(words))
        if key not in self.results:
            self.results[key] = self._run(*words)
        return self.results[key]

    def _run(self, *words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root / "src"), "NO_PROXY": "127.0.0.1"},
            text=True,
            capture_output=True,
            check=False,
            timeout=600,
        )
        return done.returncode, done.stdout + done.stderr


def edit(name: str, old: str, new: str) -> Callable[[Project], None]:
    """Return a change that replaces text in a file."""
    return lambda project: project.edit(name, old, new)


Rows = Mapping[str, tuple[Callable[[Project], object], Mapping[str, str]]]
"""Changes, each with the monitors that report it and words of their reports."""


def verify(project: Project, change: Callable[[Project], object], expected: Mapping[str, str]) -> None:
    """Make a change, and require that exactly the expected monitors report it, with the expected words."""
    change(project)
    found = project.reports()
    assert found.keys() == expected.keys(), "\n\n".join(f"{monitor}: {words}" for monitor, words in found.items())
    for monitor, words in expected.items():
        assert words in found[monitor]
