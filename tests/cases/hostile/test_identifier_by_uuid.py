"""The identifier of a repository might be a UUID.

HashiCorp documents that identifier and display identifier differ on Bitbucket Cloud, but not how.
"""

import pytest
from edited import edited

from checks.sandbox.ids import braced
from checks.sandbox.response_faults import ResponseFault, answer

WORKSPACES = "/api/v2/organizations/acme/workspaces"
FINE = {"passed", "not_applicable"}
EXISTS = ResponseFault(
    "terraform",
    "*/vcs/repo",
    answer(200, {"data": {"id": "x", "type": "vcs-repo-check", "attributes": {"exists": True}}}),
)


def with_identifier(*fields: str, identifier=None):
    """Change the identifier, and keep the full name only in `fields`."""

    def change(document):
        for one in document["data"]:
            repo = one["attributes"].get("vcs-repo")
            if repo:
                name = repo["identifier"]
                slug = name.split("/")[1]
                repo["identifier"] = (
                    identifier(slug) if identifier else f"{braced('acme-infra')}/{braced(f'repository {slug}')}"
                )
                repo["display-identifier"] = name if "display-identifier" in fields else None
                repo["repository-http-url"] = (
                    f"https://bitbucket.org/{name}" if "repository-http-url" in fields else None
                )

    return ResponseFault("terraform", WORKSPACES, edited(change))


@pytest.mark.parametrize("fields", [("display-identifier",), ("repository-http-url",)])
def test_a_uuid_with_a_name_in_another_field_is_fine(outcomes, fields):
    assert set(outcomes(with_identifier(*fields), EXISTS).values()) <= FINE


def test_a_uuid_without_a_name_is_not_a_failure(outcomes):
    found = outcomes(with_identifier(), EXISTS)
    assert (found["webhooks"], found["webhook_admin_access"]) == ("passed", "passed")
    assert "failed" not in found.values()


@pytest.mark.parametrize("fields", [("display-identifier",), ("repository-http-url",)])
def test_a_name_without_its_workspace_and_a_full_name_in_another_field_is_fine(outcomes, fields):
    assert set(outcomes(with_identifier(*fields, identifier=str), EXISTS).values()) <= FINE


FORMS = {
    "a URL": "https://bitbucket.org/acme-infra/{}".format,
    "with .git": "acme-infra/{}.git".format,
    "with a slash before it": "/acme-infra/{}".format,
    "a UUID": lambda slug: f"{braced('acme-infra')}/{braced(f'repository {slug}')}",
}


@pytest.mark.parametrize("form", FORMS)
def test_requests_the_full_name_from_hcp_terraform(outcomes, form):
    assert set(outcomes(with_identifier("repository-http-url", identifier=FORMS[form])).values()) <= FINE


def test_only_a_name_without_its_workspace_is_unknown(outcomes):
    found = outcomes(with_identifier(identifier=str), EXISTS)
    assert (found["webhooks"], found["webhook_admin_access"]) == ("unknown", "unknown")
