"""Who is logged in: a stand-in for the one step that only a person can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse


@dataclass(frozen=True)
class Login:
    """The page on which one chooses who to be, without a password.

    Cookies ignore ports, so each service needs a cookie of its own.

    Attributes:
        cookie: The name of the cookie that says who it is.
        path: Where the page lies.
    """

    cookie: str
    path: str

    def name(self, known: Mapping[str, str]) -> str:
        """Return who is logged in, if `known` has that name; otherwise show the page and come back afterwards."""
        found = request.cookies.get(self.cookie, "")
        if found not in known:
            here = request.full_path.removesuffix("?")
            abort(redirect(f"{self.path}?{urlencode({'next': here})}"))
        return found

    def page(self, known: Mapping[str, str]) -> str:
        """Return the page; `known` maps names to what the buttons call them."""
        current = request.cookies.get(self.cookie, "")
        return render_template("login.html", people=known, current=current, target=self._target())

    def enter(self, known: Mapping[str, str]) -> AnyResponse:
        """Log in as the person whose button was clicked, and go where they wanted to go."""
        chosen = request.form.get("person", "")
        if chosen not in known:
            abort(400)
        answer: Response = make_response(redirect(self._target(), 303))
        answer.set_cookie(self.cookie, chosen, httponly=True, samesite="Lax")
        return answer

    def _target(self) -> str:
        """Return the page to go to next, on this very service."""
        wanted = request.args.get("next", "/")
        return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) else "/"
