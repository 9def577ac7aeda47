import json
import os
from pathlib import Path

import pytest

from checks.facts import terraform
from checks.monitors.vendors import operations
from checks.monitors.vendors.nightly import VendorLedger

PATH = "/things/{thing_id}"
ITEM = {"$ref": "#/components/schemas/thing"}
DOCUMENT = {
    "paths": {
        PATH: {
            "parameters": [{"name": "thing_id", "in": "path"}],
            "get": {"responses": {"200": {"content": {"application/json": {"schema": ITEM}}}}},
        }
    },
    "components": {"schemas": {"thing": {"properties": {"description": {"type": "string"}, "in": ITEM}}}},
}
SPECS = os.environ.get("VENDOR_SPECS")


def parts(document=DOCUMENT, path=PATH):
    return operations.parts(document, "GET", path)


def with_thing(thing):
    return DOCUMENT | {"components": {"schemas": {"thing": thing}}}


def test_supports_recursive_schemas():
    assert set(parts()) == {"parameters", "responses", "access", "deprecation"}
    assert parts() == parts(json.loads(json.dumps(DOCUMENT)))


def test_ignores_names_of_path_parameters():
    assert parts(path="/things/{other}") == parts()
    assert parts(path="/things") == {}


def test_compares_a_property_called_description():
    changed = with_thing({"properties": {"description": {"type": "integer"}, "in": ITEM}})
    assert "no longer has description: string" in operations.changed(parts(), parts(changed))


def test_ignores_descriptions_and_examples():
    described = with_thing(
        DOCUMENT["components"]["schemas"]["thing"] | {"description": "A thing.", "example": {"x": 1}}
    )
    assert operations.changed(parts(), parts(described)) == ""


def test_ignores_the_order_of_properties():
    thing = DOCUMENT["components"]["schemas"]["thing"]["properties"]
    assert parts(with_thing({"properties": dict(reversed(thing.items()))})) == parts()


BEFORE = {"parameters": [], "responses": ["name: string"], "access": ["a"], "deprecation": []}


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (BEFORE, BEFORE, ""),
        (BEFORE, BEFORE | {"responses": []}, "the response no longer has name: string"),
        (BEFORE, BEFORE | {"responses": ["name: integer"]}, "the response no longer has name: string"),
        (BEFORE, BEFORE | {"responses": ["color: string", "name: string"]}, ""),
        (BEFORE, BEFORE | {"parameters": ["q in query"]}, "a parameter is now required: q in query"),
        (BEFORE | {"parameters": ["q in query"]}, BEFORE, ""),
        (BEFORE, BEFORE | {"access": ["b"]}, "the required access changed"),
        (BEFORE, BEFORE | {"deprecation": ["deprecated"]}, "it is now deprecated"),
        (BEFORE | {"deprecation": ["deprecated"]}, BEFORE, ""),
        (BEFORE, {}, "the document no longer has it"),
        ({}, BEFORE, "the document has it now"),
        ({}, {}, ""),
    ],
)
def test_reports_only_breaking_changes(before, after, reason):
    assert operations.changed(before, after) == reason


def test_every_api_operation_belongs_to_one_document():
    names = [name for published in operations.DOCUMENTS for name, _ in operations.called(published)]
    assert len(names) == len(set(names))
    assert {"bitbucket.hooks", "terraform.oauth-clients"} <= set(names)
    assert "bitbucket.access-token" not in names


def test_ledger_contains_every_called_operation(request):
    known = VendorLedger.load(request.config.rootpath / "docs/monitors/vendors.json").operations
    called = {name for published in operations.DOCUMENTS for name, _ in operations.called(published)}
    assert set(known) == called
    # A folder listing is the file operation with an empty path, which the document contains only once.
    # HashiCorp documents Stacks and most reads of the registry only on its pages.
    undocumented = {name for name, parts in known.items() if not parts}
    on_pages = {name for name in undocumented if name.startswith(("terraform.registry-", "terraform.stack"))}
    assert undocumented - on_pages == {"bitbucket.source-listing", "terraform.ping"}
    assert terraform.PING.path == "/ping"


@pytest.mark.skipif(not SPECS, reason="VENDOR_SPECS does not name the folder of the vendors' documents")
@pytest.mark.parametrize("published", operations.DOCUMENTS, ids=lambda published: published.file)
def test_ledger_matches_the_vendors_documents(published, request):
    known = VendorLedger.load(request.config.rootpath / "docs/monitors/vendors.json").operations
    document = json.loads(Path(SPECS, published.file).read_text())
    for name, found in operations.fingerprints(published, document).items():
        assert known[name] == found
