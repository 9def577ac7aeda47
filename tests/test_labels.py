"""Every label of a screen that the tool prints comes from its fact, so that it changes together with the guide."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.facts import bitbucket_screens, terraform_screens
from checks.facts.fact import Label, named
from checks.facts.index import find

ROOT = Path(__file__).parent.parent / "src" / "checks"
DOCS = Path(__file__).parent.parent / "docs"
PACKAGES = ("cli", "clients", "connection", "diagnosis", "engine", "files", "report", "settings", "triggers")
FACTS = ("failures", "messages", "network")
FILES = sorted(
    [
        *ROOT.glob("*.py"),
        *(file for package in PACKAGES for file in (ROOT / package).rglob("*.py")),
        *(ROOT / "facts" / f"{name}.py" for name in FACTS),
    ]
)
WORDINGS = {
    wording
    for module in (bitbucket_screens, terraform_screens)
    for _, label in named(module)
    if isinstance(label, Label)
    for wording in (label.text, *label.also)
}
TERMS = {"Bitbucket Cloud", "SSH keys", "SSH private key"}
"""Labels that are also ordinary terms. They are labels only if they are marked."""

NOT_LABELS = {
    "Add a VCS provider in HCP Terraform",  # the title of a step
    "You can add a private SSH key to this connection to be used for git clone operations",  # a message
}

NOT_SIMULATED = {"terraform-screens.go-to-workspace-overview"}
"""Labels that the sandbox doesn't show: no configuration in the sandbox has a variable without a value."""

NAMES = {"OAuth consumers", "OAuth clients"}
"""Labels that are also the names of a feature, which pages emphasize when they introduce them."""


def any_of(labels: set[str]) -> str:
    return "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))


ANYWHERE = re.compile(rf"(?<!\w)(?:{any_of({label for label in WORDINGS - TERMS if ' ' in label})})(?!\w)")
MARKED = re.compile(
    rf"(?<=\*)(?:{any_of(WORDINGS)})(?=\*)"  # bold or italics
    rf'|(?<=")(?:{any_of(WORDINGS)})(?=")'
    rf"|(?<!\w)(?:{any_of(WORDINGS)})(?= > )|(?<=> )(?:{any_of(WORDINGS)})(?!\w)"  # a menu path
)


def texts(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in NOT_LABELS:
            yield re.sub(r"\s+", " ", node.value)


def labels_in(text: str) -> set[str]:
    return {*ANYWHERE.findall(text), *MARKED.findall(text)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_text_repeats_a_label(file):
    for text in texts(file):
        assert not labels_in(text), f"{file.name}: use the fact of the label in: {text}"


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: str(page.relative_to(DOCS)))
def test_no_page_writes_out_a_label(page):
    emphasized = re.findall(r"(?<![*`])\*{1,2}([^*\n]+?)\*{1,2}(?!\*)", page.read_text(encoding="utf-8"))
    labels = (WORDINGS - NAMES).intersection(emphasized)
    assert not labels, "use the role {label} for it"


@pytest.mark.parametrize("module", [bitbucket_screens, terraform_screens], ids=lambda module: module.__name__)
def test_the_sandbox_states_every_label_again(module):
    sandbox = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "sandbox").rglob("*") if file.suffix in {".html", ".py"}
    )
    missing = {name for name, label in named(module) if isinstance(label, Label) and label.text not in sandbox}
    assert missing <= NOT_SIMULATED, "the screens in src/checks/sandbox show another text"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("In your browser, click {}.", bitbucket_screens.GRANT_ACCESS),
        ("the user who selected *{}*", terraform_screens.REAUTHORIZE),
        ("Select **{}**.", terraform_screens.SETTINGS),
        ('Click "{}" again.', bitbucket_screens.CLIENT_SAVE),
        ("Go to {} > ", terraform_screens.SETTINGS),
        ("Settings > {}", terraform_screens.PROVIDERS),
        ('the list "{}"', bitbucket_screens.SSH_KEYS),
    ],
)
def test_finds_a_repeated_label(text, label):
    assert label.text in labels_in(text.format(label.text))


@pytest.mark.parametrize("text", ["Bitbucket Cloud", "the name of the workspace", "SSH keys of an account", "a > b"])
def test_keeps_ordinary_words(text):
    assert not labels_in(text)


@pytest.mark.parametrize("file", sorted(ROOT.glob("*.py")), ids=lambda file: file.stem)
def test_every_label_in_a_docstring_exists(file):
    for name in re.findall(r"\{label\}`([^`]+)`", file.read_text(encoding="utf-8")):
        assert find(name, Label)
