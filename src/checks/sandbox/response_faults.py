"""Faulty responses: the effects of proxies, overload, and partly broken services."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, json, request
from werkzeug.datastructures import Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Mutation = Callable[[Response], Response]
PROXY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True)
class ResponseFault:
    """A fault for the responses to some requests.

    Attributes:
        service: ``terraform`` or ``bitbucket``.
        path: A pattern for the whole path of the request, with ``*`` for any text.
        how: Changes the response.
        times: The number of affected requests; None for all.
    """

    service: str
    path: str
    how: Mutation
    times: int | None = None


class HangUpError(Exception):
    """The server must close the connection without sending another byte."""


def answer(status: int, body: object = "", content_type: str = "application/json", **headers: str) -> Mutation:
    """Respond with `status` and `body`. A string is sent unchanged, any other body as JSON.

    Underscores in the names of `headers` become hyphens.
    """
    text = body if isinstance(body, str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Response(text, status=status, content_type=content_type, headers=named)


def proxy_page(status: int = 502) -> Mutation:
    """Respond as a proxy that cannot reach the service: with an HTML page."""
    return answer(status, PROXY_PAGE, "text/html")


def truncated(whole: Response) -> Response:
    """Send the first half of the body as if it were complete."""
    body = whole.get_data()
    return _with(whole, body[: len(body) // 2])


def empty(whole: Response) -> Response:
    """Send an empty body with the original status."""
    return _with(whole, b"")


def hung_up(after: int = 0) -> Mutation:
    """Close the connection after this many bytes of the body; with 0, before the status line."""

    def how(whole: Response) -> Response:
        body = whole.get_data()

        def chunks() -> Iterator[bytes]:
            if after:
                yield body[:after]
            raise HangUpError

        if not after:
            whole.status_code = 200  # clients do not read the body of a 204
        return _streamed(whole, chunks(), len(body))

    return how


def dripping(seconds: float) -> Mutation:
    """Send one byte at a time, and wait this many seconds after each."""

    def how(whole: Response) -> Response:
        body = whole.get_data()

        def chunks() -> Iterator[bytes]:
            for at in range(len(body)):
                yield body[at : at + 1]
                time.sleep(seconds)

        return _streamed(whole, chunks(), len(body))

    return how


def redirected(location: str, status: int = 302) -> Mutation:
    """Redirect the client to another URL."""
    return lambda _: _Raw("", status=status, headers={"Location": location, "Content-Length": "0"})


class _Raw(Response):
    """A response with unchanged headers; werkzeug would correct an invalid URL in ``Location``."""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:  # noqa: ARG002 - part of the signature
        """Return the headers."""
        return self.headers


def spoilt(header: str, value: str) -> Mutation:
    """Replace the value of a header."""

    def how(whole: Response) -> Response:
        whole.headers[header] = value
        return whole

    return how


def headless(header: str) -> Mutation:
    """Remove a header."""

    def how(whole: Response) -> Response:
        whole.headers.pop(header, None)
        return whole

    return how


def retyped(path: str, value: object) -> Mutation:
    """Replace the value of a field; an asterisk in the dotted `path` matches every item of a list.

    Items without the parent object are unchanged.
    """
    return _edit_field(path, lambda holder, name: holder.__setitem__(name, value))


def without(path: str) -> Mutation:
    """Remove a field; an asterisk in the dotted `path` matches every item of a list."""
    return _edit_field(path, lambda holder, name: holder.pop(name, None))


def next_page(address: str | None = None) -> Mutation:
    """Set the link to the next page to `address`; by default, to the current page."""

    def how(whole: Response) -> Response:
        body = json.loads(whole.get_data())
        where = address or request.url
        if "values" in body:
            body["next"] = where
        else:
            body.setdefault("links", {})["next"] = where
            number = request.args.get("page[number]", "1")
            body.setdefault("meta", {}).setdefault("pagination", {})["next-page"] = int(number)
        return _with(whole, json.dumps(body).encode())

    return how


def _edit_field(path: str, edit: Callable[[dict[str, Any], str], object]) -> Mutation:
    *way, last = path.split(".")

    def how(whole: Response) -> Response:
        body = json.loads(whole.get_data())
        places = [body]
        for step in way:
            inner: list[Any] = []
            for place in places:
                if step == "*":
                    inner.extend(place if isinstance(place, list) else ())
                elif isinstance(place, dict) and step in place:
                    inner.append(place[step])
            places = inner
        for place in places:
            if isinstance(place, dict):
                edit(place, last)
        return _with(whole, json.dumps(body).encode())

    return how


def added(name: str, value: object) -> Mutation:
    """Add a field to every object of the body."""

    def add_to(part: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(part, list):
            return [add_to(one) for one in part]
        if isinstance(part, dict):
            return {key: add_to(one) for key, one in part.items()} | {name: value}
        return part

    return lambda whole: _with(whole, json.dumps(add_to(json.loads(whole.get_data()))).encode())


def _with(whole: Response, body: bytes) -> Response:
    whole.set_data(body)
    return whole


def _streamed(whole: Response, chunks: Iterator[bytes], length: int) -> Response:
    streamed = Response(chunks, status=whole.status_code, headers=dict(whole.headers))
    streamed.headers["Content-Length"] = str(length)
    return streamed
