"""Parses the body of an error response."""

import json
from dataclasses import dataclass

from checks.clients.json_view import JsonView


@dataclass(frozen=True)
class ErrorBody:
    """What the body of an error response says.

    Attributes:
        message: The vendor's text; empty if the body has none, or is a web page.
        missing: The scopes that the vendor requires and the credential doesn't have.
    """

    message: str = ""
    missing: tuple[str, ...] = ()


def parse_error_body(body: bytes) -> ErrorBody:
    """Return what the body of an error response says.

    Bitbucket sends ``{"error": {"message", "detail"}}``, where the detail is a text or an object, or plain text, or
    nothing. HCP Terraform sends ``{"errors": [{"title", "detail"}]}``, where an error can also be a text.
    """
    try:
        found = JsonView(json.loads(body))
    except (ValueError, RecursionError):
        text = body.decode(errors="replace").strip()
        return ErrorBody() if text.startswith("<") else ErrorBody(text)
    parts = [found.text("error", "message"), found.text("error", "detail"), found.text("error_description")]
    for error in found.items("errors") or ():
        parts += [error.text() or error.text("title"), error.text("detail")]
    required = found.texts("error", "detail", "required") or ()
    granted = found.texts("error", "detail", "granted") or ()
    return ErrorBody(
        message=": ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip())),
        missing=tuple(scope for scope in required if scope not in granted),
    )
