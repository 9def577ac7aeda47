"""Bitbucket Cloud's pages."""

from flask import Blueprint

from checks.sandbox.bitbucket.screens import accounts, api_tokens, consent, consumers, repositories
from checks.sandbox.rendering import screen_blueprint


def screens() -> tuple[Blueprint, ...]:
    """Return the routes of all pages, which are outside the path of the API."""
    return (
        screen_blueprint("bitbucket"),
        accounts.routes,
        api_tokens.routes,
        consumers.routes,
        consent.routes,
        repositories.routes,
    )
