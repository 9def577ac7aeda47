"""Parses the body of an error response."""

import json
from dataclasses import dataclass

from checks.clients.json_view import JsonView


@dataclass(frozen=True)
class ErrorBody:
    """The parsed body of an error response.

    Attributes:
        message: The vendor's error message; empty if the body has none, or is a web page.
        missing: The scopes that the vendor requires and the credential doesn't have.
    """

    message: str = ""
    missing: tuple[str, ...] = ()


def parse_error_body(body: bytes) -> ErrorBody:
    """Return the message and the missing scopes from the body of an error response.

    Bitbucket sends ``{"error": {"message", "detail"}}`` (the detail is a string or an object), plain text, or an empty
    body. HCP Terraform sends ``{"errors": [{"title", "detail"}]}``; an error can also be a string.
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
