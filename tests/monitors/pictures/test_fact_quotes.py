"""What facts say on a screen."""

import pytest

from checks.facts.index import UnknownFactError
from checks.monitors.pictures.fact_quotes import quote


def test_a_label_says_its_words() -> None:
    assert quote("terraform-screens.callback-url") == "Callback URL"


def test_a_permission_says_its_area_and_its_level() -> None:
    assert quote("bitbucket.webhooks-read-and-write") == "Webhooks: Read and write"


@pytest.mark.parametrize("name", ["terraform-screens.calback-url", "bitbucket.hooks"])
def test_what_stands_on_no_screen_is_refused(name: str) -> None:
    with pytest.raises(UnknownFactError):
        quote(name)
