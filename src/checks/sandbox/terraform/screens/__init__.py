"""The pages of HCP Terraform, or Terraform Enterprise."""

from flask import Blueprint

from checks.sandbox.rendering import screen_blueprint
from checks.sandbox.terraform.screens import (
    authorization,
    fetches,
    organization,
    providers,
    tokens,
    workspace_creation,
    workspaces,
)


def screens() -> tuple[Blueprint, ...]:
    """Return the routes of all pages, which are outside the path of the API."""
    return (
        screen_blueprint("terraform"),
        organization.routes,
        providers.routes,
        authorization.routes,
        tokens.routes,
        workspace_creation.routes,
        workspaces.routes,
        fetches.routes,
    )
