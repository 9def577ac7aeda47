"""The guide contains every publicly reported error message, with its cause and fix."""

from pathlib import Path

import pytest

from checks.facts import messages
from checks.facts.fact import Message, named
from checks.facts.failures import match

GUIDE = (Path(__file__).parents[2] / "docs" / "error-messages.md").read_text(encoding="utf-8")
KNOWN = "\n".join([*(fact.text for _, fact in named(messages) if isinstance(fact, Message)), GUIDE]).lower()


@pytest.mark.parametrize(
    "message",
    [
        "repository access denied",
        "could not read Username for",
        "terminal prompts disabled",
        "No url found for submodule path",
        "Branch isn't ingressable",
        "Could not resolve hostname",
        "Authentication failed for",
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
        "exceeded its user limit",
        "not accessible by this authentication mechanism",
        "certificate signed by unknown authority",
    ],
)
def test_the_message_is_in_the_guide_and_has_a_fix(message):
    assert message.lower() in KNOWN
    found = match(f"ingress_failed: {message}")
    assert found
    assert found.fix
    assert f"{{message}} {next(name for name, fact in named(messages) if fact is found.message)}" in GUIDE
