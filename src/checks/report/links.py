"""Where in the guide something is explained: at its address where it is published, else in this repository."""

from checks.engine.model import Check, Finding, Result
from checks.facts import messages
from checks.facts.credentials import Credential
from checks.facts.fact import named


def to_check(check: Check, guide_url: str | None) -> str:
    """Return the link to the section of the guide that shows `check`."""
    return to_section(check.step.value, check.id, guide_url)


def of_result(result: Result, guide_url: str | None) -> list[str]:
    """Return the links that explain `result`: its check first, then the vendor messages that it contains."""
    found = filter(None, (to_known_error(finding, guide_url) for finding in result.attention))
    return list(dict.fromkeys((to_check(result.check, guide_url), *found)))


def to_known_error(finding: Finding, guide_url: str | None) -> str | None:
    """Return the link to the troubleshooting entry that `finding` matches, or None if it matches none."""
    if finding.known_error is None:
        return None
    # Equal, not identical: redaction copies a finding with everything in it.
    names = (name for name, fact in named(messages) if fact == finding.known_error.message)
    name = next(names, None)
    return to_section("troubleshoot", name.replace(".", "-"), guide_url) if name else None


def to_credential(credential: Credential, guide_url: str | None) -> str:
    """Return the link to the section that tells how to get `credential` with least privilege."""
    return to_section("verify", credential.anchor, guide_url)


def to_revoking(guide_url: str | None) -> str:
    """Return the link to the section that tells how to revoke the tokens that were made for a run alone."""
    return to_section("maintain-connection", "revoke-the-tokens-made-for-verify", guide_url)


def to_section(page: str, anchor: str, guide_url: str | None) -> str:
    """Return the link to a section of a page of the guide."""
    return f"{guide_url}/{page}.html#{anchor}" if guide_url else f"docs/{page}.md#{anchor}"
