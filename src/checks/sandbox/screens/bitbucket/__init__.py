"""Bitbucket Cloud's pages."""

from flask import Blueprint

from checks.sandbox.screens.bitbucket import consent, consumers, people, repositories
from checks.sandbox.screens.drawing import drawing


def screens() -> tuple[Blueprint, ...]:
    """Return the routes of all pages, none of which lies below the API."""
    return (drawing("bitbucket"), people.routes, consumers.routes, consent.routes, repositories.routes)
