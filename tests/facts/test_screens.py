"""The labels on the screens of both services."""

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
def test_every_fact_has_a_public_page_as_its_source(name: str, fact: Fact) -> None:
    assert fact.source.page.startswith("https://"), name
    assert " " not in fact.source.page


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_no_source_was_read_in_the_future(name: str, fact: Fact) -> None:
    assert fact.source.seen <= datetime.now(UTC).date(), name


@pytest.mark.parametrize(("name", "fact"), FACTS)
def test_every_vendor_source_has_words_to_search_for(name: str, fact: Fact) -> None:
    if fact.source.kind is Kind.VENDOR:
        assert fact.source.words, name


@pytest.mark.parametrize(("name", "label"), LABELS)
def test_labels_have_no_surrounding_whitespace(name: str, label: Label) -> None:
    for text in (label.text, *label.also):
        assert text == text.strip(), name
        assert text


@pytest.mark.parametrize(("name", "label"), LABELS)
def test_wordings_of_a_label_are_unique(name: str, label: Label) -> None:
    wordings = (label.text, *label.also)
    assert len(set(wordings)) == len(wordings), name


@pytest.mark.parametrize("module", SCREENS)
def test_screen_modules_contain_only_labels(module: ModuleType) -> None:
    assert all(isinstance(fact, Label) for _, fact in named(module))


@pytest.mark.parametrize("module", SCREENS)
def test_each_label_has_only_one_name(module: ModuleType) -> None:
    ids = [id(fact) for _, fact in named(module)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("fields", BOTH_FORMS)
def test_both_forms_have_the_same_four_fields(fields: tuple[bitbucket_screens.Field, ...]) -> None:
    assert {field.label.text for field in fields} == {"Name", "Description", "Callback URL", "URL"}


def test_unconfirmed_fields_of_the_new_form_are_marked() -> None:
    unconfirmed = {name for name, fact in LABELS if fact.source.kind is Kind.UNCONFIRMED}
    assert unconfirmed == {"bitbucket-screens.client-description", "bitbucket-screens.client-url"}


def test_the_consent_page_has_one_sentence_for_each_needed_permission() -> None:
    sentences = [name for name, _ in LABELS if name.startswith("bitbucket-screens.consent-")]
    assert len(sentences) == len(requirements.PERMISSIONS)
