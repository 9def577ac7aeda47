"""The sandbox's responses have the fields of the examples in HashiCorp's documentation, and no others.

These are the requests that the OpenAPI document leaves out; `test_contract` covers the others.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from checks.facts.api_examples import EXAMPLES
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy

TYPES = {str: "string", int: "integer", bool: "boolean", type(None): "null"}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the JSON type of every value that is no object and no list with items."""
    if not isinstance(value, (dict, list)):
        yield path, TYPES[type(value)]
        return
    for name, item in value.items() if isinstance(value, dict) else [("*", item) for item in value]:
        yield from leaves(item, f"{path}.{name}" if path else name)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.endpoint.path)
def test_the_fields_are_those_of_the_example(sandbox, example):
    scenario = FAULTS["stack-configuration-failed"].change(healthy(datetime.now(UTC)))
    environment = sandbox(scenario).environment()
    names = {
        "organization": "acme",
        "stack_id": scenario.stacks[0].id,
        "stack_configuration_id": scenario.stacks[0].versions[-1].name,
        "component_id": scenario.stack_components[0].id,
    }
    answer = requests.get(
        f"{environment['TFE_ADDRESS']}/api/v2{example.endpoint.path.format(**names)}",
        headers={"Authorization": f"Bearer {environment['TFE_TOKEN']}"},
        timeout=5,
    )
    found = set(leaves(answer.json()["data"]))
    known = set(example.fields.items())
    assert {path for path, _ in found} == set(example.fields)
    # A value that the example has can be null elsewhere, and the reverse.
    assert [one for one in found if "null" not in (one[1], example.fields[one[0]]) and one not in known] == []
