"""Links lead to the published guide if its URL is set, or otherwise to the page in this repository."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from checks.engine.model import failed
from checks.facts import failures, guide_sections
from checks.facts.credentials import Credential
from checks.facts.failures import match
from checks.facts.guide_sections import FOR_CHECK, FOR_CREDENTIAL, Section, of_message
from checks.facts.run_triggers import RULES
from checks.report import links
from checks.settings.secret import Redactor, Secret


def test_links_to_a_check_in_the_published_guide(made):
    assert links.to_check(made.check("webhooks"), "https://example.com/guide") == (
        "https://example.com/guide/create-workspace.html#webhooks"
    )


def test_links_to_a_check_in_this_repository(made):
    assert links.to_check(made.check("webhooks"), None) == "docs/create-workspace.md#webhooks"


def test_links_to_the_instructions_for_creating_a_credential():
    assert links.to_credential(Credential.TERRAFORM_TOKEN, None) == (
        'docs/verify.md, section "HCP Terraform API token"'
    )


SECTIONS = dict.fromkeys(
    (
        *FOR_CHECK.values(),
        *FOR_CREDENTIAL.values(),
        *(one for one in vars(guide_sections).values() if isinstance(one, Section)),
        *(rule.section for rule in RULES),
        *(of_message(failure.message) for failure in failures.FAILURES),
    )
)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one.anchor)
def test_without_a_built_guide_the_link_names_a_file_and_a_heading_that_exists_in_it(section):
    link = links.to_solution(section, None)
    file, title, name = re.fullmatch(r'(\S+), section "(.+)"(?: \((messages\.\S+)\))?', link).groups()
    assert not title.startswith("messages.")
    heading = name or title
    text = (Path(__file__).parents[2] / file).read_text(encoding="utf-8")
    assert re.search(rf"^(#+|:::\{{message\}}) {re.escape(heading)}$", text, re.MULTILINE)


def test_a_guide_that_was_built_in_this_folder_is_linked_as_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert links.local_guide() is None
    page = tmp_path / "_build" / "html" / "create-consumer.html"
    page.parent.mkdir(parents=True)
    page.touch()
    assert f"{links.local_guide()}/create-consumer.html" == page.as_uri()


def test_the_pages_of_a_release_are_linked_as_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "package" / "live" / "site" / "create-consumer.html"
    page.parent.mkdir(parents=True)
    page.touch()
    monkeypatch.setattr(links, "files", lambda _: tmp_path / "package")
    assert links.local_guide() == page.parent.as_uri()


def test_a_note_says_how_to_get_links_only_if_the_named_files_are_not_in_this_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    assert links.note(None) == ""
    monkeypatch.chdir(tmp_path)
    assert links.note("https://example.com/guide") == ""
    assert "GUIDE_URL" in links.note(None)


def test_a_recognized_failure_links_to_its_entry(made):
    finding = replace(failed("a", "b", "c", "d"), known_error=match("Host key verification failed."))
    result = made.result(finding, failed("e", "f", "g", "h"), name="last-fetch")
    assert links.of_result(result, "https://example.com/guide") == [
        "https://example.com/guide/error-messages.html#messages-host-key",
        "https://example.com/guide/troubleshoot.html#find-out-which-side-fails",
    ]


def test_a_redacted_finding_links_to_the_same_entry():
    finding = replace(failed("a", "b", "c", "d"), known_error=match("Host key verification failed."))
    redacted = Redactor([Secret("a-secret-elsewhere")]).all(finding)
    link = 'docs/error-messages.md, section "Host key verification failed." (messages.host-key)'
    assert links.to_known_error(redacted, None) == link


def test_a_finding_without_a_known_message_links_to_the_section_of_its_check(made):
    assert len(links.of_result(made.result(failed("a", "b", "c", "d")), None)) == 1
