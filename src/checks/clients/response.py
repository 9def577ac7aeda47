"""Reads the body of a response up to a limit, determines whether it is complete, and parses the error in it."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import DecodeError

from checks.clients.errors import UnusableError
from checks.clients.parsing import JsonView

WEB_PAGE = "a web page, possibly from a proxy"

PIECE = 65536
"""Bytes to read or decompress at a time."""


@dataclass(frozen=True)
class Response:
    """A response that was read to its end.

    Attributes:
        status: The HTTP status.
        headers: The headers; their names are case-insensitive.
        body: The body, decompressed.
        url: The requested URL, without secrets.
        whole: Whether the length, the chunks, or the end of the compression proves that the body is complete.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    whole: bool = True

    def json(self) -> JsonView:
        """Return the body as JSON.

        Raises:
            UnusableError: The body isn't JSON.
        """
        try:
            return JsonView(json.loads(self.body))
        except (ValueError, RecursionError):
            what = WEB_PAGE if is_web_page(self.body) else "no JSON"
            raise UnusableError(f"{self.url} returned status {self.status} with {what}.") from None


def is_web_page(body: bytes) -> bool:
    """Return whether a body is a web page, which neither API returns."""
    return body.lstrip().startswith(b"<")


def read_body(response: BaseHTTPResponse, limit: int) -> tuple[bytearray, bool]:
    """Return the body, or its beginning if it exceeds the limit, and whether it is proven to be complete.

    Args:
        response: A response whose headers were read, but not its body.
        limit: The maximum number of bytes. The returned beginning of a larger body exceeds it.

    Raises:
        DecodeError: The compression wasn't requested, or the compressed data is damaged or ends too early.
    """
    chunks: Iterator[bytes] = iter(lambda: response.read1(PIECE, decode_content=False), b"")
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        chunks = _decompress(chunks)
    elif encoding not in ("", "identity"):
        raise DecodeError(encoding)
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            return body, False
    chunked = response.headers.get("Transfer-Encoding", "").strip().lower() == "chunked"
    return body, chunked or response.length_remaining == 0 or (encoding != "" and bool(body))


def _decompress(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the content of a gzip stream.

    Raises:
        DecodeError: The stream is damaged, or it ends too early.
    """
    stream, begun = zlib.decompressobj(_GZIP), False
    for part in chunks:
        packed = part
        while packed:
            if stream.eof:  # the format allows several consecutive streams
                stream = zlib.decompressobj(_GZIP)
            begun = True
            try:
                yield stream.decompress(packed, PIECE)
            except zlib.error:
                raise DecodeError("gzip") from None
            packed = stream.unconsumed_tail or stream.unused_data
    if begun and not stream.eof:
        raise DecodeError("gzip")


_GZIP = 16 + zlib.MAX_WBITS
"""The window size that selects the gzip format in zlib."""


@dataclass(frozen=True)
class ErrorBody:
    """The parsed body of an error response.

    Attributes:
        message: The vendor's error message; empty if the body has none.
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
        return ErrorBody(body.decode(errors="replace").strip())
    parts = [found.text("error", "message"), found.text("error", "detail"), found.text("error_description")]
    for error in found.items("errors") or ():
        parts += [error.text() or error.text("title"), error.text("detail")]
    required = found.texts("error", "detail", "required") or ()
    granted = found.texts("error", "detail", "granted") or ()
    return ErrorBody(
        message=": ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip())),
        missing=tuple(scope for scope in required if scope not in granted),
    )
