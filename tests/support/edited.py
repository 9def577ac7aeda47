"""Sandbox responses with changes in their JSON."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response

from checks.sandbox.response_faults import Mutation


def edited(change: Callable[[Any], object]) -> Mutation:
    """Apply `change` to the JSON of every successful response; other responses stay unchanged."""

    def mutate(response: Response) -> Response:
        if response.status_code == 200:
            document = json.loads(response.get_data())
            change(document)
            response.set_data(json.dumps(document))
        return response

    return mutate
