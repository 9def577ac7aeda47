"""A link leads to the guide where it is published, else to the page in this repository."""

from checks.facts.credentials import Credential
from checks.report import links


def test_a_check_is_linked_in_the_published_guide(made):
    assert links.to_check(made.check("webhooks"), "https://example.com/guide") == (
        "https://example.com/guide/create-workspace.html#webhooks"
    )


def test_a_check_is_linked_in_this_repository(made):
    assert links.to_check(made.check("webhooks"), None) == "docs/create-workspace.md#webhooks"


def test_a_credential_is_linked_where_the_guide_tells_how_to_get_it():
    assert links.to_credential(Credential.TERRAFORM_TOKEN, None) == "docs/verify.md#terraform-token"
