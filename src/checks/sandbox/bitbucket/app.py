"""The simulated Bitbucket Cloud: the token endpoint, the pages of its site, and its API below ``/2.0``."""

from http import HTTPStatus

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from checks.sandbox.bitbucket.api import accounts, oauth, repositories
from checks.sandbox.bitbucket.api.access import ANONYMOUS
from checks.sandbox.bitbucket.api.errors import Refusal, no_route, not_acceptable
from checks.sandbox.bitbucket.screens import accounts as account_pages
from checks.sandbox.bitbucket.screens import api_tokens, consent, consumers
from checks.sandbox.bitbucket.screens import repositories as repository_pages
from checks.sandbox.rendering import missing, screen_blueprint, wants_page
from checks.sandbox.service import service
from checks.sandbox.state import SandboxState

_BELOW = "/2.0"
_PAGES = (account_pages, api_tokens, consumers, consent, repository_pages)


def application(state: SandboxState) -> Flask:
    """Return the service that responds from `state`."""
    app = service(
        "bitbucket",
        state,
        (oauth.routes, ""),
        (accounts.routes, _BELOW),
        (repositories.routes, _BELOW),
        (screen_blueprint("bitbucket"), ""),
        *((page.routes, "") for page in _PAGES),
    )

    @app.before_request
    def media_types() -> None:
        """Reject clients that don't accept JSON, like servers that are generated from Bitbucket's OpenAPI document."""
        accepted = request.accept_mimetypes
        if request.path.startswith(f"{_BELOW}/") and accepted and not accepted.best_match(["application/json"]):
            raise not_acceptable()

    @app.after_request
    def headers(response: Response) -> Response:
        if request.path.startswith(f"{_BELOW}/"):
            caller = g.get("caller", ANONYMOUS)
            response.headers["X-Credential-Type"] = caller.credential
            response.headers["X-Accepted-OAuth-Scopes"] = g.get("accepted", "")
            if caller.scopes:
                response.headers["X-OAuth-Scopes"] = ", ".join(caller.scopes)
        return response

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Response:
        return refusal.response

    @app.errorhandler(HTTPStatus.METHOD_NOT_ALLOWED)
    @app.errorhandler(HTTPStatus.NOT_FOUND)
    def unknown(_: HTTPException) -> Response:
        api = request.path.startswith(f"{_BELOW}/")
        return missing() if wants_page() and not api else no_route().response

    return app
