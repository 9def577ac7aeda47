"""What HCP Terraform lets a client change."""

from flask import Blueprint

from checks.sandbox.world import World


def changing(world: World) -> Blueprint:
    """Return the routes that change something."""
    del world
    return Blueprint("changing", __name__)
