"""The fields in the examples of HashiCorp's API documentation for requests that the OpenAPI document leaves out.

The sandbox is compared with these examples, as it is compared with the OpenAPI document elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from checks.facts import terraform
from checks.facts.credentials import Endpoint
from checks.facts.fact import Fact, Source


@dataclass(frozen=True, kw_only=True)
class ApiExample(Fact):
    """The fields of the example response for a request.

    Attributes:
        text: The request, in words.
        endpoint: The request.
        fields: The JSON type of each field below ``data``, by its path; ``*`` is any item of a list. A field that the
            example has only as null has the type ``null``.
    """

    text: str
    endpoint: Endpoint
    fields: Mapping[str, str]


_DOCS = "https://developer.hashicorp.com/terraform/cloud-docs/api-docs"
_READ = date(2026, 11, 29)


def _example(text: str, endpoint: Endpoint, page: str, words: str, *paths: str) -> ApiExample:
    """Return an example from lines such as ``string: id type``."""
    fields = {path: kind for kind, _, names in (line.partition(": ") for line in paths) for path in names.split()}
    return ApiExample(text=text, endpoint=endpoint, fields=fields, source=Source(f"{_DOCS}/{page}", words, _READ))


MODULES = _example(
    "The example list of registry modules",
    terraform.REGISTRY_MODULES,
    "private-registry/modules",
    "mod-kwt1cBiX2SdDz38w",
    "string: *.id *.type *.attributes.name *.attributes.namespace *.attributes.provider *.attributes.status",
    "string: *.attributes.version-statuses.*.version *.attributes.version-statuses.*.status",
    "string: *.attributes.created-at *.attributes.updated-at *.attributes.registry-name *.links.self",
    "string: *.relationships.organization.data.id *.relationships.organization.data.type",
    "boolean: *.attributes.permissions.can-delete *.attributes.permissions.can-resync",
    "boolean: *.attributes.permissions.can-retry",
)
STACKS = _example(
    "The example list of Stacks",
    terraform.STACKS,
    "stacks",
    "st-kJcSJemafdBCPw3B",
    "string: *.id *.type *.attributes.name *.attributes.description *.attributes.created-at *.attributes.updated-at",
    "string: *.attributes.vcs-repo.branch *.attributes.vcs-repo.sparse-checkout-pattern",
    "string: *.attributes.vcs-repo.identifier *.attributes.vcs-repo.display-identifier",
    "string: *.attributes.vcs-repo.oauth-token-id",
    "string: *.attributes.vcs-repo.repository-http-url *.attributes.vcs-repo.service-provider",
    "string: *.relationships.project.data.id *.relationships.project.data.type *.links.self",
    "string: *.relationships.stack-configurations.links.related",
    "boolean: *.attributes.vcs-repo.trigger-disabled *.attributes.speculative-enabled",
    "null: *.attributes.vcs-repo.tags-regex *.relationships.agent-pool.data",
)
STACK_CONFIGURATIONS = _example(
    "The example list of Stack configurations",
    terraform.STACK_CONFIGURATIONS,
    "stacks/configurations",
    "stc-4EWffseuNa1FpfDH",
    "string: *.id *.type *.attributes.status *.attributes.created-at *.attributes.updated-at *.links.self",
    "string: *.relationships.stack.data.id *.relationships.stack.data.type",
    "string: *.relationships.stack-diagnostics.links.related",
    "integer: *.attributes.sequence-number",
    "boolean: *.attributes.speculative",
)
STACK_DIAGNOSTICS = _example(
    "The example list of the diagnostics of a Stack configuration",
    terraform.STACK_DIAGNOSTICS,
    "stacks/configurations",
    "std-fU7vZ3RS1TRYnrUs",
    "string: *.id *.type *.attributes.severity *.attributes.summary *.attributes.detail *.attributes.created-at",
    "string: *.attributes.diags.*.detail *.attributes.diags.*.summary *.attributes.diags.*.severity *.links.self",
    "string: *.relationships.stack-configuration.data.id *.relationships.stack-configuration.data.type",
    "boolean: *.attributes.acknowledged",
)
STACK_COMPONENTS = _example(
    "The example list of Stack component configurations",
    terraform.STACK_COMPONENTS,
    "private-registry/stack-components",
    "comp-wed33EBTz4w8XeSS",
    "string: *.id *.type *.attributes.name *.attributes.namespace *.attributes.description *.attributes.status",
    "string: *.attributes.created-at *.attributes.updated-at *.attributes.latest-version *.links.self",
    "string: *.relationships.organization.data.id *.relationships.organization.data.type",
)
STACK_COMPONENT = _example(
    "The example of one Stack component configuration with a repository",
    terraform.STACK_COMPONENT,
    "private-registry/stack-components",
    "comp-UnpBkfLQJZUXARc6",
    "string: id type attributes.name attributes.namespace attributes.status",
    "string: attributes.created-at attributes.updated-at",
    "string: attributes.version-statuses.*.version attributes.version-statuses.*.status links.self",
    "string: attributes.vcs-repo.identifier attributes.vcs-repo.display-identifier attributes.vcs-repo.oauth-token-id",
    "string: attributes.vcs-repo.source-directory attributes.vcs-repo.tag-prefix",
    "string: relationships.organization.data.id relationships.organization.data.type",
)

EXAMPLES = (MODULES, STACKS, STACK_CONFIGURATIONS, STACK_DIAGNOSTICS, STACK_COMPONENTS, STACK_COMPONENT)
