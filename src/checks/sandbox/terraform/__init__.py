"""HCP Terraform, or Terraform Enterprise: its API, and its pages."""

from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from checks.sandbox.screens.drawing import missing, wants_page
from checks.sandbox.screens.terraform import screens
from checks.sandbox.service import service
from checks.sandbox.terraform import binding, changing, meta, reading, vcs
from checks.sandbox.terraform.refusal import Refusal, answered, not_found, too_many
from checks.sandbox.world import World

_BELOW = "/api/v2"


def application(world: World) -> Flask:
    """Return the service that answers from `world`."""
    app = service(
        "terraform",
        world,
        (meta.routes, ""),
        (reading.routes, _BELOW),
        (vcs.routes, _BELOW),
        (changing.routes, _BELOW),
        (binding.routes, _BELOW),
        *((routes, "") for routes in screens()),
    )

    @app.before_request
    def limit() -> None:
        allowed = world.scenario.terraform_limit
        if request.path.startswith(_BELOW) and allowed is not None and world.counted("terraform") > allowed:
            raise too_many()

    @app.after_request
    def headers(answer: Response) -> Response:
        if request.path.startswith(_BELOW):
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

    @app.errorhandler(HTTPStatus.METHOD_NOT_ALLOWED)
    @app.errorhandler(HTTPStatus.NOT_FOUND)
    def unknown(_: HTTPException) -> Response:
        api = request.path.startswith("/api/")
        return missing() if wants_page() and not api else answered(not_found())

    return app
