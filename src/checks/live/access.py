"""Admits only the reader's own browser: exact host and origin, a link that works once, and a strict cookie."""

import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = "/live/open"
"""The path of the link in the terminal."""

METHODS = frozenset({"GET", "HEAD", "POST"})

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


class Keys:
    """The secret of the cookie, and the links that are still unused.

    Args:
        host: The host and port in every request, such as ``127.0.0.1:8000``.
    """

    def __init__(self, host: str) -> None:
        self.host = host
        self.origin = f"http://{host}"
        # Browsers send a cookie to all ports of a host, so its name contains the port.
        self.cookie = f"live_guide_{host.rpartition(':')[2]}"
        self._session = secrets.token_urlsafe(32)
        self._links: set[str] = set()

    def link(self) -> str:
        """Return a new URL that opens the guide once."""
        token = secrets.token_urlsafe(32)
        self._links.add(token)
        return f"{self.origin}{OPEN}?token={token}"

    def redeem(self, token: str) -> bool:
        """Return whether the token of a link is unused, and use it up."""
        found = next((one for one in self._links if secrets.compare_digest(one.encode(), token.encode())), None)
        self._links.discard(found or "")
        return found is not None

    def admit(self, response: Response) -> Response:
        """Add the cookie to a response."""
        response.set_cookie(self.cookie, self._session, httponly=True, samesite="strict", path="/")
        return response

    def is_admitted(self, headers: Headers) -> bool:
        """Return whether a request has the cookie."""
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        found = cookies.get(self.cookie)
        return found is not None and secrets.compare_digest(found.value.encode(), self._session.encode())


class Access:
    """Refuses every request that isn't from a page of this server in an admitted browser.

    Args:
        app: The application.
        keys: The host, the cookie, and the links.
    """

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))
            await (refusal or self._app)(scope, receive, _with_headers(send))

    def _refusal(self, method: str, path: str, headers: Headers) -> Response | None:
        keys = self._keys
        if method not in METHODS:
            return PlainTextResponse("This method isn't used here.", 405, {"Allow": ", ".join(sorted(METHODS))})
        if headers.getlist("host") != [keys.host]:
            return PlainTextResponse(f"Open this guide as {keys.origin}.", 421)
        origins = headers.getlist("origin")
        if (origins or method == "POST") and origins != [keys.origin]:
            return PlainTextResponse("This request is from another site.", 403)
        if _is_foreign(headers):
            return PlainTextResponse("This request is from another site.", 403)
        if path != OPEN and not keys.is_admitted(headers):
            return PlainTextResponse("Open the link that the terminal shows.", 403)
        return None


def open_guide(keys: Keys, token: str) -> Response:
    """Return the response to a link: the first page and the cookie, or how to get another link."""
    if not keys.redeem(token):
        return PlainTextResponse(
            "This link was used before or is incomplete. Open the link that the terminal shows.", 403
        )
    return keys.admit(RedirectResponse("/index.html", 303))


def _is_foreign(headers: Headers) -> bool:
    """Return whether the browser reports that another site, or another port, sent the request as part of a page."""
    site = headers.get("sec-fetch-site", "none")
    opened = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return site not in {"none", "same-origin"} and not opened


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message.get("headers", [])}
            added = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
            message["headers"] = [
                *message.get("headers", []),
                *((name, value) for name, value in added if name not in known),
            ]
        await send(message)

    return sending
