"""The simulated HCP Terraform or Terraform Enterprise: its API and its pages."""

from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from checks.sandbox.rendering import missing, screen_blueprint, wants_page
from checks.sandbox.service import service
from checks.sandbox.state import SandboxState
from checks.sandbox.terraform.api import meta, object_changes, objects, provider_changes, reads, vcs, workspace_changes
from checks.sandbox.terraform.api.errors import (
    CONTENT_TYPE,
    Refusal,
    error_response,
    not_acceptable,
    not_found,
    too_many,
    unsupported,
)
from checks.sandbox.terraform.screens import (
    authorization,
    fetches,
    organization,
    providers,
    workspace_creation,
    workspaces,
)

_BELOW = "/api/v2"
_PAGES = (organization, providers, authorization, workspace_creation, workspaces, fetches)


def application(state: SandboxState) -> Flask:
    """Return the service that responds from `state`."""
    app = service(
        "terraform",
        state,
        (meta.routes, ""),
        (reads.routes, _BELOW),
        (objects.routes, _BELOW),
        (object_changes.routes, _BELOW),
        (vcs.routes, _BELOW),
        (provider_changes.routes, _BELOW),
        (workspace_changes.routes, _BELOW),
        (screen_blueprint("terraform"), ""),
        *((page.routes, "") for page in _PAGES),
    )

    @app.before_request
    def limit() -> None:
        allowed = state.scenario.terraform_limit
        if request.path.startswith(_BELOW) and allowed is not None and state.counted("terraform") > allowed:
            raise too_many()

    app.before_request(_media_types)

    @app.after_request
    def headers(response: Response) -> Response:
        if request.path.startswith(_BELOW):
            scenario = state.scenario
            response.headers["TFP-API-Version"] = "2.6"
            response.headers["TFP-AppName"] = scenario.app_name
            response.headers["x-ratelimit-limit"] = "30"
            if scenario.release:
                response.headers["X-TFE-Current-Version"] = scenario.release
                # Clients expect a monthly release here; what current releases send isn't documented.
                response.headers["X-TFE-Version"] = scenario.release
        return response

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Response:
        return error_response(refusal)

    @app.errorhandler(HTTPStatus.METHOD_NOT_ALLOWED)
    @app.errorhandler(HTTPStatus.NOT_FOUND)
    def unknown(_: HTTPException) -> Response:
        api = request.path.startswith("/api/")
        return missing() if wants_page() and not api else error_response(not_found())

    return app


def _media_types() -> None:
    """Reject media types other than JSON:API, like servers that are generated from HashiCorp's OpenAPI document."""
    if not request.path.startswith(f"{_BELOW}/"):
        return
    if request.accept_mimetypes and not request.accept_mimetypes.best_match([CONTENT_TYPE]):
        raise not_acceptable()
    if request.get_data() and request.mimetype != CONTENT_TYPE:
        raise unsupported()
