"""Changes of the vendors' pages, API operations, and changelogs."""

import json

import pytest
from monitored_project import Project, Rows, verify
from monitored_web import BITBUCKET_CLOUD, CHANGELOG, EUROPE, instead, operation, published, quoted, response

from checks.monitors.vendors.sources import BITBUCKET_OPENAPI

pytestmark = pytest.mark.browser

SCREENS_OF_CHE = "https://raw.githubusercontent.com/eclipse-che/che-docs/main/modules/administration-guide/partials/proc_setting-up-an-oauth-client-in-the-bitbucket-cloud.adoc"


def an_old_document(project: Project) -> None:
    project.state["read"] = {BITBUCKET_OPENAPI: "2026-01-01"}
    project.publish(BITBUCKET_OPENAPI, status=503)


ROWS: Rows = {
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
    "a permission that a vendor requires in addition": (
        instead(BITBUCKET_CLOUD, "Webhooks Read and write", "Webhooks Read and write Projects Read"),
        {"vendors": "terraform.consumer-permissions: no longer found."},
    ),
    "the hostname of a region": (
        instead(EUROPE, "app.eu.terraform.io", "app.eu1.terraform.io"),
        {"vendors": "pages: docs/add-vcs-provider.md:"},
    ),
    "a label of a third party": (
        instead(SCREENS_OF_CHE, "Create OAuth client", "New client"),
        {"vendors": "create-oauth-client: no longer found at a third party."},
    ),
    "a deprecated operation": (
        operation(deprecated=True),
        {"vendors": "bitbucket.hooks: it is now deprecated."},
    ),
    "a property that a response no longer has": (
        operation(responses=response(title="string")),
        {"vendors": "bitbucket.hooks: the response no longer has name: string."},
    ),
    "a property of another type": (
        operation(responses=response(name="integer")),
        {"vendors": "bitbucket.hooks: the response no longer has name: string."},
    ),
    "an operation that the document no longer has": (
        published(BITBUCKET_OPENAPI, json.dumps({"paths": {}, "info": quoted()[BITBUCKET_OPENAPI]})),
        {"vendors": "bitbucket.hooks: the document no longer has it."},
    ),
    "a parameter that is required": (
        operation(parameters=[{"name": "q", "in": "query", "required": True}]),
        {"vendors": "bitbucket.hooks: a parameter is now required: q in query."},
    ),
    "the access that an operation needs": (
        operation(security=[{"oauth2": ["admin"]}]),
        {"vendors": "bitbucket.hooks: the required access changed."},
    ),
    "a changelog of a vendor": (
        published(CHANGELOG, "- Adds SSH to something.\n- OAuth tokens live shorter.\n"),
        {"vendors": "changelog: OAuth tokens live shorter."},
    ),
    "an entry of a changelog that was edited": (
        published(CHANGELOG, "- Adds SSH to some thing.\n"),
        {"vendors": "changelog: Adds SSH to some thing."},
    ),
    "a document that could not be read for half a year": (an_old_document, {"vendors": "not read since 2026-01-01."}),
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
        published(CHANGELOG, "- Adds SSH to something.\n- Adds a color.\n"),
        {},
    ),
    "a property that a response has in addition": (operation(responses=response(name="string", color="string")), {}),
    "another successful status": (operation(responses={**response(name="string"), "202": {}}), {}),
    "a description of an operation": (operation(summary="Returns something."), {}),
    "an optional parameter": (operation(parameters=[{"name": "q", "in": "query"}]), {}),
    "words of a vendor as a heading": (instead(BITBUCKET_CLOUD, "Connect and continue", "## Connect and continue"), {}),
    "words of a vendor in italics": (instead(BITBUCKET_CLOUD, "Connect and continue", "_Connect_ and continue"), {}),
}


@pytest.mark.parametrize("name", ROWS)
def test_exactly_the_expected_monitors_report_a_change(name: str, project: Project) -> None:
    verify(project, *ROWS[name])
