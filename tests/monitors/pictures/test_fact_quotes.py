"""The text of facts on a screen."""

import pytest

from checks.facts.index import UnknownFactError
from checks.monitors.pictures.fact_quotes import quote


def test_quotes_a_label() -> None:
    assert quote("terraform-screens.callback-url") == "Callback URL"


def test_quotes_a_permission_with_area_and_level() -> None:
    assert quote("bitbucket.webhooks-read-and-write") == "Webhooks: Read and write"


@pytest.mark.parametrize("name", ["terraform-screens.calback-url", "bitbucket.hooks"])
def test_rejects_facts_that_are_not_on_a_screen(name: str) -> None:
    with pytest.raises(UnknownFactError):
        quote(name)
