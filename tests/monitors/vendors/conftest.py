import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from checks.facts.fact import Kind, Source
from checks.monitors.vendors import operations
from checks.monitors.vendors.changelogs import CHANGELOGS, RELEASE_LIST

SEEN = date(2026, 11, 24)
FILLING = "<p>" + "Words around the words that a fact quotes, as on any page. " * 5 + "</p>"
RAW = "https://raw.githubusercontent.com"
NOTES = f"{RAW}/hashicorp/web-unified-docs/main/content/terraform-enterprise/releases"
HASHICORP = f"{RAW}/hashicorp/web-unified-docs/main/content/terraform-docs-common/docs/cloud-docs"
CLOUD_DOCS = "https://developer.hashicorp.com/terraform/cloud-docs"

# Facts of a fictional guide, each with a different kind of page.
SOURCES = {
    "screens.add": Source("https://vendor.example/providers", "Add VCS Provider", SEEN),
    "screens.save": Source("https://vendor.example/providers#form", "Save", SEEN),
    "screens.keys": Source("https://vendor.example/keys", "SSH keys", SEEN),
    "docs.callback": Source(f"{CLOUD_DOCS}/vcs/bitbucket-cloud", "Connect and continue", SEEN),
    "docs.index": Source(f"{CLOUD_DOCS}/vcs", "ingress from the public internet", SEEN),
    "code.header": Source("https://github.com/vendor/client/blob/main/src/client.go", "TFP-AppName", SEEN),
    "data.help": Source("https://vendor.example/help", "The key cannot be shown again", SEEN),
    "forum.said": Source("https://forum.example/thread", "three months", SEEN, Kind.THIRD_PARTY),
    "guess.tick": Source("https://vendor.example/keys", "Client credentials", SEEN, Kind.UNCONFIRMED),
    "paraphrase": Source("https://vendor.example/keys", "", SEEN),
}
PARAMETER = {"name": "q", "in": "query", "required": True, "schema": {"$ref": "#/components/schemas/text"}}


def openapi(published: operations.Published) -> dict[str, Any]:
    """Return a small document with every operation of this vendor that the checks call."""
    response = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/thing"}}}}
    operation = {
        "description": "Says something.",
        "parameters": [PARAMETER],
        "responses": {"200": response},
        "security": [{"oauth2": ["repository"]}],
    }
    schemas = {
        "text": {"type": "string"},
        "thing": {"type": "object", "properties": {"name": {"$ref": "#/components/schemas/text"}, "parent": {}}},
    }
    schemas["thing"]["properties"]["parent"] = {"$ref": "#/components/schemas/thing"}
    paths = {read.path: {read.method.lower(): deepcopy(operation)} for _, read in operations.called(published)}
    return {"openapi": "3.0.0", "paths": paths, "components": {"schemas": schemas}}


@pytest.fixture
def sources() -> dict[str, Source]:
    """The sources of all facts of the fictional guide."""
    return dict(SOURCES)


@pytest.fixture
def publish(server, make) -> Callable[..., None]:
    """Return a function that publishes a response at a public URL."""

    def publish(address: str, body: str = "", **how: Any) -> None:
        server.replies["/" + address.removeprefix("https://")] = make(body, **how)

    return publish


@pytest.fixture
def state(publish) -> dict[str, Any]:
    """Publish all sources of the fictional guide, and return the OpenAPI documents by their URL."""
    publish("https://vendor.example/providers", f"{FILLING}<p>Click <b>Add VCS Provider</b>, then <b>Save</b>.</p>")
    publish("https://vendor.example/keys", f"{FILLING}<h2>SSH keys</h2><script src=menu.js></script>")
    data = json.dumps({"props": {"html": "<p>The key cannot be <i>shown</i> again.</p>"}})
    publish("https://vendor.example/help", f'<title>Help</title><script type="application/json">{data}</script>')
    publish(f"{HASHICORP}/vcs/bitbucket-cloud.mdx", "Click **Connect and\ncontinue**.\n\n<!-- nothing -->\n")
    publish(f"{HASHICORP}/vcs/index.mdx", "It needs _ingress_ from the [public](/x) internet.".replace("_", "*"))
    publish("https://forum.example/thread", f"{FILLING}<p>It ends after three months.</p>")
    publish(f"{RAW}/vendor/client/main/src/client.go", 'const header = "TFP-AppName"\n')
    publish(CHANGELOGS[0], f"{FILLING}<h3>App passwords are removed</h3><p>Use API tokens.</p>")
    publish(f"{HASHICORP}/api-docs/changelog.mdx", "## 2026-09-17\n\n- Adds SSH to something.\n- Other news.\n")
    publish(f"{RAW}/hashicorp/terraform-provider-tfe/main/CHANGELOG.md", "## v0.80.0\n\n* Adds `oauth_token_id`.\n")
    publish(RELEASE_LIST, json.dumps([{"name": "2.0.7.md"}]))
    publish(f"{NOTES}/2.0.7.md", "# Terraform Enterprise 2.0.7\n\n1. Webhooks work again.\n")
    documents = {published.address: openapi(published) for published in operations.DOCUMENTS}
    for address, document in documents.items():
        publish(address, json.dumps(document), headers={"Content-Type": "application/json"})
    return documents
