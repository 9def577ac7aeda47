"""The four credentials that a reader may lend to the checks, and what each read needs of them."""

from dataclasses import dataclass
from enum import Enum

from checks.facts.fact import Fact


class Credential(Enum):
    """A credential that the reader may give or keep.

    Attributes:
        variables: The environment variables that carry it, all of them or none.
        what: What it is, in words.
        anchor: The section of the guide's page `verify` that tells how to get it with least privilege.
    """

    TERRAFORM_TOKEN = (("TFE_TOKEN", "TFE_ORGANIZATION"), "an HCP Terraform API token", "terraform-token")
    CONSUMER = (
        ("BITBUCKET_CLIENT_ID", "BITBUCKET_CLIENT_SECRET"),
        "the key and secret of the consumer",
        "consumer-key",
    )
    BITBUCKET_TOKEN = (
        ("BITBUCKET_EMAIL", "BITBUCKET_API_TOKEN"),
        "the e-mail and an API token of the service account",
        "bitbucket-token",
    )
    SSH_KEY = (("BITBUCKET_SSH_KEY",), "the path of the SSH private key", "ssh-key-path")

    def __init__(self, variables: tuple[str, ...], what: str, anchor: str) -> None:
        self.variables = variables
        self.what = what
        self.anchor = anchor


@dataclass(frozen=True, kw_only=True)
class Endpoint(Fact):
    """One thing that a check may read.

    Attributes:
        credential: The credential that is shown for it; None where it needs none.
        method: ``GET``, ``POST`` for the one token request, or ``READ`` for a local file.
        path: The path with its parameters in braces, as the vendor's document writes it.
        permission: The least that the credential must be allowed.
        beta: True where the vendor publishes it as a beta, so that its absence says nothing.
    """

    credential: Credential | None
    method: str = "GET"
    path: str
    permission: str
    beta: bool = False
