"""Bitbucket Cloud: the token endpoint of its site, and its API below ``/2.0``."""

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from checks.sandbox.bitbucket.access import NOBODY
from checks.sandbox.bitbucket.oauth import oauth
from checks.sandbox.bitbucket.people import people
from checks.sandbox.bitbucket.refusal import Refusal, no_route
from checks.sandbox.bitbucket.repositories import repositories
from checks.sandbox.world import World


def application(world: World) -> Flask:
    """Return the service that answers from `world`."""
    app = Flask("bitbucket", static_folder=None)
    app.url_map.strict_slashes = False
    app.register_blueprint(oauth(world))
    app.register_blueprint(people(world), url_prefix="/2.0")
    app.register_blueprint(repositories(world), url_prefix="/2.0")

    @app.after_request
    def headers(answer: Response) -> Response:
        if request.path.startswith("/2.0/"):
            caller = g.get("caller", NOBODY)
            answer.headers["X-Credential-Type"] = caller.credential
            answer.headers["X-Accepted-OAuth-Scopes"] = g.get("accepted", "")
            if caller.scopes:
                answer.headers["X-OAuth-Scopes"] = ", ".join(caller.scopes)
        return answer

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Response:
        return refusal.answer

    @app.errorhandler(HTTPException)
    def unknown(_: HTTPException) -> Response:
        return no_route().answer

    return app
