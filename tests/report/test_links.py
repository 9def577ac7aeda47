"""Links lead to the published guide if its URL is set, or otherwise to the page in this repository."""

from dataclasses import replace

from checks.engine.model import failed
from checks.facts.credentials import Credential
from checks.facts.failures import match
from checks.report import links
from checks.settings.secret import Redactor, Secret


def test_links_to_a_check_in_the_published_guide(made):
    assert links.to_check(made.check("webhooks"), "https://example.com/guide") == (
        "https://example.com/guide/create-workspace.html#webhooks"
    )


def test_links_to_a_check_in_this_repository(made):
    assert links.to_check(made.check("webhooks"), None) == "docs/create-workspace.md#webhooks"


def test_links_to_the_instructions_for_creating_a_credential():
    assert links.to_credential(Credential.TERRAFORM_TOKEN, None) == "docs/verify.md#terraform-token"


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
    assert links.to_known_error(redacted, None) == 'docs/error-messages.md, section "messages.host-key"'


def test_a_finding_without_a_known_message_links_to_the_section_of_its_check(made):
    assert len(links.of_result(made.result(failed("a", "b", "c", "d")), None)) == 1
