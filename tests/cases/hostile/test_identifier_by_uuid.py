"""HashiCorp says that identifier and display identifier differ on Bitbucket Cloud, but not how: a UUID may be one."""

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


def named(*fields: str, identifier=None):
    """Let the identifier be another one; keep the full name in `fields` alone."""

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
def test_a_uuid_beside_a_name_changes_nothing(outcomes, fields):
    assert set(outcomes(named(*fields), EXISTS).values()) <= FINE


def test_a_uuid_alone_is_no_failure(outcomes):
    found = outcomes(named(), EXISTS)
    assert (found["webhooks"], found["webhook_admin_access"]) == ("passed", "passed")
    assert "failed" not in found.values()


@pytest.mark.parametrize("fields", [("display-identifier",), ("repository-http-url",)])
def test_neither_is_a_name_without_its_workspace(outcomes, fields):
    assert set(outcomes(named(*fields, identifier=str), EXISTS).values()) <= FINE


FORMS = {
    "a URL": "https://bitbucket.org/acme-infra/{}".format,
    "with .git": "acme-infra/{}.git".format,
    "with a slash before it": "/acme-infra/{}".format,
    "a UUID": lambda slug: f"{braced('acme-infra')}/{braced(f'repository {slug}')}",
}


@pytest.mark.parametrize("form", FORMS)
def test_hcp_terraform_is_also_asked_for_the_full_name(outcomes, form):
    assert set(outcomes(named("repository-http-url", identifier=FORMS[form])).values()) <= FINE


def test_a_name_without_its_workspace_alone_is_unknown(outcomes):
    found = outcomes(named(identifier=str), EXISTS)
    assert (found["webhooks"], found["webhook_admin_access"]) == ("unknown", "unknown")
