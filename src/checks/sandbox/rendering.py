"""What all drawings share: the frame around them, the stylesheet, and the values that a person holds."""

import shlex

from flask import Blueprint, Response, make_response, render_template, request

from checks.sandbox.state import current_state

_KEY_FILE = "BITBUCKET_SSH_KEY"


def screen_blueprint(service: str) -> Blueprint:
    """Return the blueprint that holds the templates, the stylesheet and the page of values for `service`."""
    routes = Blueprint(
        "drawing", __name__, template_folder="templates", static_folder="static", static_url_path="/drawing"
    )

    @routes.app_context_processor
    def frame() -> dict[str, object]:
        product = current_state().scenario.app_name if service == "terraform" else "Bitbucket Cloud"
        return {"service": service, "product": product, "state": current_state(), "scenario": current_state().scenario}

    @routes.get("/drawing/values")
    def _values() -> str:
        values = current_state().environment()
        key_file = values.pop(_KEY_FILE, "")
        return render_template("values.html", exports=[*map(_export, values.items())], key_file=key_file)

    return routes


def _export(variable: tuple[str, str]) -> str:
    return f"export {variable[0]}={shlex.quote(variable[1])}"


def refused(title: str, *words: str, status: int = 403) -> Response:
    """Return a page that says why there is nothing to see."""
    return make_response(render_template("refused.html", title=title, words=words), status)


def wants_page() -> bool:
    """Say whether a browser asks, so that a page answers it better than the JSON of an API."""
    return "text/html" in request.headers.get("Accept", "")


def missing() -> Response:
    """Return the page for an address that nobody has drawn."""
    return refused(
        "Nobody has drawn this page",
        "The sandbox has the pages that the steps of the guide lead through, and no others.",
        status=404,
    )
