"""Responses of the sandbox with something changed in their JSON."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response

from checks.sandbox.response_faults import Mutation


def edited(change: Callable[[Any], object]) -> Mutation:
    """Let `change` work on the JSON of every successful response; other responses stay as they are."""

    def how(whole: Response) -> Response:
        if whole.status_code == 200:
            document = json.loads(whole.get_data())
            change(document)
            whole.set_data(json.dumps(document))
        return whole

    return how
