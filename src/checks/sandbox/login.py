"""The simulated login, without passwords."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse


@dataclass(frozen=True)
class Login:
    """The login page, on which the user selects an account.

    Cookies ignore ports, so each service needs a separate cookie.

    Attributes:
        cookie: The name of the session cookie.
        path: The path of the login page.
    """

    cookie: str
    path: str

    def name(self, known: Mapping[str, str]) -> str:
        """Return the logged-in name if it is in `known`; otherwise, redirect to the login page and back afterward."""
        found = request.cookies.get(self.cookie, "")
        if found not in known:
            here = request.full_path.removesuffix("?")
            abort(redirect(f"{self.path}?{urlencode({'next': here})}"))
        return found

    def page(self, known: Mapping[str, str]) -> str:
        """Return the login page; `known` maps names to button labels."""
        current = request.cookies.get(self.cookie, "")
        return render_template("login.html", people=known, current=current, target=self._target())

    def enter(self, known: Mapping[str, str]) -> AnyResponse:
        """Log in as the selected account, and redirect to the requested page."""
        chosen = request.form.get("person", "")
        if chosen not in known:
            abort(400)
        response: Response = make_response(redirect(self._target(), 303))
        response.set_cookie(self.cookie, chosen, httponly=True, samesite="Lax")
        return response

    def _target(self) -> str:
        """Return the page to open next, which is always on this service."""
        wanted = request.args.get("next", "/")
        return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) else "/"
