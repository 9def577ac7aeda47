"""The common part of both services: the state, the request log, response faults, and the delay."""

import time
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Flask, Response, request
from jinja2 import StrictUndefined

from checks.sandbox.state import Request, SandboxState

_SECRET = frozenset({"access_token", "client_secret", "code", "password", "refresh_token", "token"})


def service(name: str, state: SandboxState, *parts: tuple[Blueprint, str]) -> Flask:
    """Return an application that responds from `state`."""
    app = Flask(name, static_folder=None)
    app.extensions["sandbox_state"] = state
    app.url_map.strict_slashes = False
    app.jinja_env.undefined = StrictUndefined

    # The first registered hook runs last, so the log contains the response that the client receives.
    @app.after_request
    def record(response: Response) -> Response:
        state.record(Request(name, request.method, request.path, _query(), response.status_code))
        return response

    @app.after_request
    def apply_fault(response: Response) -> Response:
        fault = state.response_fault(name, request.path)
        return fault.how(response) if fault else response

    @app.before_request
    def wait() -> None:
        if state.delay:
            time.sleep(state.delay)

    for part, prefix in parts:
        app.register_blueprint(part, url_prefix=prefix or None)
    return app


def _query() -> str:
    """Return the query of the request, without the values of parameters that can contain credentials."""
    pairs = parse_qsl(request.query_string.decode("latin-1"), keep_blank_values=True)
    return urlencode([(name, "" if name in _SECRET else value) for name, value in pairs])
