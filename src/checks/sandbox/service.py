"""What both services have in common: each answers from the world, which sees what was asked."""

import time
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Flask, Response, request

from checks.sandbox.state import Request, SandboxState

_SECRET = frozenset({"access_token", "client_secret", "code", "password", "refresh_token", "token"})


def service(name: str, state: SandboxState, *parts: tuple[Blueprint, str]) -> Flask:
    """Return an application that answers from `state`.

    Args:
        name: ``terraform`` or ``bitbucket``.
        state: What it answers from.
        parts: Its routes, each with the path below which they lie.
    """
    app = Flask(name, static_folder=None)
    app.extensions["world"] = state
    app.url_map.strict_slashes = False

    # The first of these hooks to be registered is the last to run, so the journal holds what the client got.
    @app.after_request
    def record(answer: Response) -> Response:
        state.record(Request(name, request.method, request.path, _query(), answer.status_code))
        return answer

    @app.after_request
    def interrupt(answer: Response) -> Response:
        found = state.interruption(name, request.path)
        return found.how(answer) if found else answer

    @app.before_request
    def wait() -> None:
        if state.delay:
            time.sleep(state.delay)

    for part, prefix in parts:
        app.register_blueprint(part, url_prefix=prefix or None)
    return app


def _query() -> str:
    """Return the query of the request, without the values of parameters that may hold a credential."""
    pairs = parse_qsl(request.query_string.decode("latin-1"), keep_blank_values=True)
    return urlencode([(name, "" if name in _SECRET else value) for name, value in pairs])
