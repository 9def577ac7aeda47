import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from monitored_project import BEGIN, Project
from monitored_web import CHANGELOG, IN_CODE, LINKS, TEXT, Others, document, quoted

from checks.monitors.links import settings
from checks.monitors.pictures.manifest import read_manifest
from checks.monitors.vendors.__main__ import main as vendors
from checks.monitors.vendors.operations import DOCUMENTS
from checks.monitors.web import Web

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def copy(tmp_path_factory, shared_server, make) -> Project:
    """Copy the project, publish the pages that it links to, and accept the state of the vendors."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    web = shared_server.url("")
    shutil.copy(ROOT / "conf.py", root)
    (root / "_build").mkdir()
    with (root / BEGIN).open("a") as page:
        page.write("".join(f"\n<{link}>\n" for link in LINKS) + f"\n```text\ncurl {IN_CODE}\n```\n")
    shared_server.replies = Others()
    taken = date.fromisoformat(max(record.taken for record in read_manifest(root / "docs").values()))
    project = Project(root, web, shared_server.replies, make, taken)
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
