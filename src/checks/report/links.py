"""Creates links to the published guide or a local build, or names the page file and its section if there is neither."""

from importlib.resources import files
from pathlib import Path

from checks.diagnosis import solutions
from checks.diagnosis.diagnosis import Diagnosis
from checks.engine.model import Check, Finding, Result
from checks.facts.credentials import Credential
from checks.facts.guide_sections import FOR_CREDENTIAL, REVOKE_TOKENS, Section, of_message

BUILT = Path("_build/html")
"""The folder in which this project builds the guide."""

_NOT_HERE = (
    "The files in docs are in the repository of the guide, not in this installation. To get links that you can open, "
    "install a release, which contains the pages, or set GUIDE_URL to the URL of the guide."
)


def built_pages() -> Path | None:
    """Return the folder of the pages: those that were built in this folder, or those of a release; None without any."""
    for folder in (BUILT, Path(str(files("checks"))) / "live" / "site"):
        if (folder / "create-consumer.html").is_file():
            return folder.resolve()
    return None


def local_guide() -> str | None:
    """Return the URL of the pages on this machine, or None if there are none."""
    pages = built_pages()
    return pages.as_uri() if pages else None


def note(guide_url: str | None) -> str:
    """Return what to do if the links name files that aren't in this folder, or nothing if they lead to the guide."""
    return "" if guide_url or Path("docs/create-consumer.md").is_file() else _NOT_HERE


def to_check(check: Check, guide_url: str | None) -> str:
    """Return the link to the section of the guide that shows `check`."""
    return _link(check.step.value, check.id, guide_url)


def of_result(result: Result, guide_url: str | None) -> list[str]:
    """Return the links to the sections with the steps that fix `result`."""
    return [to_solution(section, guide_url) for section in solutions.of_result(result)]


def of_diagnosis(diagnosis: Diagnosis, guide_url: str | None) -> str:
    """Return the link to the section with the steps that fix the most likely cause."""
    return to_solution(diagnosis.section, guide_url)


def to_known_error(finding: Finding, guide_url: str | None) -> str | None:
    """Return the link to the troubleshooting entry that `finding` matches, or None if it matches none."""
    return to_solution(of_message(finding.known_error.message), guide_url) if finding.known_error else None


def to_credential(credential: Credential, guide_url: str | None) -> str:
    """Return the link to the section about how to create `credential` with least privilege."""
    return to_solution(FOR_CREDENTIAL[credential], guide_url)


def to_revoking(guide_url: str | None) -> str:
    """Return the link to the section about how to revoke tokens that were created only for a run."""
    return to_solution(REVOKE_TOKENS, guide_url)


def to_solution(section: Section, guide_url: str | None) -> str:
    """Return the link to a section, or the file of its page and its title if there is no built guide.

    The file contains only the name of a message, so the name is added to the title.
    """
    if guide_url:
        return _link(section.page, section.anchor, guide_url)
    name = "" if section.title == section.heading else f" ({section.heading})"
    return f'docs/{section.page}.md, section "{section.title}"{name}'


def _link(page: str, anchor: str, guide_url: str | None) -> str:
    return f"{guide_url}/{page}.html#{anchor}" if guide_url else f"docs/{page}.md#{anchor}"
