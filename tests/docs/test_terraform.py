"""Every Terraform file in the guide is valid, is formatted, and uses documented arguments of the provider."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hcl2
import pytest
from lark.exceptions import LarkError

ROOT = Path(__file__).parents[2]
FORMATTER = ROOT / "node_modules" / "@cdktn" / "hcl-tools"
# This package contains HashiCorp's formatter, which `terraform fmt` also uses. Input and output are JSON.
FORMAT = """
const {format} = require("@cdktn/hcl-tools");
const texts = JSON.parse(require("fs").readFileSync(0));
Promise.all(texts.map(text => format(text))).then(done => console.log(JSON.stringify(done)));
"""


@dataclass(frozen=True)
class Schema:
    """The documented arguments and attributes of a block, without deprecated ones."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    exported: frozenset[str] = frozenset()
    nested: dict[str, "Schema"] = field(default_factory=dict)


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Source: https://github.com/hashicorp/terraform-provider-tfe/tree/62d27c7564eb515516261eaa448c384b48692363/website/docs,
# the pages index, d/oauth_client, d/project, r/project_oauth_client and r/workspace, read on 2026-11-24.
VERSION = "0.80.0"
DOCUMENTED = {
    ("provider", "tfe"): Schema(optional=words("hostname organization ssl_skip_verify token")),
    ("data", "tfe_oauth_client"): Schema(
        optional=words("name oauth_client_id organization service_provider"),
        exported=words(
            "api_url callback_url created_at http_url id oauth_token_id organization_scoped project_ids"
            " service_provider_display_name"
        ),
    ),
    ("data", "tfe_project"): Schema(
        required=words("name"),
        optional=words("organization"),
        exported=words("description effective_tags id workspace_ids workspace_names"),
    ),
    ("resource", "tfe_project_oauth_client"): Schema(
        required=words("oauth_client_id project_id"), exported=words("id")
    ),
    ("resource", "tfe_workspace"): Schema(
        required=words("name"),
        optional=words(
            "allow_destroy_plan assessments_enabled auto_apply description file_triggers_enabled organization"
            " project_id queue_all_runs speculative_enabled tags terraform_version trigger_patterns vcs_repo"
            " working_directory"
        ),
        exported=words("html_url id"),
        nested={
            "vcs_repo": Schema(
                required=words("identifier"),
                optional=words("branch github_app_installation_id ingress_submodules oauth_token_id tags_regex"),
            )
        },
    ),
}
REFERENCE = re.compile(r"\b(data\.)?(tfe_\w+)\.(\w+)\.(\w+)")


@pytest.fixture(scope="module")
def files(blocks) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each Terraform file as text and parsed, by its location."""
    found = {}
    options = hcl2.SerializationOptions(explicit_blocks=False, strip_string_quotes=True)
    for block in blocks("terraform"):
        try:
            found[str(block)] = block.text, hcl2.loads(block.text, serialization_options=options)
        except LarkError as error:
            pytest.fail(f"{block} cannot be read: {error}")
    assert found
    return found


def declared(file: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield the kind, type, name, and body of every provider, data source, and resource."""
    for block in file.get("provider", []):
        for type_, body in block.items():
            yield "provider", type_, "", body
    for kind in ("data", "resource"):
        for block in file.get(kind, []):
            for type_, named in block.items():
                for name, body in named.items():
                    yield kind, type_, name, body


def faults(schema: Schema, body: dict[str, Any]) -> Iterator[str]:
    """Yield each undocumented and each missing argument of a block."""
    yield from (f"{name} is missing" for name in sorted(schema.required - set(body)))
    yield from (f"{name} is not documented" for name in sorted(set(body) - schema.required - schema.optional))
    for name, inner in schema.nested.items():
        for one in body.get(name, []):
            yield from (f"{name}: {fault}" for fault in faults(inner, one))


def test_every_file_pins_the_verified_provider_version(files) -> None:
    for place, (_, file) in files.items():
        pins = [one for block in file["terraform"] for one in block["required_providers"]]
        assert pins == [{"tfe": {"source": "hashicorp/tfe", "version": f"~> {VERSION}"}}], place


def test_every_argument_is_documented_and_required_ones_are_set(files) -> None:
    for place, (_, file) in files.items():
        assert set(file) <= {"terraform", "provider", "data", "resource", "output"}, place
        assert [*file["provider"][0]] == ["tfe"], place
        for kind, type_, _, body in declared(file):
            assert list(faults(DOCUMENTED[kind, type_], body)) == [], f"{place}: {type_}"


def test_every_reference_matches_a_block_and_attribute_in_the_file(files) -> None:
    found = 0
    for place, (text, file) in files.items():
        known = {(kind, type_, name) for kind, type_, name, _ in declared(file)}
        for data, type_, name, attribute in REFERENCE.findall(text):
            kind = "data" if data else "resource"
            schema = DOCUMENTED[kind, type_]
            assert (kind, type_, name) in known, f"{place}: {type_}.{name} is not declared"
            assert attribute in schema.exported | schema.required | schema.optional, f"{place}: {type_}.{attribute}"
            found += 1
    assert found


@pytest.mark.browser  # runs in the session that installs npm packages
@pytest.mark.skipif(not FORMATTER.is_dir(), reason="`npm ci` has not installed the formatter")
def test_every_file_is_formatted(files) -> None:
    unformatted = 'a "b" {\n x=1\n   longer = 2\n}\n'
    texts = [text for text, _ in files.values()]

    done = subprocess.run(
        [shutil.which("node") or "node", "-e", FORMAT],
        cwd=ROOT,
        input=json.dumps([unformatted, *texts]),
        capture_output=True,
        text=True,
        check=True,
    )

    first, *formatted = json.loads(done.stdout)
    assert first == 'a "b" {\n  x      = 1\n  longer = 2\n}\n'
    for place, text, wanted in zip(files, texts, formatted, strict=True):
        assert text == wanted, place
