"""The common parts of all sandbox pages: the frame, the stylesheet, and the page with the user's values."""

import shlex

from flask import Blueprint, Response, make_response, render_template, request

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
