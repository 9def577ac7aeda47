"""One thing changes at a time, and exactly the sensors speak that watch it, with the right reason.

Each sensor is the command that maintainers run, on a copy of the whole project: what changes is a line of a file, or a
page of the web, which lives on loopback here. A sensor whose files are the same as before is not run again.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from checks.facts.fact import Kind
from checks.facts.index import entries
from checks.monitors.pictures.manifest import read_manifest
from checks.monitors.vendors.__main__ import main as vendors
from checks.monitors.vendors.operations import DOCUMENTS, called
from checks.monitors.vendors.sources import BITBUCKET_OPENAPI, TextFormat, readings
from checks.monitors.web import Web

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
TEXT = "<p>" + "Other words. " * 30 + "</p>"
# Asks a copy of the web on loopback instead of the web.
HERE = """
_setup = setup


def setup(app):
    _setup(app)
    app.connect("linkcheck-process-uri", lambda _, uri: uri.replace("https://", "{web}/", 1))
"""
VENDORS = """
import sys
from datetime import date
from checks.monitors.vendors.__main__ import main
from checks.monitors.web import Web
web, day, ledger = sys.argv[1:]
here = Web(lambda address: address.replace("https://", web + "/", 1), timeout=10, pause=0)
sys.exit(main(["--ledger", ledger], here, date.fromisoformat(day)))
"""


class Others(dict):
    """What the web answers: what was published, and a page with every anchor at each other address."""

    page: object

    def get(self, path, _default=None):
        return super().get(path, self.page)


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
    strikes: dict[str, object] = field(default_factory=dict)

    # What may change.

    def edit(self, name: str, old: str, new: str) -> None:
        """Write something else into a file."""
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

    def struck(self, address: str) -> None:
        """Let this be the third night on which a link is broken, if it is."""
        local = address.replace("https://", f"{self.web}/", 1)
        self.strikes[local] = {"worked": "2026-11-01", "strikes": 2, "struck": "2026-11-20"}

    @contextmanager
    def restored(self) -> Iterator["Project"]:
        """Lend the project, and put everything back afterwards."""
        replies, day = dict(self.replies), self.day
        try:
            yield self
        finally:
            for path, data in self.changed.items():
                path.write_bytes(data)
            self.changed.clear()
            self.strikes.clear()
            self.replies.clear()
            self.replies.update(replies)
            self.day = day

    # Who may speak.

    def speaks(self) -> dict[str, str]:
        """Run every sensor; return what those said that did not end in silence."""
        digest = sha256()
        for path, data in sorted((path, path.read_bytes()) for path in self.changed):
            digest.update(str(path).encode() + data)
        files = digest.hexdigest()
        said = {
            "docs": self._once(files, "-m", "sphinx", "-q", "-nW", "-E", "-c", ".", "docs", "_build/html"),
            "walk": self._once(files, "-m", "checks.monitors.robot", "--route", "1"),
            "pictures": self._once(files, "-m", "checks.monitors.pictures", "--today", self.day.isoformat()),
            "links": self._links(),
            "vendors": self._run("-c", VENDORS, self.web, self.day.isoformat(), self._ledger()),
        }
        assert not [one for one in ("links", "vendors") if said[one][0] not in {0, 1}], said
        return {name: words for name, (status, words) in said.items() if status}

    def _links(self) -> tuple[int, str]:
        ledger = self.root / "_build/links.json"
        ledger.write_text(json.dumps(self.strikes))
        return self._run("-m", "checks.monitors.links", "--ledger", str(ledger))

    def _ledger(self) -> str:
        """Return a copy of what the vendors' sensor remembers."""
        return str(shutil.copy(self.root / "_build/known.json", self.root / "_build/vendors.json"))

    def _once(self, files: str, *words: str) -> tuple[int, str]:
        key = (files, " ".join(words))
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
            timeout=300,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory, lasting_server, make) -> Project:
    """Copy the project, publish what it links to, and agree with what the vendors say."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    web = lasting_server.url("")
    (root / "conf.py").write_text((ROOT / "conf.py").read_text() + HERE.format(web=web))
    (root / "_build").mkdir()
    lasting_server.replies = Others()
    taken = date.fromisoformat(max(record.taken for record in read_manifest(root / "docs").values()))
    project = Project(root, web, lasting_server.replies, make, taken)
    sources = [*(root / "docs").rglob("*.md"), *(root / "src").rglob("*.py")]
    anchors = {one for path in sources for one in re.findall(r"https://[^\s\")>`#]+#([\w-]+)", path.read_text())}
    anchored = TEXT + "".join(f'<a id="{anchor}"></a>' for anchor in sorted(anchors))
    project.replies.page = make(anchored)
    for address, words in quoted().items():
        project.publish(address, anchored + words)
    for published in DOCUMENTS:
        project.publish(published.address, document(published))
    project.publish(CHANGELOG, "- Adds SSH to something.\n")
    asked = Web(lambda address: address.replace("https://", f"{web}/", 1), timeout=10, pause=0)
    assert vendors(["--ledger", str(root / "_build/known.json")], asked, project.day) == 0
    return project


@pytest.fixture
def project(copy: Project) -> Iterator[Project]:
    with copy.restored() as lent:
        yield lent


def quoted() -> dict[str, str]:
    """Return what stands at the best place of every page that a fact names: the words that facts quote."""
    found: dict[str, str] = {}
    for entry in entries().values():
        source = entry.fact.source
        if source.kind is Kind.VENDOR:
            place = readings(source.page.partition("#")[0])[0]
            words = f"<p>{source.words.replace('<', '&lt;')}</p>" if place.form is TextFormat.HTML else source.words
            found[place.address] = f"{found.get(place.address, '')}\n\n{words}"
    return found


def document(published, **operation: object) -> str:
    """Return an OpenAPI document with every operation that we call, and the words that facts quote of it."""
    paths = {read.path: {"get": {"description": read.source.words, **operation}} for _, read in called(published)}
    return json.dumps({"paths": paths, "info": quoted().get(published.address, "")})


HASHICORP = "https://raw.githubusercontent.com/hashicorp/web-unified-docs/main/content/terraform-docs-common/docs"
CHANGELOG = f"{HASHICORP}/cloud-docs/api-docs/changelog.mdx"
CLOUD_DOCS = "https://developer.hashicorp.com/terraform/cloud-docs"
FACTS, SCREENS = "src/checks/facts", "src/checks/sandbox/screens"
CREATE, BEGIN = "docs/create-consumer.md", "docs/prerequisites.md"
PERMISSIONS_PAGE = f"{CLOUD_DOCS}/users-teams-organizations/permissions"
GONE = "https://vendor.example/gone"


def a_byte_of_a_picture(project: Project) -> None:
    name = "docs/pictures/provider-fields.webp"
    data = bytearray((project.root / name).read_bytes())
    data[len(data) // 2] ^= 1
    project.write(name, bytes(data))


def a_link_to_a_dead_page(project: Project) -> None:
    project.edit(BEGIN, PERMISSIONS_PAGE, GONE)
    project.publish(GONE, status=404)
    project.struck(GONE)


def an_anchor_that_is_gone(project: Project) -> None:
    page = "https://jqlang.org"
    project.edit(BEGIN, f"({page})", f"({page}/manual#filters)")
    project.publish(f"{page}/manual", TEXT)
    project.struck(f"{page}/manual#filters")


def words_that_are_gone(project: Project) -> None:
    address = f"{HASHICORP}/cloud-docs/vcs/bitbucket-cloud.mdx"
    project.publish(address, quoted()[address].replace("Connect and continue", "Connect"))


# What changes; who speaks, and with which words.
Row = tuple[Callable[[Project], object], Mapping[str, str]]
CHANGES: dict[str, Row] = {
    "nothing": (lambda _: None, {}),
    "a label in a fact, whose page still says the same": (
        lambda project: project.edit(
            f"{FACTS}/bitbucket_screens.py",
            'CLIENT_CALLBACK_URL = _seen(_CHE, "Callback URL")',
            'CLIENT_CALLBACK_URL = _seen(_CHE, "Callback address", words="Callback URL")',
        ),
        {
            "walk": "There is no textbox or combobox called 'Callback address'.",
            "pictures": "client-callback-url is 'Callback address'; it was 'Callback URL' when",
        },
    ),
    "a label in a fact, with its words": (
        lambda project: project.edit(
            f"{FACTS}/terraform_screens.py", '"Connect and continue")', '"Connect and go on")'
        ),
        {
            "walk": "called 'Connect and go on'.",
            "vendors": "terraform-screens.connect-and-continue: no longer found.",
        },
    ),
    "a label in a page": (
        lambda project: project.edit(
            CREATE, "In {label}`bitbucket-screens.client-callback-url`,", "In {label}`bitbucket-screens.add-key`,"
        ),
        {
            "walk": "There is no textbox or combobox called 'Add key'.",
            "pictures": "quotes 'Add key', which is not in the picture.",
        },
    ),
    "a misspelt fact in a page": (
        lambda project: project.edit(
            CREATE,
            "In {label}`bitbucket-screens.client-callback-url`,",
            "In {label}`bitbucket-screens.client-calback-url`,",
        ),
        {
            "docs": "'bitbucket-screens.client-calback-url'; similar names: bitbucket-screens.client-callback-url",
            "walk": "The robot does not understand: In bitbucket-screens.client-calback-url, paste",
        },
    ),
    "a sentence in a page": (
        lambda project: project.edit(
            CREATE, "-screens.client-callback-url`, paste the", "-screens.client-callback-url`, put the"
        ),
        {"walk": "The robot does not understand: In Callback URL, put the callback URL."},
    ),
    "a label in a template": (
        lambda project: project.edit(
            f"{SCREENS}/templates/terraform/providers.html", '"Add a VCS provider"', '"Add a provider"'
        ),
        {"walk": "Label: 'Add a VCS provider'"},
    ),
    "words in the template of a picture, which no step quotes": (
        lambda project: project.edit(f"{SCREENS}/templates/bitbucket/ssh_key.html", ">Expires on<", ">Ends on<"),
        {"pictures": "public-key: The sandbox renders /account/settings/ssh-keys/new differently since."},
    ),
    "a permission on the screens": (
        lambda project: project.edit(
            f"{SCREENS}/bitbucket/permissions.py",
            'level="Read and write", scope="webhook"',
            'level="Use", scope="webhook"',
        ),
        {
            "walk": "There is no checkbox called 'Read and write'.",
            "pictures": "client-permissions: The sandbox renders",
        },
    ),
    "a right that a connection needs": (
        lambda project: project.edit(
            f"{FACTS}/requirements.py", 'REPOSITORY_PERMISSION = "admin"', 'REPOSITORY_PERMISSION = "owner"'
        ),
        {"walk": "Not passed: {'webhook-admin-access': 'unknown'}"},
    ),
    "a byte of a picture": (
        a_byte_of_a_picture,
        {"pictures": "provider-fields: The file changed without the manifest."},
    ),
    "a day in the manifest": (
        lambda project: project.edit("docs/pictures/manifest.json", '"valid_until": "2', '"valid_until": "1'),
        {"pictures": "callback-url: It was valid until 1"},
    ),
    "a day in a fact": (
        lambda project: project.edit(f"{FACTS}/bitbucket_screens.py", "_SEEN = date(2026, ", "_SEEN = date(2025, "),
        {"vendors": "bitbucket-screens.create-oauth-client: not seen since 2025-"},
    ),
    "today": (
        lambda project: setattr(project, "day", project.day + timedelta(days=200)),
        {
            "pictures": "new-client: It was valid until",
            "vendors": "bitbucket-screens.create-oauth-client: not seen since",
        },
    ),
    "a link within the guide": (
        lambda project: project.edit(
            "docs/create-workspace.md", "prerequisites.md#for-the-commands", "prerequisites.md#for"
        ),
        {"docs": "prerequisites"},
    ),
    "a link to a dead page": (
        a_link_to_a_dead_page,
        {"links": "broken. The page no longer exists (status 404). It stands in docs/"},
    ),
    "an anchor that no longer exists": (an_anchor_that_is_gone, {"links": "its place #filters no longer exists."}),
    "a page that has moved": (
        lambda project: project.publish(
            PERMISSIONS_PAGE, status=301, headers={"Location": "/developer.hashicorp.com/new"}
        ),
        {"links": "moved. It has moved for good to"},
    ),
    "words of a vendor": (
        words_that_are_gone,
        {"vendors": "terraform-screens.connect-and-continue: no longer found. The words no longer contains on"},
    ),
    "an operation of a vendor": (
        lambda project: project.publish(BITBUCKET_OPENAPI, document(DOCUMENTS[0], deprecated=True)),
        {"vendors": "bitbucket.hooks, an API operation: changed: deprecation."},
    ),
    "a changelog of a vendor": (
        lambda project: project.publish(CHANGELOG, "- Adds SSH to something.\n- OAuth tokens live shorter.\n"),
        {"vendors": "new: - OAuth tokens live shorter."},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_exactly_the_right_sensors_speak(name: str, project: Project) -> None:
    change, expected = CHANGES[name]
    change(project)
    said = project.speaks()
    assert set(said) == set(expected), "\n\n".join(f"{sensor}: {words}" for sensor, words in said.items())
    for sensor, words in expected.items():
        assert words in said[sensor]
