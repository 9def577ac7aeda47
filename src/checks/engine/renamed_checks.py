"""The earlier IDs of renamed checks, which reports and ledgers can contain."""

RENAMED: dict[str, str] = {}
"""The current ID of each check that was renamed, by its earlier ID."""


def current_id(check: str) -> str:
    """Return the current ID of a check, by its current or an earlier ID."""
    return RENAMED.get(check, check)
