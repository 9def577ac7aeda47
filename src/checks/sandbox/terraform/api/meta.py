"""What HCP Terraform says about itself."""

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
    """Answer anybody, with a cookie that spoils every later request which sends it."""
    if current_state().scenario.release:
        raise not_found()
    answer = jsonify(
        {name: ["192.0.2.0/24", "198.51.100.7/32"] for name in ("api", "notifications", "sentinel", "vcs")}
    )
    answer.set_cookie(access.SESSION_COOKIE, "anonymous", httponly=True)
    return answer
