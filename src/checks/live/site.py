"""Serves the built pages, and adds the live layer to each one without a change on disk."""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from http import HTTPStatus
from os import PathLike, stat_result
from pathlib import Path, PurePath

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

MISSING = (
    "The pages of the guide aren't built. In the folder of this project, run `nox -s docs`, or install a release, "
    "which contains the pages."
)

_STYLE = '<link rel="stylesheet" href="/live/live.css"><meta name="live-guide" content="{}">\n'
_SCRIPT = b'<script src="/live/live.js"></script>'
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def layered(page: bytes, name: str) -> bytes:
    """Return a page with the style of the live layer at the end of its head, and the script at the end of its body.

    A deferred script would run in one task with what the theme does at the end of loading, and block input longer.
    """
    page = page.replace(b"</head>", _STYLE.format(escape(name)).encode() + b"</head>", 1)
    return page.replace(b"</body>", _SCRIPT + b"</body>", 1)


def policy(page: bytes) -> str:
    """Return the content security policy of a page, which allows only the inline scripts that it was built with."""
    hashes = dict.fromkeys(b64encode(sha256(text).digest()).decode() for text in _INLINE_SCRIPT.findall(page))
    scripts = " ".join(["'self'", *(f"'sha256-{one}'" for one in hashes)])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


class Pages(StaticFiles):
    """The files of the built guide."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, or the page about missing pages."""
        try:
            return await super().get_response("index.html" if path == "." else path, scope)
        except HTTPException as error:
            if error.status_code != HTTPStatus.NOT_FOUND:
                raise
            missing, stat = self.lookup_path("404.html")
            if stat is None:
                raise
            return self.file_response(missing, stat, scope, HTTPStatus.NOT_FOUND)

    def file_response(
        self, full_path: "PathLike[str] | str", stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file: a page with the live layer and its policy, and any other file unchanged."""
        path = Path(full_path)
        if path.suffix != ".html":
            response = super().file_response(full_path, stat_result, scope, status_code)
            response.headers["Cache-Control"] = "no-cache"
            response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
            return response
        page = path.read_bytes()
        name = PurePath(path.relative_to(Path(str(self.directory)).resolve())).with_suffix("").as_posix()
        return HTMLResponse(layered(page, name), status_code, {"Content-Security-Policy": policy(page)})
