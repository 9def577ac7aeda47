"""Answers that went wrong on their way: what proxies, overload and half-broken services do to a client."""

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
    """What becomes of some answers.

    Attributes:
        service: ``terraform`` or ``bitbucket``.
        path: A pattern for the whole path of the request, with ``*`` for any text.
        how: Turns the answer into another.
        times: How many requests it befalls before it is over; None for all.
    """

    service: str
    path: str
    how: Mutation
    times: int | None = None


class HangUpError(Exception):
    """The connection is to be closed here, without another byte."""


def answer(status: int, body: object = "", content_type: str = "application/json", **headers: str) -> Mutation:
    """Answer with `status` and `body`, which is sent as it is if it is a text, else as JSON.

    In the names of `headers`, underscores stand for hyphens.
    """
    text = body if isinstance(body, str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Response(text, status=status, content_type=content_type, headers=named)


def proxy_page(status: int = 502) -> Mutation:
    """Answer as a proxy does that cannot reach the service: a page in HTML."""
    return answer(status, PROXY_PAGE, "text/html")


def truncated(whole: Response) -> Response:
    """Send the first half of the body, as if it were all."""
    body = whole.get_data()
    return _with(whole, body[: len(body) // 2])


def empty(whole: Response) -> Response:
    """Send nothing, with success."""
    return _with(whole, b"")


def hung_up(after: int = 0) -> Mutation:
    """Close the connection after so many bytes of the body; after none, before the status line too."""

    def how(whole: Response) -> Response:
        body = whole.get_data()

        def chunks() -> Iterator[bytes]:
            if after:
                yield body[:after]
            raise HangUpError

        if not after:
            whole.status_code = 200  # of a 204 nobody would look at the body
        return _streamed(whole, chunks(), len(body))

    return how


def dripping(seconds: float) -> Mutation:
    """Send one byte at a time, and wait so many seconds after each."""

    def how(whole: Response) -> Response:
        body = whole.get_data()

        def chunks() -> Iterator[bytes]:
            for at in range(len(body)):
                yield body[at : at + 1]
                time.sleep(seconds)

        return _streamed(whole, chunks(), len(body))

    return how


def redirected(location: str, status: int = 302) -> Mutation:
    """Send the client to another address."""
    return lambda _: _Raw("", status=status, headers={"Location": location, "Content-Length": "0"})


class _Raw(Response):
    """Sends its headers as they are, where werkzeug would first make a proper address of a place that is none."""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:  # noqa: ARG002 - it is handed over
        """Return the headers."""
        return self.headers


def spoilt(header: str, value: str) -> Mutation:
    """Put `value` in the place of a header."""

    def how(whole: Response) -> Response:
        whole.headers[header] = value
        return whole

    return how


def headless(header: str) -> Mutation:
    """Leave a header out."""

    def how(whole: Response) -> Response:
        whole.headers.pop(header, None)
        return whole

    return how


def retyped(path: str, value: object) -> Mutation:
    """Put `value` in the place of a field; a star in the dotted `path` stands for every item of a list.

    Items without the object that would hold it stay as they are.
    """
    return _edited(path, lambda holder, name: holder.__setitem__(name, value))


def without(path: str) -> Mutation:
    """Leave a field out; a star in the dotted `path` stands for every item of a list."""
    return _edited(path, lambda holder, name: holder.pop(name, None))


def next_page(address: str | None = None) -> Mutation:
    """Say that the next page is at `address`; without one, at the very page that is being read."""

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


def _edited(path: str, edit: Callable[[dict[str, Any], str], object]) -> Mutation:
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
    """Put one more field into every object of the body."""

    def grown(part: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(part, list):
            return [grown(one) for one in part]
        if isinstance(part, dict):
            return {key: grown(one) for key, one in part.items()} | {name: value}
        return part

    return lambda whole: _with(whole, json.dumps(grown(json.loads(whole.get_data()))).encode())


def _with(whole: Response, body: bytes) -> Response:
    whole.set_data(body)
    return whole


def _streamed(whole: Response, chunks: Iterator[bytes], length: int) -> Response:
    streamed = Response(chunks, status=whole.status_code, headers=dict(whole.headers))
    streamed.headers["Content-Length"] = str(length)
    return streamed
