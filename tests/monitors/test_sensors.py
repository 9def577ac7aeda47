"""Each single change is reported by exactly the monitors that cover it, with an understandable reason.

The tests run the maintainers' commands on a copy of the whole project. They change a line of a file, or a page of the
web, which is on loopback here. A monitor is not run again if its files are unchanged.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from checks.facts.fact import Kind
from checks.facts.index import entries
from checks.monitors.links import settings
from checks.monitors.links.__main__ import main as links
from checks.monitors.pictures.manifest import read_manifest
from checks.monitors.pictures.webp import pixels
from checks.monitors.robot.guide import PAGES
from checks.monitors.vendors import text_match
from checks.monitors.vendors.__main__ import main as vendors
from checks.monitors.vendors.operations import DOCUMENTS, called
from checks.monitors.vendors.sources import BITBUCKET_OPENAPI, TextFormat, readings
from checks.monitors.web import Web

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
TEXT = "<p>" + "Other words. " * 30 + "</p>"
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
STYLE = "src/checks/sandbox/static/screens.css"
UNCHANGED = "_build/html"


class Others(dict):
    """The simulated web: published pages, and for all other URLs a page with every anchor and all expected words."""

    page: object

    def get(self, path, _default=None):
        return super().get(path, self.page)


def pages_and_code(name: str) -> bool:
    """Count the files that the build reads."""
    return not name.startswith("docs/monitors/")


def steps_and_code(name: str) -> bool:
    """Count the files that the end-to-end test reads: no page without steps, and no file of the links monitor.

    The test also reads the menu paths of the other pages, but no row changes them.
    """
    return name.startswith(("src/", "docs/pictures/")) or name in {f"docs/{page}.md" for page in PAGES}


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


@pytest.fixture(scope="module")
def copy(tmp_path_factory, module_server, make) -> Project:
    """Copy the project, publish the pages that it links to, and accept the state of the vendors."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    web = module_server.url("")
    shutil.copy(ROOT / "conf.py", root)
    (root / "_build").mkdir()
    with (root / BEGIN).open("a") as page:
        page.write("".join(f"\n<{link}>\n" for link in LINKS) + f"\n```text\ncurl {IN_CODE}\n```\n")
    module_server.replies = Others()
    taken = date.fromisoformat(max(record.taken for record in read_manifest(root / "docs").values()))
    project = Project(root, web, module_server.replies, make, taken)
    sources = [*(root / "docs").rglob("*.md"), *(root / "src").rglob("*.py")]
    anchors = {one for path in sources for one in re.findall(r"https://[^\s\")>`#]+#([\w-]+)", path.read_text())}
    anchored = TEXT + "".join(f'<a id="{anchor}"></a>' for anchor in sorted(anchors))
    anchored += " ".join(
        f"<p>{words}</p>" for words in settings.read(root / "docs/monitors/links.toml").expected.values()
    )
    project.replies.page = make(anchored)
    for address, words in quoted().items():
        project.publish(address, anchored + words)
    for published in DOCUMENTS:
        project.publish(published.address, document(published))
    project.publish(CHANGELOG, "- Adds SSH to something.\n")
    client = Web(lambda address: address.replace("https://", f"{web}/", 1), timeout=10, pause=0)
    ledgers = ["--ledger", str(root / "_build/known.json"), "--accepted", str(root / "_build/accepted.json")]
    assert vendors(ledgers, client, project.day) == 0
    assert project.build() == (0, "")
    project.published.clear()
    return project


@pytest.fixture
def project(copy: Project) -> Iterator[Project]:
    with copy.restored() as restored:
        yield restored


def quoted() -> dict[str, str]:
    """Return the quoted words of all facts, by the URL of the best source of their page."""
    found: dict[str, str] = {}
    for entry in entries().values():
        source = entry.fact.source
        if source.kind is not Kind.UNCONFIRMED:
            place = readings(source.page.partition("#")[0])[0]
            words = f"<p><b>{source.words.replace('<', '&lt;')}</b></p>"
            if place.form is not TextFormat.HTML:
                signs = "*" * (text_match.is_weak(source.words) + (place.form is TextFormat.MARKDOWN))
                words = f"{signs}{source.words}{signs}" if text_match.is_weak(source.words) else source.words
            found[place.address] = f"{found.get(place.address, '')}\n\n{words}"
    return found


def document(published, **operation: object) -> str:
    """Return an OpenAPI document with every operation that the checks call, and the words that facts quote from it."""
    schema = {"properties": {"name": {"type": "string"}}}
    usual = {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}, "security": []}
    paths = {
        read.path: {"get": {"description": read.source.words, **usual, **operation}} for _, read in called(published)
    }
    return json.dumps({"paths": paths, "info": quoted().get(published.address, "")})


HASHICORP = "https://raw.githubusercontent.com/hashicorp/web-unified-docs/main/content/terraform-docs-common/docs"
CHANGELOG = f"{HASHICORP}/cloud-docs/api-docs/changelog.mdx"
CLOUD_DOCS = "https://developer.hashicorp.com/terraform/cloud-docs"
FACTS, TEMPLATES = "src/checks/facts", "src/checks/sandbox/templates"
BEGIN, CREATE, CONNECT = "docs/prerequisites.md", "docs/create-consumer.md", "docs/connect-and-authorize.md"
BITBUCKET_CLOUD = f"{HASHICORP}/cloud-docs/vcs/bitbucket-cloud.mdx"
PERMISSIONS_PAGE = f"{CLOUD_DOCS}/users-teams-organizations/permissions"
JQ, STATUS = "https://jqlang.org", "https://status.hashicorp.com"
GONE, IN_CODE = "https://vendor.com/gone", "https://vendor.com/in-code"
ANCHOR, BY_SCRIPT = f"{JQ}/manual#filters", f"{JQ}/manual/script#basic"
FRAGMENT, LINES = f"{JQ}/manual/text#:~:text=Other%20words", "https://github.com/owner/name/blob/main/x.py#L1-L9"
LINKS = (GONE, ANCHOR, BY_SCRIPT, FRAGMENT, LINES)
"""Links that the copy of the project has in addition, so that a row that changes their pages needs no build."""
SCREENS_OF_CHE = "https://raw.githubusercontent.com/eclipse-che/che-docs/main/modules/administration-guide/partials/proc_setting-up-an-oauth-client-in-the-bitbucket-cloud.adoc"


def edit(name: str, old: str, new: str) -> Callable[[Project], None]:
    """Return a change that replaces text in a file."""
    return lambda project: project.edit(name, old, new)


def instead(address: str, old: str, new: str) -> Callable[[Project], None]:
    """Return a change that replaces text in a page that facts quote."""

    def change(project: Project) -> None:
        assert old in quoted()[address]
        project.publish(address, quoted()[address].replace(old, new))

    return change


def operation(**change: object) -> Callable[[Project], None]:
    """Return a change of every Bitbucket operation."""
    return lambda project: project.publish(BITBUCKET_OPENAPI, document(DOCUMENTS[0], **change))


def response(**properties: str) -> dict[str, object]:
    """Return the responses of an operation with these properties."""
    schema = {"properties": {name: {"type": kind} for name, kind in properties.items()}}
    return {"200": {"content": {"application/json": {"schema": schema}}}}


def answered(address: str, body: str = "", *, struck: bool = True, **how: object) -> Callable[[Project], None]:
    """Return a change of the page at a link, which failed twice before, so that a further failure is reported."""

    def change(project: Project) -> None:
        project.publish(address.partition("#")[0], body, **how)
        if struck:
            known = {"first": "2026-10-01", "worked": "2026-11-01", "strikes": 2, "struck": "2026-11-20"}
            project.records[address] = known

    return change


def a_byte_of_a_picture(project: Project) -> None:
    name = "docs/pictures/provider-fields.webp"
    data = bytearray((project.root / name).read_bytes())
    data[len(data) // 2] ^= 1
    project.write(name, bytes(data))


def painted(project: Project, draw: Callable[[Image.Image], None]) -> None:
    """Change the pixels of a picture, and its hash in the manifest."""
    name, manifest = "docs/pictures/provider-fields.webp", "docs/pictures/manifest.json"
    before, written = (project.root / name).read_bytes(), io.BytesIO()
    with Image.open(io.BytesIO(before)) as opened:
        image = opened.convert("RGB")
    draw(image)
    image.save(written, "WEBP", lossless=True, quality=70, method=3)
    project.write(name, written.getvalue())
    if pixels(before) != pixels(written.getvalue()):
        project.edit(manifest, pixels(before), pixels(written.getvalue()))


def a_token_on_a_picture(project: Project) -> None:
    painted(project, lambda image: ImageDraw.Draw(image).text((30, 30), "ATATT3xFfGF0aBcDeFgHiJkL", fill="black"))


def swapped_steps(project: Project) -> None:
    text = project.text(CONNECT)
    first, second = (
        "1. In the HCP Terraform tab, paste the key in {label}`terraform-screens.key`.\n",
        "1. In {label}`terraform-screens.name`, enter a name for the VCS provider.\n",
    )
    start = text.index(":sync: consumers")
    part = text[start:].replace(first, "FIRST", 1).replace(second, first, 1).replace("FIRST", second, 1)
    project.write(CONNECT, (text[:start] + part).encode())


def an_old_document(project: Project) -> None:
    project.state["read"] = {BITBUCKET_OPENAPI: "2026-01-01"}
    project.publish(BITBUCKET_OPENAPI, status=503)


def a_link_that_was_never_checked(project: Project) -> None:
    project.records[STATUS] = {"first": "2026-01-01", "worked": "", "strikes": 0, "struck": ""}
    project.publish(STATUS, status=503)


def an_acknowledged_link(project: Project) -> None:
    answered(GONE, status=404)(project)
    name = "docs/monitors/links.toml"
    until = 'until = 2030-01-01\nreason = "Opened in a browser."'
    project.write(name, (project.text(name) + f'\n[acknowledged."{GONE}"]\n{until}\n').encode())


# Each change, the monitors that report it, and the words of their reports.
Row = tuple[Callable[[Project], object], Mapping[str, str]]
CHANGES: dict[str, Row] = {
    # Labels and steps
    "a label in a fact, whose page still says the same": (
        edit(
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
        edit(f"{FACTS}/terraform_screens.py", '"Connect and continue")', '"Connect and go on")'),
        {
            "walk": "called 'Connect and go on'.",
            "vendors": "terraform-screens.connect-and-continue: no longer found.",
        },
    ),
    "a label in a page": (
        edit(CREATE, "In {label}`bitbucket-screens.client-callback-url`,", "In {label}`bitbucket-screens.add-key`,"),
        {
            "walk": "There is no textbox or combobox called 'Add key'.",
            "pictures": "The picture marks 'Callback URL' with 7; step 7 on the page",
        },
    ),
    "a misspelled fact in a page": (
        edit(
            CREATE,
            "In {label}`bitbucket-screens.client-callback-url`,",
            "In {label}`bitbucket-screens.client-calback-url`,",
        ),
        {
            "docs": "'bitbucket-screens.client-calback-url'; similar names: bitbucket-screens.client-callback-url",
            "walk": "The robot does not understand: In bitbucket-screens.client-calback-url, paste",
            "pictures": "The picture marks 'Callback URL' with 7",
        },
    ),
    "a sentence in a page": (
        edit(CREATE, "-screens.client-callback-url`, paste the", "-screens.client-callback-url`, put the"),
        {"walk": "The robot does not understand: In Callback URL, put the callback URL."},
    ),
    "a permission that a page leaves out": (
        edit(CREATE, "1. Select {permission}`bitbucket.webhooks-read-and-write`.\n\n", "\n"),
        {
            "walk": "depicts step 5, which does not exist.",
            "pictures": "depicts step 5, which does not exist.",
        },
    ),
    "another permission than a connection needs": (
        edit(CREATE, "{permission}`bitbucket.pull-requests-write`", "{permission}`bitbucket.pull-requests-read`"),
        {
            "walk": "A connection needs Pull requests: Write, but no step of this section selects it.",
            "pictures": "The picture marks 'Pull requests: Write' with 4",
        },
    ),
    "a misspelled :sync:": (
        edit(CREATE, ":sync: clients", ":sync: client"),
        {"walk": "The tab around this line has `:sync: client`. The tabs for screens are: clients, consumers."},
    ),
    "a label in a template": (
        edit(f"{TEMPLATES}/terraform/providers.html", '"Add a VCS provider"', '"Add a provider"'),
        {"walk": "Label: 'Add a VCS provider'"},
    ),
    "a menu path in a paragraph": (
        edit(
            "docs/scope-and-ssh-key.md",
            "bitbucket-screens.personal-settings > bitbucket-screens.ssh-keys",
            "bitbucket-screens.personal-settings > bitbucket-screens.webhooks",
        ),
        {"walk": "No page has the menu path Settings > Personal Bitbucket settings > Webhooks."},
    ),
    # Prose
    "the title of a tab on one page": (
        edit("docs/add-vcs-provider.md", "{tab-item} API (curl)", "{tab-item} curl"),
        {"docs": "the tab 'curl' of 'way' has the title"},
    ),
    "a number that differs from the table below it": (
        edit(BEGIN, "needs only these four permissions:", "needs only these five permissions:"),
        {"docs": "the text says 'five', but the list or table below it has 4 items"},
    ),
    # Pictures
    "words in the template of a picture, which no step quotes": (
        edit(f"{TEMPLATES}/bitbucket/ssh_key.html", ">Expires on<", ">Ends on<"),
        {"pictures": "keys/new changed: it now says 'Ends on'; it no longer says 'Expires on'."},
    ),
    "the style of the screens": (
        edit(STYLE, "h1 { margin: 0 0 1rem;", "h1 { margin: 0 0 2rem;"),
        {"pictures": "changed, but none of its words."},
    ),
    "steps in another order": (
        swapped_steps,
        {"pictures": "provider-fields: The picture marks 'Key' with 2; step 2 on the page"},
    ),
    "a number in an alternative text": (
        edit("docs/add-vcs-provider.md", "Copy button, marked 4.", "Copy button, marked 3."),
        {"pictures": "Its alternative text names the numbers 3; the marked steps are 4."},
    ),
    "a byte of a picture": (a_byte_of_a_picture, {"pictures": "provider-fields: The "}),
    "a token painted into a picture, with its hash": (
        a_token_on_a_picture,
        {"walk": "These pictures differ from the screens"},
    ),
    "a day in the manifest": (
        edit("docs/pictures/manifest.json", '"valid_until": "2', '"valid_until": "1'),
        {"pictures": "callback-url: It was valid until 1"},
    ),
    # Dates
    "a day in a fact": (
        edit(f"{FACTS}/bitbucket_screens.py", "_SEEN = date(2026, ", "_SEEN = date(2025, "),
        {"vendors": ": not seen since 2025-"},
    ),
    "a day of a review": (
        edit(BEGIN, "reviewed: 2026-", "reviewed: 2025-"),
        {"vendors": "docs/prerequisites.md: not reviewed since 2025-"},
    ),
    # Links
    "a link within the guide": (
        edit("docs/create-workspace.md", "prerequisites.md#for-the-commands", "prerequisites.md#for"),
        {"docs": "prerequisites"},
    ),
    "a link in raw HTML within the guide": (
        edit(BEGIN, "## Required permissions", '<a href="gone.html">Gone</a>\n\n## Required permissions'),
        {"docs": "prerequisites.html: The link gone.html leads to no file."},
    ),
    "two headings with the same text": (
        edit(BEGIN, "## Required permissions", "## Required permissions\n\nText.\n\n## Required permissions"),
        {"docs": "prerequisites.html: Two headings have the same text"},
    ),
    "a link to a dead page": (answered(GONE, status=404), {"links": "broken. The page no longer exists (status 404)."}),
    "a link that never worked": (
        answered(GONE, struck=False, status=410),
        {"links": "broken. The page no longer exists (status 410)."},
    ),
    "a link in a code block": (
        answered(IN_CODE, status=404),
        {"links": f"{IN_CODE}: broken. The page no longer exists (status 404)."},
    ),
    "an anchor that no longer exists": (
        answered(ANCHOR, f"<h1 id='top'>Manual</h1>{TEXT}"),
        {"links": "its anchor #filters no longer exists."},
    ),
    "a page that moved": (
        lambda project: project.publish(
            PERMISSIONS_PAGE, status=301, headers={"Location": "/developer.hashicorp.com/new"}
        ),
        {"links": "moved. It moved permanently to"},
    ),
    "a page that says that it does not exist": (
        answered(JQ, f"<title>Page not found</title>{TEXT}"),
        {"links": "responds with status 200, but its title or heading is 'Page not found'."},
    ),
    "an empty page": (answered(JQ), {"links": "The page is empty."}),
    "a redirect to a login": (
        answered(
            f"{CLOUD_DOCS}/vcs/private", status=302, headers={"Location": "https://developer.hashicorp.com/sign-in"}
        ),
        {"links": "It redirects to a login page"},
    ),
    "a redirect to the home page": (
        answered(f"{CLOUD_DOCS}/vcs/private", status=301, headers={"Location": "https://developer.hashicorp.com/"}),
        {"links": "It redirects to the home page"},
    ),
    "a page that redirects with HTML": (
        answered(JQ, f'<meta http-equiv="refresh" content="0; url=/new"><p>The manual of jq has moved.</p>{TEXT}'),
        {"links": "moved. It redirects"},
    ),
    "a page about something else": (
        answered(JQ, f"<h1>Domain for sale</h1>{TEXT}"),
        {"links": "no longer shows 'jq'."},
    ),
    "a link that could not be checked for half a year": (
        a_link_that_was_never_checked,
        {"links": "Never seen working."},
    ),
    # Vendors
    "words of a vendor": (
        instead(BITBUCKET_CLOUD, "Connect and continue", "Connect"),
        {"vendors": "connect-and-continue: no longer found. The page no longer contains the words."},
    ),
    "words of a vendor that are only in a comment": (
        instead(BITBUCKET_CLOUD, "Connect and continue", "{/* Connect and continue */}"),
        {"vendors": "connect-and-continue: no longer found."},
    ),
    "a label of a vendor in other letter case": (
        instead(BITBUCKET_CLOUD, "Connect and continue", "Connect and Continue"),
        {"vendors": "connect-and-continue: no longer found."},
    ),
    "words of a vendor that are only in an import or export": (
        instead(BITBUCKET_CLOUD, "Connect and continue", '\n\nexport const label = "Connect and continue"\n\n'),
        {"vendors": "connect-and-continue: no longer found."},
    ),
    "words of a vendor that are only in an attribute": (
        instead(BITBUCKET_CLOUD, "Connect and continue", '<Image alt="Connect and continue" />'),
        {"vendors": "connect-and-continue: no longer found."},
    ),
    "a label of one word that is only in a sentence": (
        instead(BITBUCKET_CLOUD, "**Secret**", "Secret"),
        {"vendors": "terraform-screens.secret: no longer found. The page no longer marks the word as a label."},
    ),
    "a label of a third party": (
        instead(SCREENS_OF_CHE, "Create OAuth client", "New client"),
        {"vendors": "create-oauth-client: no longer found at a third party."},
    ),
    "a deprecated operation": (
        operation(deprecated=True),
        {"vendors": "bitbucket.hooks, an API operation: it is now deprecated."},
    ),
    "a property that a response no longer has": (
        operation(responses=response(title="string")),
        {"vendors": "bitbucket.hooks, an API operation: the response no longer has name: string."},
    ),
    "a property of another type": (
        operation(responses=response(name="integer")),
        {"vendors": "bitbucket.hooks, an API operation: the response no longer has name: string."},
    ),
    "an operation that the document no longer has": (
        lambda project: project.publish(
            BITBUCKET_OPENAPI, json.dumps({"paths": {}, "info": quoted()[BITBUCKET_OPENAPI]})
        ),
        {"vendors": "bitbucket.hooks, an API operation: the document no longer has it."},
    ),
    "a parameter that is required": (
        operation(parameters=[{"name": "q", "in": "query", "required": True}]),
        {"vendors": "bitbucket.hooks, an API operation: a parameter is now required: q in query."},
    ),
    "the access that an operation needs": (
        operation(security=[{"oauth2": ["admin"]}]),
        {"vendors": "bitbucket.hooks, an API operation: the required access changed."},
    ),
    "a changelog of a vendor": (
        lambda project: project.publish(CHANGELOG, "- Adds SSH to something.\n- OAuth tokens live shorter.\n"),
        {"vendors": "new: - OAuth tokens live shorter."},
    ),
    "an entry of a changelog that was edited": (
        lambda project: project.publish(CHANGELOG, "- Adds SSH to some thing.\n"),
        {"vendors": "new: - Adds SSH to some thing."},
    ),
    "a document that could not be read for half a year": (an_old_document, {"vendors": "not read since 2026-01-01."}),
    # Irrelevant changes
    "nothing": (lambda _: None, {}),
    "a comment in the style of the screens": (edit(STYLE, "body {", "/* A comment. */\nbody {"), {}),
    "recompression of a picture without loss": (lambda project: painted(project, lambda _: None), {}),
    "a text fragment in a link": (answered(FRAGMENT, TEXT), {}),
    "lines of a file on GitHub": (answered(LINES, TEXT), {}),
    "an anchor that a script makes": (answered(BY_SCRIPT, f"<script></script><h1>Basic</h1>{TEXT}"), {}),
    "a page that refuses automated requests": (answered(JQ, status=403), {}),
    "an acknowledged link": (an_acknowledged_link, {}),
    "a server that is down for a night": (answered(JQ, status=503), {}),
    "a page that requires an account": (answered(JQ, status=401), {}),
    "a server that limits the request rate": (answered(JQ, status=429), {}),
    "a temporary redirect": (answered(JQ, status=302, headers={"Location": "/jqlang.org/manual"}), {}),
    "words of a vendor across two lines": (
        instead(BITBUCKET_CLOUD, "Connect and continue", "Connect and\ncontinue"),
        {},
    ),
    "words of a vendor with a special space": (
        instead(BITBUCKET_CLOUD, "Connect and continue", "Connect and&nbsp;continue"),
        {},
    ),
    "words of a vendor as a link": (
        instead(BITBUCKET_CLOUD, "Connect and continue", "[Connect and continue](#more)"),
        {},
    ),
    "an entry of a changelog about something else": (
        lambda project: project.publish(CHANGELOG, "- Adds SSH to something.\n- Adds a color.\n"),
        {},
    ),
    "a property that a response has in addition": (operation(responses=response(name="string", color="string")), {}),
    "an optional parameter": (operation(parameters=[{"name": "q", "in": "query"}]), {}),
    "words of a vendor in italics": (instead(BITBUCKET_CLOUD, "Connect and continue", "_Connect_ and continue"), {}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_exactly_the_expected_monitors_report_a_change(name: str, project: Project) -> None:
    change, expected = CHANGES[name]
    change(project)
    found = project.reports()
    assert set(found) == set(expected), "\n\n".join(f"{monitor}: {words}" for monitor, words in found.items())
    for monitor, words in expected.items():
        assert words in found[monitor]


def test_a_quiet_night_after_another_one_changes_no_ledger(project: Project) -> None:
    ledgers = [project.root / f"_build/{name}.json" for name in ("links", "vendors")]
    answered(JQ, f"<p>jq</p>{TEXT}")(project)
    assert project.reports() == {}
    before = [file.read_bytes() for file in ledgers]
    project.day += timedelta(days=1)
    assert {status for status, _ in project.night().values()} == {0}
    assert [file.read_bytes() for file in ledgers] == before
