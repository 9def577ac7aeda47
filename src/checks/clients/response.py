"""A response of a host, and how its body is read: within a limit, and with proof of whether it is whole."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import DecodeError

from checks.clients.errors import ReadError
from checks.clients.json_view import JsonView

PIECE = 65536
"""Bytes that are read or decompressed at a time."""


@dataclass(frozen=True)
class Response:
    """A complete answer.

    Attributes:
        status: The HTTP status.
        headers: Its headers; names in any case.
        body: Its bytes, decompressed.
        url: Where it came from, without secrets.
        whole: Whether its length, its chunks, or the end of its compression show that nothing of the body is missing.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    whole: bool = True

    def json(self) -> JsonView:
        """Return the JSON in it.

        Raises:
            ReadError: It holds none.
        """
        try:
            return JsonView(json.loads(self.body))
        except (ValueError, RecursionError):
            what = "a web page, perhaps of a proxy" if self.body.lstrip().startswith(b"<") else "no JSON"
            raise ReadError(f"{self.url} answered {self.status} with {what}.") from None


def read_body(response: BaseHTTPResponse, limit: int) -> tuple[bytearray, bool]:
    """Return the body, or the first of it that is too much, and whether it is shown to be whole.

    Args:
        response: Its headers were read, and nothing of its body.
        limit: Bytes after which reading ends.

    Raises:
        DecodeError: It is compressed in a way that was not asked for, or its compression ends too early.
    """
    chunks: Iterator[bytes] = iter(lambda: response.read1(PIECE, decode_content=False), b"")
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        chunks = _unpacked(chunks)
    elif encoding not in ("", "identity"):
        raise DecodeError(encoding)
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            return body, False
    chunked = response.headers.get("Transfer-Encoding", "").strip().lower() == "chunked"
    return body, chunked or response.length_remaining == 0 or (encoding != "" and bool(body))


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what a gzip stream holds.

    Raises:
        DecodeError: It is damaged, or it ends too early.
    """
    stream, begun = zlib.decompressobj(_GZIP), False
    for part in chunks:
        packed = part
        while packed:
            if stream.eof:  # the format allows several streams, one after the other
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
"""How zlib is told that the format is gzip."""
