"""HCP Terraform, or Terraform Enterprise, as its API answers."""

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from checks.sandbox.terraform import access
from checks.sandbox.terraform.changing import changing
from checks.sandbox.terraform.reading import reading
from checks.sandbox.terraform.refusal import Refusal, answered, not_found, too_many
from checks.sandbox.world import World


def application(world: World) -> Flask:
    """Return the service that answers from `world`."""
    app = Flask("terraform", static_folder=None)
    app.url_map.strict_slashes = False
    app.register_blueprint(reading(world), url_prefix="/api/v2")
    app.register_blueprint(changing(world), url_prefix="/api/v2")

    @app.before_request
    def limit() -> None:
        allowed = world.scenario.terraform_limit
        if (
            request.path.startswith("/api/v2")
            and allowed is not None
            and world.counted("terraform") > allowed
        ):
            raise too_many()

    @app.get("/api/v2/ping")
    def ping() -> Response:
        access.token(world)
        return Response(status=204)

    @app.get("/.well-known/terraform.json")
    def discovery() -> Response:
        return jsonify(
            {
                "modules.v1": "/api/registry/v1/modules/",
                "providers.v1": "/api/registry/v1/providers/",
                "state.v2": "/api/v2/",
                "tfe.v2": "/api/v2/",
                "tfe.v2.1": "/api/v2/",
                "tfe.v2.2": "/api/v2/",
            }
        )

    @app.get("/api/meta/ip-ranges")
    def ip_ranges() -> Response:
        if world.scenario.release:
            raise not_found()
        answer = jsonify(
            {
                name: ["192.0.2.0/24", "198.51.100.7/32"]
                for name in ("api", "notifications", "sentinel", "vcs")
            }
        )
        answer.set_cookie(access.SESSION_COOKIE, "anonymous", httponly=True)
        return answer

    @app.after_request
    def headers(answer: Response) -> Response:
        if request.path.startswith("/api/v2"):
            scenario = world.scenario
            answer.headers["TFP-API-Version"] = "2.6"
            answer.headers["TFP-AppName"] = scenario.app_name
            answer.headers["x-ratelimit-limit"] = "30"
            if scenario.release:
                answer.headers["X-TFE-Version"] = scenario.release
        return answer

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Response:
        return answered(refusal)

    @app.errorhandler(HTTPException)
    def unknown(_: HTTPException) -> Response:
        return answered(not_found())

    return app
