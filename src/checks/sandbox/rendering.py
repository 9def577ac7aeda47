"""The common parts of all sandbox pages: the frame, the stylesheet, the login, and the page with the user's values.

The pages have working forms, for the steps of the guide. Their labels are copied from descriptions of the real
screens, and never taken from `checks.facts`. The repetition is intentional: the end-to-end test compares these two
independent sources.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.state import current_state

_KEY_FILE = "BITBUCKET_SSH_KEY"


def screen_blueprint(service: str) -> Blueprint:
    """Return the blueprint with the templates, the stylesheet, and the page of values for `service`."""
    routes = Blueprint(
        "sandbox", __name__, template_folder="templates", static_folder="static", static_url_path="/sandbox"
    )

    @routes.app_context_processor
    def frame() -> dict[str, object]:
        product = current_state().scenario.app_name if service == "terraform" else "Bitbucket Cloud"
        return {"service": service, "product": product, "state": current_state(), "scenario": current_state().scenario}

    @routes.get("/sandbox/values")
    def _values() -> str:
        values = current_state().environment()
        key_file = values.pop(_KEY_FILE, "")
        return render_template("values.html", exports=[*map(_export, values.items())], key_file=key_file)

    return routes


def _export(variable: tuple[str, str]) -> str:
    return f"export {variable[0]}={shlex.quote(variable[1])}"


def refused(title: str, *words: str, status: int = 403) -> Response:
    """Return a page with the reason why access is refused."""
    return make_response(render_template("refused.html", title=title, words=words), status)


def wants_page() -> bool:
    """Return whether the client is a browser, which gets a page instead of the JSON of an API."""
    return "text/html" in request.headers.get("Accept", "")


def missing() -> Response:
    """Return the error page for a URL that the sandbox does not have."""
    return refused(
        "The sandbox doesn't have this page",
        "It has only the pages that the steps of the guide use.",
        status=404,
    )


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
