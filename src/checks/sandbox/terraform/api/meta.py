"""HCP Terraform's endpoints without organization data: ping, service discovery, and IP ranges."""

from flask import Blueprint, Response, jsonify

from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import access
from checks.sandbox.terraform.api.errors import not_found

routes = Blueprint("meta", __name__)


@routes.get("/api/v2/ping")
def _ping() -> Response:
    access.token()
    return Response(status=204)


@routes.get("/.well-known/terraform.json")
def _discovery() -> Response:
    versions = ("tfe.v2", "tfe.v2.1", "tfe.v2.2", "state.v2")
    registry = {f"{kind}.v1": f"/api/registry/v1/{kind}/" for kind in ("modules", "providers")}
    return jsonify(registry | dict.fromkeys(versions, "/api/v2/"))


@routes.get("/api/meta/ip-ranges")
def _ip_ranges() -> Response:
    """Return the IP ranges without authentication, and set a cookie that breaks every later request with it."""
    if current_state().scenario.release:
        raise not_found()
    response = jsonify(
        {name: ["192.0.2.0/24", "198.51.100.7/32"] for name in ("api", "notifications", "sentinel", "vcs")}
    )
    response.set_cookie(access.SESSION_COOKIE, "anonymous", httponly=True)
    return response
