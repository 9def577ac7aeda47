"""Where in the guide something is explained: at its address where it is published, else in this repository."""

from checks.engine.model import Check
from checks.facts.credentials import Credential


def to_check(check: Check, guide_url: str | None) -> str:
    """Return the link to the section of the guide that shows `check`."""
    return _link(check.step.value, check.id, guide_url)


def to_credential(credential: Credential, guide_url: str | None) -> str:
    """Return the link to the section that tells how to get `credential` with least privilege."""
    return _link("verify", credential.anchor, guide_url)


def to_revoking(guide_url: str | None) -> str:
    """Return the link to the section that tells how to revoke the tokens that were made for a run alone."""
    return _link("maintain-connection", "revoke-the-tokens-made-for-verify", guide_url)


def _link(page: str, anchor: str, guide_url: str | None) -> str:
    return f"{guide_url}/{page}.html#{anchor}" if guide_url else f"docs/{page}.md#{anchor}"
