"""The four credentials that the checks can use, and the permission that each request needs."""

from dataclasses import dataclass
from enum import Enum

from checks.facts.fact import Fact


class Credential(Enum):
    """A credential that the user can provide.

    Attributes:
        variables: The environment variables that contain the credential; all of them are required.
        what: The name of the credential, for sentences.
    """

    TERRAFORM_TOKEN = (("TFE_TOKEN", "TFE_ORGANIZATION"), "an HCP Terraform API token")
    CONSUMER = (
        ("BITBUCKET_CLIENT_ID", "BITBUCKET_CLIENT_SECRET"),
        "the consumer key and secret",
    )
    BITBUCKET_TOKEN = (
        ("BITBUCKET_EMAIL", "BITBUCKET_API_TOKEN"),
        "the service user's email address and API token",
    )
    SSH_KEY = (("BITBUCKET_SSH_KEY",), "the path of the SSH private key")

    def __init__(self, variables: tuple[str, ...], what: str) -> None:
        self.variables = variables
        self.what = what


@dataclass(frozen=True, kw_only=True, eq=False)
class Endpoint(Fact):
    """One request or file that a check can read. It equals only itself, because every request looks up its own.

    Attributes:
        credential: The credential that the request needs; None if it needs no credential.
        method: ``GET``, ``POST`` for the one token request, or ``READ`` for a local file.
        path: The path with its parameters in braces, as in the vendor's documentation.
        permission: The minimum permission of the credential.
        beta: True if the vendor publishes the endpoint as a beta, so that its absence isn't a finding.
    """

    credential: Credential | None
    method: str = "GET"
    path: str
    permission: str
    beta: bool = False
    __eq__ = object.__eq__
    __hash__ = object.__hash__
