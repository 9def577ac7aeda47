"""Reads what a vendor says in an error."""

import json
from dataclasses import dataclass

from checks.clients.json_view import JsonView


@dataclass(frozen=True)
class ErrorBody:
    """What a vendor says in an error.

    Attributes:
        words: Its text; empty where there is none, or only a web page.
        missing: The scopes that it asks for and the credential does not have.
    """

    words: str = ""
    missing: tuple[str, ...] = ()


def parse_error_body(body: bytes) -> ErrorBody:
    """Return what the body of an error says.

    Bitbucket writes ``{"error": {"message", "detail"}}``, where the detail may be a text or an object, or plain
    text, or nothing; HCP Terraform writes ``{"errors": [{"title", "detail"}]}``, where an error may be a text.
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
        words=": ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip())),
        missing=tuple(scope for scope in required if scope not in granted),
    )
