"""The words on the screens of both services."""

from datetime import UTC, datetime
from types import ModuleType

import pytest

from checks.facts import bitbucket, bitbucket_screens, requirements, terraform, terraform_screens
from checks.facts.fact import Fact, Kind, Label, named

SCREENS = (bitbucket_screens, terraform_screens)
FACTS = [pair for module in (*SCREENS, bitbucket, terraform) for pair in named(module)]
LABELS = [pair for module in SCREENS for pair in named(module)]
BOTH_FORMS = (bitbucket_screens.CLIENT_FIELDS, bitbucket_screens.CONSUMER_FIELDS)


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_every_fact_names_a_public_page(name: str, fact: Fact) -> None:
    assert fact.source.page.startswith("https://"), name
    assert " " not in fact.source.page


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_no_fact_was_seen_in_the_future(name: str, fact: Fact) -> None:
    assert fact.source.seen <= datetime.now(UTC).date(), name


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_a_fact_of_a_vendor_tells_the_words_that_stand_there(name: str, fact: Fact) -> None:
    if fact.source.kind is Kind.VENDOR:
        assert fact.source.words, name


@pytest.mark.parametrize(("name", "label"), LABELS)
def test_a_label_is_written_as_it_stands_on_the_screen(name: str, label: Label) -> None:
    for text in (label.text, *label.also):
        assert text == text.strip(), name
        assert text


@pytest.mark.parametrize(("name", "label"), LABELS)
def test_another_wording_of_a_label_differs_from_it(name: str, label: Label) -> None:
    wordings = (label.text, *label.also)
    assert len(set(wordings)) == len(wordings), name


@pytest.mark.parametrize("module", SCREENS)
def test_a_module_of_screens_holds_labels_alone(module: ModuleType) -> None:
    assert all(isinstance(fact, Label) for _, fact in named(module))


@pytest.mark.parametrize("module", SCREENS)
def test_no_two_names_hold_the_same_label(module: ModuleType) -> None:
    held = [id(fact) for _, fact in named(module)]
    assert len(set(held)) == len(held)


@pytest.mark.parametrize("fields", BOTH_FORMS)
def test_both_forms_ask_for_the_same_four_things(fields: tuple[bitbucket_screens.Field, ...]) -> None:
    assert {field.label.text for field in fields} == {"Name", "Description", "Callback URL", "URL"}


def test_what_was_not_seen_on_the_new_form_is_marked() -> None:
    unconfirmed = {name for name, fact in LABELS if fact.source.kind is Kind.UNCONFIRMED}
    assert unconfirmed == {"bitbucket-screens.client-description", "bitbucket-screens.client-url"}


def test_the_consent_page_has_one_sentence_for_each_needed_permission() -> None:
    sentences = [name for name, _ in LABELS if name.startswith("bitbucket-screens.consent-")]
    assert len(sentences) == len(requirements.PERMISSIONS)
