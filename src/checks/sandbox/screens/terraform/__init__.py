"""The pages of HCP Terraform, or Terraform Enterprise."""

from flask import Blueprint

from checks.sandbox.screens.drawing import drawing
from checks.sandbox.screens.terraform import connecting, creating, fetching, organization, providers, workspaces


def screens() -> tuple[Blueprint, ...]:
    """Return the routes of all pages, none of which lies below the API."""
    return (
        drawing("terraform"),
        organization.routes,
        providers.routes,
        connecting.routes,
        creating.routes,
        workspaces.routes,
        fetching.routes,
    )
